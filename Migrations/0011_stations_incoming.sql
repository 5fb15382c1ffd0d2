-- Owner: Import, on behalf of Stations: rows of a file that are new or differ from what is stored, in the words of the tables
-- they are for. Unlogged: a crash empties them, and an import that waited in preview then says so. One import of a source
-- runs at a time, so one set of tables is enough.
create unlogged table incoming_points (
  id uuid not null,
  irve_id text collate "C" not null,
  local_id text,
  power_kw real,
  sockets smallint not null,
  cable_attached boolean,
  declared_reservable boolean,
  accessibility text not null,
  opened_on date,
  updated_on date,
  evidence jsonb,
  content_hash bigint not null,
  source_rank bigint not null,
  station_irve_id text collate "C" not null,
  -- The physical line of the file.
  line bigint not null,
  -- Set when an earlier row of the file has the same identifier.
  is_repeated boolean not null
);

-- The first row of each station that is new or differs.
create unlogged table incoming_stations (
  id uuid not null,
  irve_id text collate "C" not null,
  name text not null,
  brand text,
  operator text,
  owner text,
  contact text,
  phone text,
  placement text,
  street text,
  postcode text,
  city text,
  insee_code text,
  location geometry(Point, 4326) not null,
  time_zone text not null,
  access text not null,
  hours_text text,
  hours text,
  open_24h boolean not null,
  two_wheelers_only boolean not null,
  max_height_m real,
  pay_per_use boolean,
  pay_card boolean,
  pay_other boolean,
  free boolean,
  tariff text,
  notes text,
  grid_connection text,
  declared_points integer,
  content_hash bigint not null
);

-- Points that a full import no longer names.
create unlogged table incoming_gone (point_id uuid not null);

create function socket_names(sockets smallint) returns text[] language sql immutable parallel safe as $$
  select array_remove(array[case when sockets & 2 > 0 then 'type2' end, case when sockets & 4 > 0 then 'ccs' end,
    case when sockets & 8 > 0 then 'chademo' end, case when sockets & 1 > 0 then 'ef' end,
    case when sockets & 16 > 0 then 'other' end], null)
$$;

-- What the last import replaced, for undo.
create table stations_before (like stations);
create table charge_points_before (like charge_points);

-- To fill an empty table, its indexes and foreign keys are taken away and made again afterwards: a quarter of the time.
-- Whatever later migrations add comes along, also the foreign keys of other tables that point here.
create function suspend_indexes(of_tables regclass[]) returns void language plpgsql as $$
declare
  found record;
begin
  create temporary table suspended (position integer generated always as identity, restore text) on commit drop;
  for found in
    select c.conrelid::regclass as owner, c.conname, pg_get_constraintdef(c.oid) as definition, c.contype = 'f' as is_foreign
    from pg_constraint c
    where (c.contype in ('p', 'u', 'x') and c.conrelid = any (of_tables))
      or (c.contype = 'f' and (c.conrelid = any (of_tables) or c.confrelid = any (of_tables)))
    order by c.contype = 'f' desc, c.oid
  loop
    execute format('alter table %s drop constraint %I', found.owner, found.conname);
    insert into suspended (restore)
    values (format('alter table %s add constraint %I %s', found.owner, found.conname, found.definition));
  end loop;
  for found in
    select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i where i.indrelid = any (of_tables)
  loop
    execute format('drop index %s', found.name);
    insert into suspended (restore) values (found.definition);
  end loop;
end $$;

-- The last taken away is the first to come back: foreign keys need the keys that they point to.
create function resume_indexes() returns void language plpgsql as $$
declare
  statement text;
begin
  for statement in select restore from suspended order by position desc loop
    execute statement;
  end loop;
  drop table suspended;
end $$;

-- Rows of a dynamic file about points that are stored.
create unlogged table incoming_status (
  irve_id text collate "C" not null,
  condition text not null,
  occupancy text not null,
  at timestamptz not null,
  line bigint not null
);

-- What the last dynamic import replaced; nulls where nothing had been said of a point.
create table point_status_before (
  point_id uuid primary key,
  condition text,
  occupancy text,
  at timestamptz
);
