-- Owner: Places. The communes of France with what tells which one a place lies in: filled by `watts-up import places`.
--
-- Paris, Lyon and Marseille are here twice: as a whole (is_divided) and as their 45 arrondissements, which name the whole
-- as their parent. A place lies in the arrondissement, as that one has the postcode; `city` is what an address ends with.
-- One place, off the coast too:
--
--   select insee_code, city, postcodes, time_zone from communes where insee_code = commune_at(place)
--
-- Many at once (30 000 places: 0.5 s of processor time instead of 1.5), with commune_at() for the few that are left over:
--
--   select distinct on (s.id) s.id, c.insee_code
--   from stations s join commune_cells k on k.cell = ground_cell(s.location) join communes c using (insee_code)
--   where st_covers(c.outline, s.location) order by s.id, c.insee_code
--
-- The outlines are simplified: of 14 341 real positions 36 lay outside all of them, and yet within 2 km of one (quays, islets).

-- The INSEE code tells, also for the collectivities overseas that the communes' source leaves out.
create function time_zone_of(insee_code text) returns text language sql immutable parallel safe as $$
  select case left(insee_code, 3)
    when '971' then 'America/Guadeloupe'
    when '972' then 'America/Martinique'
    when '973' then 'America/Cayenne'
    when '974' then 'Indian/Reunion'
    when '975' then 'America/Miquelon'
    when '976' then 'Indian/Mayotte'
    when '977' then 'America/St_Barthelemy'
    when '978' then 'America/Marigot'
    when '984' then 'Indian/Kerguelen'
    when '986' then 'Pacific/Wallis'
    when '987' then 'Pacific/Tahiti'
    when '988' then 'Pacific/Noumea'
    else 'Europe/Paris'
  end
$$;

create table communes (
  insee_code text collate "C" primary key constraint communes_insee_code check (insee_code ~ '^(\d\d|2[AB])\d{3}$'),
  parent_code text collate "C" references communes,
  is_divided boolean not null,
  name text not null constraint communes_name check (name <> ''),
  city text not null,
  department text collate "C" not null
    constraint communes_department check (department = left(insee_code, case when insee_code like '97%' then 3 else 2 end)),
  population integer not null constraint communes_population check (population >= 0),
  postcodes text[] not null,
  -- The town hall, or a point that lies inside for certain.
  centre geometry(Point, 4326) not null,
  outline geometry(MultiPolygon, 4326) not null,
  time_zone text not null generated always as (time_zone_of(insee_code)) stored,
  constraint communes_parts_are_whole check (parent_code is null or not is_divided)
);
create index communes_parent on communes (parent_code) where parent_code is not null;
create index communes_ground on communes using gist (outline) where not is_divided;

-- Squares of 0.03 degrees, about 2 km by 3 km, with the communes whose box reaches into them. A third of the time that the GiST
-- index of the outlines takes, which compares boxes one by one on every page; pieces made by ST_Subdivide take as long as it.
-- Drawn anew in the transaction that changes communes; a foreign key would double the time of the load to say the same.
create table commune_cells (
  cell integer not null,
  insee_code text collate "C" not null,
  primary key (cell, insee_code)
);

create function ground_cell(place geometry) returns integer language sql immutable parallel safe as $$
  select floor((st_x(place) + 180) / 0.03)::integer * 10000 + floor((st_y(place) + 90) / 0.03)::integer
$$;

-- The commune that covers a place; on a border the one with the lower code. Off the coast the nearest within 2 km. Else null.
create function commune_at(place geometry) returns text language sql stable parallel safe as $$
  select coalesce(
    (
      select insee_code from commune_cells join communes using (insee_code)
      where cell = ground_cell(place) and st_covers(outline, place) order by insee_code limit 1
    ),
    (
      select insee_code
      from (
        select insee_code, outline from communes
        -- A degree of longitude is 50 km or more wherever there is a commune, so 0.05 of one hold 2 km.
        where not is_divided and outline && st_expand(place, 0.05)
        order by st_distance(outline::geography, place::geography), insee_code limit 1
      ) as nearest
      where st_dwithin(outline::geography, place::geography, 2000)
    ))
$$;
