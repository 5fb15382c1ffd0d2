-- Owner: Stations and Places. What finding needs: distances on the ground, words forgiven, who is open and free at a moment.
create extension if not exists fuzzystrmatch;

-- Nearest first. Geography and not degrees: up here a degree of longitude is two thirds of one of latitude.
create index stations_ground on stations using gist ((location::geography)) where withdrawn_at is null;

-- Words as they are compared: no capitals, no accents, nothing but letters and digits.
create function plain_words(text text) returns text[] language sql immutable parallel safe as $$
  select array_remove(regexp_split_to_array(lower(unaccent('unaccent', text)), '[^[:alnum:]]+'), '')
$$;

create function station_words(name text, brand text, city text, postcode text) returns tsvector
  language sql immutable parallel safe as $$
  select array_to_tsvector(plain_words(concat_ws(' ', name, brand, city, postcode)))
$$;
create index stations_words on stations using gin (station_words(name, brand, city, postcode)) where withdrawn_at is null;

-- Every word that stations are called by, for words that nobody is called by. Trigrams of the stations themselves were
-- measured too: 650 ms for a word as common as "paris", and this takes 10.
create table station_vocabulary (
  word text collate "C" primary key,
  stations integer not null
);
create index station_vocabulary_likeness on station_vocabulary using gin (word gin_trgm_ops);
-- Which stations_version it was made of.
create table station_vocabulary_version (
  version bigint not null,
  only_one boolean primary key default true check (only_one)
);
insert into station_vocabulary_version (version) values (0);

-- What somebody typed as a question: every word begins a word of the station. One that begins none is replaced by the most
-- like, so that a slip of the finger finds what was meant. Null when there is no word in it.
create function asked_words(asked text) returns tsquery language sql stable parallel safe as $$
  select string_agg(coalesce(nearest.word, given.word) || ':*', ' & ' order by given.place)::tsquery
  from unnest((plain_words(asked))[1:8]) with ordinality as given (word, place)
  left join lateral (
    select word from station_vocabulary
    where length(given.word) between 4 and 100 and word % given.word and length(word) <= 100
      and levenshtein_less_equal(word, given.word, 4) <= 1 + length(given.word) / 4
      and not exists (
        select from station_vocabulary known
        where known.word >= given.word and known.word < given.word || chr(1114111)
      )
    order by levenshtein(word, given.word), stations desc, word
    limit 1
  ) as nearest on true
$$;

-- The rule of the program's PointStatus, for lists: free is what nobody is known to use and nothing is known to be wrong with.
create function is_point_free(
  out_of_service boolean, condition text, occupancy text, reported_at timestamptz, at timestamptz
) returns boolean language sql immutable parallel safe as $$
  select not out_of_service and coalesce(
    condition <> 'outOfService'
      and case
        when occupancy in ('occupied', 'reserved') and reported_at >= at - interval '30 minutes' then false
        else condition <> 'unknown' and occupancy <> 'unknown' end,
    true)
$$;

-- Whether hours in the one spelling (`Mo-Fr 08:00-12:00,14:00-18:00; Sa 22:00-04:00`) let people in at a moment.
create function is_open(hours text, time_zone text, at timestamptz) returns boolean language sql stable parallel safe as $$
  select hours = '24/7' or exists (
    select
    from (
      select extract(isodow from local)::integer - 1 as day,
        extract(hour from local)::integer * 60 + extract(minute from local)::integer as minute
      from (select at at time zone time_zone as local) as clock
    ) as now,
    regexp_split_to_table(hours, '; ') as rule,
    string_to_table(split_part(rule, ' ', 1), ',') as days,
    string_to_table(split_part(rule, ' ', 2), ',') as span,
    lateral (
      select (position(left(days, 2) in 'MoTuWeThFrSaSu') - 1) / 2 as first,
        (position(right(days, 2) in 'MoTuWeThFrSaSu') - 1) / 2 as last,
        left(span, 2)::integer * 60 + substr(span, 4, 2)::integer as opens,
        substr(span, 7, 2)::integer * 60 + substr(span, 10, 2)::integer as closes
    ) as read,
    lateral (select case when closes <= opens then closes + 1440 else closes end as until) as written
    where day between first and last and minute >= opens and minute < until
      or (day + 6) % 7 between first and last and minute + 1440 < until
  )
$$;

-- Owner: Places. Drawn anew by `watts-up import places`, all from the communes.
create table departements (
  code text collate "C" primary key,
  name text not null
);

-- What can be flown to.
create table places (
  id text collate "C" primary key,
  kind text not null constraint places_kind_known check (kind in ('town', 'arrondissement', 'departement', 'postcode')),
  name text not null,
  -- The name as it is compared.
  plain text not null,
  -- Without its article.
  bare text not null,
  -- And what else the place is found by: postcodes, the number of a departement.
  words tsvector not null,
  insee_code text,
  department text not null,
  postcodes text[] not null,
  population integer not null,
  centre geometry(Point, 4326) not null,
  west double precision not null,
  south double precision not null,
  east double precision not null,
  north double precision not null
);
create index places_words on places using gin (words);
create index places_likeness on places using gin (plain gin_trgm_ops);

-- A name as it is compared, and as many people write it: St, Ste.
create function plain_name(name text) returns text language sql immutable parallel safe as $$
  select regexp_replace(array_to_string(plain_words(name), ' '), '\mst(e?)\M', 'saint\1', 'g')
$$;

-- The land as areas, and the lines between departements: what one commune alone, or two of different departements, end at.
create table basemap_ground (
  kind text not null constraint basemap_ground_kind_known check (kind in ('land', 'border')),
  shape geometry not null
);
create index basemap_ground_shape on basemap_ground using gist (shape);

-- Counts the loads that changed something: tiles that are kept are then drawn anew.
create table places_version (
  version bigint not null,
  only_one boolean primary key default true check (only_one)
);
insert into places_version (version) values (1);
