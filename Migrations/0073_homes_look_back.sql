-- Owner: Homes. How far the night's look back has come: of the last thirty days those from here on have been asked for again.
-- Null: all of them have.
alter table enedis_series add column looked_back_to date;
