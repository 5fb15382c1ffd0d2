-- Owner: Telemetry. What devices measure. A series is a row of device_metrics, and its id the number of the series.
create table metric_latest (
  metric_id integer primary key references device_metrics on delete cascade,
  at timestamptz not null,
  value double precision not null,
  received_at timestamptz not null
) with (fillfactor = 60);

-- Samples as they come in: three tables in turn, by the hour since 1970 modulo 3. Once its hour is packed, a table is emptied as a
-- whole. No foreign key, which would cost as much as the row: what belongs to nobody is swept.
create table samples_0 (
  metric_id integer not null,
  at timestamptz not null,
  value double precision not null,
  primary key (metric_id, at)
) with (autovacuum_enabled = false);
create table samples_1 (
  metric_id integer not null,
  at timestamptz not null,
  value double precision not null,
  primary key (metric_id, at)
) with (autovacuum_enabled = false);
create table samples_2 (
  metric_id integer not null,
  at timestamptz not null,
  value double precision not null,
  primary key (metric_id, at)
) with (autovacuum_enabled = false);

-- For which hour each of the three was emptied last.
create table sample_ring (
  slot smallint primary key constraint sample_ring_slot check (slot between 0 and 2),
  hour timestamptz not null
);
insert into sample_ring (slot, hour) values (0, 'epoch'), (1, 'epoch'), (2, 'epoch');

-- Samples older than the ring, on their way into history.
create table late_samples (
  metric_id integer not null,
  at timestamptz not null,
  value double precision not null,
  primary key (metric_id, at)
);

-- History: a row a series and hour with its samples packed, and the same in buckets of five minutes. By month, so that a month
-- goes as a whole.
create table metric_hours (
  metric_id integer not null,
  hour timestamptz not null constraint metric_hours_whole check (date_bin('1 hour', hour, 'epoch') = hour),
  count integer not null constraint metric_hours_filled check (count > 0),
  samples bytea not null,
  fives bytea not null,
  primary key (metric_id, hour)
) partition by range (hour);
-- Packed as it is: another attempt would be in vain.
alter table metric_hours alter column samples set storage external;
alter table metric_hours alter column fives set storage external;

-- The hours of a day by UTC, each a bucket: a year of hours is 365 rows.
create table metric_days (
  metric_id integer not null,
  day date not null,
  hours bytea not null,
  primary key (metric_id, day)
) partition by range (day);
alter table metric_days alter column hours set storage external;

-- Makes the month of history that a day lies in. Looked at before anything is locked.
create function make_history_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day);
  next date := first + interval '1 month';
  suffix text := to_char(first, 'YYYY_MM');
begin
  if to_regclass('metric_hours_' || suffix) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('telemetry months', 0));
  if to_regclass('metric_hours_' || suffix) is not null then return; end if;
  execute format('create table metric_hours_%s partition of metric_hours for values from (%L) to (%L)',
    suffix, first::text || ' 00:00:00+00', next::text || ' 00:00:00+00');
  execute format('create table metric_days_%s partition of metric_days for values from (%L) to (%L) with (fillfactor = 80)',
    suffix, first, next);
end $$;

-- Drops the months of history that end before a day, and says how many.
create function drop_history_months(before date) returns integer language plpgsql as $$
declare
  month text;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('telemetry months', 0));
  for month in
    select substr(c.relname, length('metric_days_') + 1) from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'metric_days'::regclass
      and to_date(substr(c.relname, length('metric_days_') + 1), 'YYYY_MM') + interval '1 month' <= before
  loop
    execute format('drop table metric_hours_%s, metric_days_%s', month, month);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- Series that are no more, whose samples are to be swept.
create table gone_metrics (
  metric_id integer primary key
);
create function note_gone_metric() returns trigger language plpgsql as $$
begin
  insert into gone_metrics (metric_id) values (old.id) on conflict do nothing;
  return null;
end $$;
create trigger device_metrics_gone after delete on device_metrics for each row execute function note_gone_metric();
