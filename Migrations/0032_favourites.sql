-- Owner: Favourites. The stations that people keep at hand.
create table favourites (
  -- In the order in which they were kept.
  id uuid not null,
  account_id uuid not null references accounts on delete cascade,
  station_id uuid not null constraint favourites_station_id_fkey references stations on delete cascade,
  created_at timestamptz not null,
  primary key (account_id, station_id)
);
create unique index favourites_order on favourites (account_id, id);
create index favourites_station on favourites (station_id);
