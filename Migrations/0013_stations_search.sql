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
