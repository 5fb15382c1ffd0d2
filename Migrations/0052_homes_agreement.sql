-- Owner: Homes. How far what a box read may be from what the grid's operator certified.

-- Thresholds with their history: one is in force from `since` on until the next. A past verdict keeps the one that it was
-- judged by.
create table agreement_thresholds (
  id integer generated always as identity primary key,
  since timestamptz not null,
  -- Of the certified day, by a meter's register and by a counter of pulses: a share in thousandths, and Wh.
  tic_permille integer not null constraint agreement_thresholds_tic check (tic_permille between 0 and 1000),
  tic_wh integer not null constraint agreement_thresholds_tic_wh check (tic_wh between 0 and 100000),
  pulse_permille integer not null constraint agreement_thresholds_pulse check (pulse_permille between 0 and 1000),
  pulse_wh integer not null constraint agreement_thresholds_pulse_wh check (pulse_wh between 0 and 100000),
  -- Of a half-hour.
  half_hour_permille integer not null constraint agreement_thresholds_half_hour check (half_hour_permille between 0 and 1000),
  half_hour_wh integer not null constraint agreement_thresholds_half_hour_wh check (half_hour_wh between 0 and 100000),
  -- The share of a day's half-hours that must be there.
  coverage_permille integer not null constraint agreement_thresholds_coverage check (coverage_permille between 0 and 1000),
  -- Who set it; null: as it came.
  account_id uuid references accounts on delete set null
);
create index agreement_thresholds_since on agreement_thresholds (since desc, id desc);
insert into agreement_thresholds (since, tic_permille, tic_wh, pulse_permille, pulse_wh, half_hour_permille, half_hour_wh,
  coverage_permille)
values ('2020-01-01 00:00:00+00', 10, 100, 30, 150, 30, 20, 900);

-- The verdict of a day on which both figures are there. Days without one are pending, uncertified or without local readings.
create table home_agreements (
  home_id uuid not null references homes on delete cascade,
  direction text collate "C" not null constraint home_agreements_direction_known check (direction in ('drawn', 'injected')),
  day date not null,
  verdict text collate "C" not null constraint home_agreements_verdict_known check (verdict in ('agreed', 'diverging')),
  source text collate "C" not null constraint home_agreements_source_known check (source in ('tic', 'pulse')),
  local_wh bigint not null,
  certified_wh bigint not null,
  threshold_wh bigint not null,
  threshold_id integer not null references agreement_thresholds,
  coverage double precision not null,
  judged_at timestamptz not null,
  primary key (home_id, direction, day)
);
create index home_agreements_diverging on home_agreements (home_id, day) where verdict = 'diverging';
