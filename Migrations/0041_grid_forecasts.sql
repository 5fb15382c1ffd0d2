-- Owner: Grid. Every forecast that was issued, as it was issued: half-hours from `starts_at` on, one after another,
-- null where nothing could be said. Nothing is ever changed here, and nothing bears a date before it was made.
create table grid_forecasts (
  source text not null constraint grid_forecasts_source_known check (source in ('ours', 'yesterday')),
  kind text not null constraint grid_forecasts_kind_known check (kind in ('load', 'carbon')),
  issued_at timestamptz not null,
  starts_at timestamptz not null,
  -- The latest reading that was known then.
  known_until timestamptz not null,
  -- MW of load, or g/kWh.
  amounts real[] not null,
  -- Whether the readings were those of the demonstration.
  demonstration boolean not null,
  primary key (kind, source, issued_at)
);
create index grid_forecasts_time on grid_forecasts (issued_at);

-- The limits by which half-hours are judged: fifths of a year's rates, and the places 90, 95 and 99 % of its load; and
-- how far forecasts of the rate were off, within a day and beyond.
create table grid_levels (
  single boolean primary key default true constraint grid_levels_one_row check (single),
  computed_at timestamptz not null,
  rates real[] not null,
  loads real[] not null,
  spreads real[] not null
);

-- The rate of a half-hour that has been: the mean of its readings; null where there are none.
create function grid_rate_between(start timestamptz, finish timestamptz) returns double precision
language sql stable parallel safe as $$
  select avg(grams)::double precision from grid_readings
  where perimeter = 'france' and nature > 0 and grams is not null and is_half_hour
    and at >= date_bin('30 minutes', start, '2000-01-01 00:00:00+00')
    and at < greatest(finish, start + interval '1 second')
$$;

-- The rate of a half-hour to come, by the forecast that was issued last; null where there is none, and where it is made
-- up.
create function grid_rate_forecast(start timestamptz) returns double precision
language sql stable parallel safe as $$
  select f.amounts[1 + floor(extract(epoch from start - f.starts_at) / 1800)::integer]::double precision
  from grid_forecasts f
  where f.kind = 'carbon' and f.source = 'ours' and not f.demonstration
    and f.issued_at = (select max(n.issued_at) from grid_forecasts n where n.kind = 'carbon' and n.source = 'ours')
    and start >= f.starts_at
$$;
