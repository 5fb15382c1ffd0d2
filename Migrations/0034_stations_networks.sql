-- Owner: Stations. The networks that filters know, each under the filter that finds more of its stations: written with the
-- words of stations, soon after whatever changes them.
create table station_networks (
  name text collate "C" primary key,
  filter text not null constraint station_networks_filter_known check (filter in ('brand', 'operator')),
  stations integer not null constraint station_networks_stations_counted check (stations > 0),
  -- The name as it is compared, and without its single letters: E.Leclerc.
  plain text not null,
  bare text not null,
  words tsvector not null
);
create index station_networks_words on station_networks using gin (words);
create index station_networks_likeness on station_networks using gin (plain gin_trgm_ops, bare gin_trgm_ops);
-- Learnt anew.
update station_vocabulary_version set version = 0;
