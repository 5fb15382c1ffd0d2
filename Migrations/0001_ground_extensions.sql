-- What the schema stands on. All come with PostgreSQL's contrib package and PostGIS; all but postgis are "trusted", so that
-- the owner of the database may create them without being a superuser.
create extension if not exists postgis;
-- Exclusion constraints that mix "same point" (=) and "overlapping time" (&&).
create extension if not exists btree_gist;
-- Town and station names found in spite of typos, and of accents.
create extension if not exists pg_trgm;
create extension if not exists unaccent;
