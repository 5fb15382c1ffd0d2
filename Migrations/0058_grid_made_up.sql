-- Owner: Grid. Whether a perimeter's readings are made up is asked with every answer, and is rarely so.
create index grid_readings_made_up on grid_readings (perimeter) where nature = 0;

-- What files held, so that one that comes again is known by its bytes.
create table grid_files (
  import_id uuid primary key references imports on delete cascade,
  bytes bigint not null,
  -- Of its beginning, and of all of it.
  head text not null,
  content text not null
);
