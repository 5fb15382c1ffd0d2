-- Owner: Import. Rows that are older than what is stored: accepted, and left aside unless somebody insists.
alter table imports add column rows_older bigint not null default 0;
