-- Owner: Stations. Sources give one identifier to stations in several places, up to a country apart: each place further than
-- 500 m from the first is a station of its own, numbered in the order in which they came.
alter table stations
  add column place smallint not null default 0 constraint stations_place_numbered check (place >= 0),
  -- What the 500 m are measured from, where it is not `location`: where the first row put the station.
  add column first_location geometry(Point, 4326);
alter table stations_before add column place smallint not null default 0, add column first_location geometry(Point, 4326);
alter table stations drop constraint stations_irve_id_key;
alter table stations add constraint stations_irve_id_key unique (irve_id, place);

-- Where the point is not where its station is.
alter table charge_points add column location geometry(Point, 4326) constraint charge_points_location_on_earth check (
  st_x(location) between -180 and 180 and st_y(location) between -90 and 90);
alter table charge_points_before add column location geometry(Point, 4326);

-- A point's place, unless that is its station's, to a tenth of a metre.
create function own_location(place geometry, station geometry) returns geometry language sql immutable parallel safe as $$
  select case when abs(st_x(place) - st_x(station)) >= 0.000001 or abs(st_y(place) - st_y(station)) >= 0.000001
    then place end
$$;

-- Local identifiers are of one operator and one place: as the importer makes them from now on.
update charge_points p set irve_id = p.irve_id || 'P' || lpad(floor((st_x(s.location) + 180) * 100)::integer::text, 5, '0')
  || lpad(floor((st_y(s.location) + 90) * 100)::integer::text, 5, '0')
from stations s where s.id = p.station_id and starts_with(p.irve_id, 'local') and p.source = 'irve';

-- Owner: Import.
alter table incoming_points
  add column location geometry(Point, 4326) not null,
  add column station_place smallint not null,
  -- Tells which description of the station the row brings.
  add column station_hash bigint not null;
alter table incoming_stations
  drop column is_repeated,
  add column place smallint not null,
  add column first_location geometry(Point, 4326),
  add column evidence jsonb,
  add column line bigint not null,
  -- A station that is known, all of whose points are somewhere else now.
  add column has_moved boolean not null default false;
