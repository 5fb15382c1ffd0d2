-- Owner: Stations. Points of which something else is to be said than before, for whoever shows what they are doing. Numbers
-- become visible in the order of the commits and not in the one in which they were drawn: a reader remembers a snapshot and
-- asks for what that one did not see yet, so that a late commit is never missed.
create table point_changes (
  seq bigint generated always as identity primary key,
  txid xid8 not null default pg_current_xact_id(),
  point_id uuid not null
);
create index point_changes_txid on point_changes (txid);

-- Up to where changes have been forgotten: who missed more than that has to look at everything again.
create table point_changes_kept (
  forgotten_before xid8 not null,
  only_one boolean primary key default true check (only_one)
);
insert into point_changes_kept (forgotten_before) values ('0');
