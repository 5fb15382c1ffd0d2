#!/bin/sh
# Run once, when the database's folder is empty: a role that owns its database and nothing else. PostGIS is the one thing that
# only a superuser creates; the other extensions are trusted, and the first server creates them.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="$DATABASE_PASSWORD" <<'SQL'
create role watts_up login password :'password';
create database watts_up owner watts_up;
revoke connect, temporary on database watts_up from public;
\connect watts_up
create extension if not exists postgis;
SQL
