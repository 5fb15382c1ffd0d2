-- Owner: Stations. What can be charged at, and where. The terms of the national file are translated here, once.
create table stations (
  id uuid primary key,
  -- The national identifier as it is compared: capital letters and digits only. Where the source has none of its own it is
  -- made from the local one and begins with a lower-case letter, so that the two can never meet.
  irve_id text collate "C" not null constraint stations_irve_id_key unique
    constraint stations_irve_id_length check (length(irve_id) between 1 and 120),
  name text not null constraint stations_name_length check (length(name) between 1 and 300),
  brand text,
  operator text,
  owner text,
  contact text,
  phone text,
  placement text constraint stations_placement_known
    check (placement in ('street', 'publicCarPark', 'privateCarPark', 'customers', 'fastHub')),
  street text,
  postcode text constraint stations_postcode_shape check (postcode ~ '^[0-9]{5}$'),
  city text,
  insee_code text collate "C" constraint stations_insee_code_shape check (insee_code ~ '^([013-9][0-9]|2[AB1-9])[0-9]{3}$'),
  -- Null until the commune has been looked up by position (and again after a move).
  located_at timestamptz,
  location geometry(Point, 4326) not null constraint stations_location_on_earth check (
    st_x(location) between -180 and 180 and st_y(location) between -90 and 90),
  time_zone text not null default 'Europe/Paris',
  access text not null constraint stations_access_known check (access in ('open', 'restricted')),
  -- As the source writes them; `hours` in the one spelling that the program reads, null when they make no sense.
  hours_text text,
  hours text,
  open_24h boolean not null,
  two_wheelers_only boolean not null,
  max_height_m real constraint stations_max_height_plausible check (max_height_m > 0.5 and max_height_m < 10),
  pay_per_use boolean,
  pay_card boolean,
  pay_other boolean,
  free boolean,
  tariff text,
  notes text,
  grid_connection text constraint stations_grid_connection_known check (grid_connection in ('direct', 'indirect')),
  -- What the source says; the true number is that of the rows in charge_points.
  declared_points integer,
  -- Generated for demonstrations: their identifiers begin with a code that no operator has.
  demonstration boolean not null generated always as (starts_with(irve_id, 'FRDEM')) stored,
  source text not null constraint stations_source_known check (source in ('irve', 'manual')),
  -- Columns that an administrator has set: an import leaves them alone.
  manual_fields text[] not null default '{}',
  evidence jsonb,
  -- Of the source's cells; tells an import whether there is anything to do.
  content_hash bigint not null default 0,
  -- The import that brought it.
  added_by uuid,
  withdrawn_at timestamptz,
  -- Counts the changes to it and to its points: what If-Match compares.
  version integer not null default 1
) with (fillfactor = 90);

create index stations_location on stations using gist (location);
create index stations_not_located on stations (id) where located_at is null;

-- One vehicle at a time, whatever the number of sockets: what is reserved.
create table charge_points (
  id uuid primary key,
  station_id uuid not null constraint charge_points_station_id_fkey references stations (id),
  irve_id text collate "C" not null constraint charge_points_irve_id_key unique
    constraint charge_points_irve_id_length check (length(irve_id) between 1 and 160),
  local_id text,
  -- Null when the source does not know.
  power_kw real constraint charge_points_power_plausible check (power_kw > 0 and power_kw <= 1000),
  -- 1 E/F, 2 type 2, 4 CCS, 8 CHAdeMO, 16 another.
  sockets smallint not null constraint charge_points_sockets_known check (sockets between 0 and 31),
  cable_attached boolean,
  declared_reservable boolean,
  accessibility text not null default 'unknown' constraint charge_points_accessibility_known
    check (accessibility in ('reserved', 'accessible', 'notAccessible', 'unknown')),
  opened_on date,
  updated_on date,
  -- Switched off here by an administrator or a technician.
  out_of_service boolean not null default false,
  source text not null constraint charge_points_source_known check (source in ('irve', 'manual')),
  manual_fields text[] not null default '{}',
  -- [{code, field, from, to, source, at}]: what was corrected, what was decided, what was changed by hand.
  evidence jsonb,
  content_hash bigint not null default 0,
  -- Orders rows of one identifier: the higher is believed.
  source_rank bigint not null default 0,
  added_by uuid,
  withdrawn_at timestamptz,
  version integer not null default 1
) with (fillfactor = 90);

create index charge_points_station_id on charge_points (station_id);

-- What the dynamic feed said last of a point. A table of its own: it changes a thousand times as often as the point.
create table point_status (
  point_id uuid primary key constraint point_status_point_id_fkey references charge_points (id) on delete cascade,
  condition text not null constraint point_status_condition_known
    check (condition in ('inService', 'outOfService', 'unknown')),
  occupancy text not null constraint point_status_occupancy_known
    check (occupancy in ('free', 'occupied', 'reserved', 'unknown')),
  -- When it was so, by the feed's own word.
  at timestamptz not null
) with (fillfactor = 70);

-- Counts what changes the map as a whole: an import, its undoing, an administrator's hand.
create table stations_version (
  version bigint not null,
  only_one boolean primary key default true check (only_one)
);
insert into stations_version (version) values (1);
