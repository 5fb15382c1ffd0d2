-- Owner: Import, on behalf of Stations. A row that repeats a point's identifier brings its station along: wanted only if that
-- row is believed, and nothing else brings the station.
alter table incoming_stations add column is_repeated boolean not null default false;
