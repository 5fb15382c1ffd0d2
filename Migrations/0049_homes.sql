-- Owner: Homes. Homes, the consents of their people, and what the meter said.
--
-- For those who join:
--   homes.point_state   'owned' is unique. 'reserved' lasts 48 h from typed_at, and as long as it likes where typed_at is null
--                       (a box has read the point on its wire); read it through home_point_state(point_state, typed_at, now).
--   home_curve          (home_id, direction, quality, day, starts_at, ends_at, watts bigint), mean power of half-open intervals.
--   home_days           (home_id, direction, quality, day, wh bigint), the energy of civil days as it was given.
--   Both are found by home_id and day: say `day between … and …` beside any condition on starts_at.
-- Days are civil days of Europe/Paris. direction: 'drawn', 'injected'. quality: 'certified', 'local', 'provisional'.

create table homes (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  name text not null constraint homes_name_length check (length(name) between 1 and 100),
  -- 14 digits, where electricity is delivered; null where nobody has said which.
  usage_point text collate "C" constraint homes_usage_point_digits check (usage_point ~ '^[0-9]{14}$'),
  point_state text constraint homes_point_state_known check (point_state in ('reserved', 'owned', 'lost')),
  -- When somebody typed the point; null where a box has read it, or where it came with a consent.
  typed_at timestamptz,
  adults smallint not null constraint homes_adults check (adults between 0 and 30),
  teens smallint not null constraint homes_teens check (teens between 0 and 30),
  children smallint not null constraint homes_children check (children between 0 and 30),
  heating text not null constraint homes_heating_known
    check (heating in ('electric', 'heatPump', 'gas', 'oil', 'wood', 'district', 'other')),
  has_solar boolean not null,
  subscribed_va integer constraint homes_subscribed_va check (subscribed_va between 1 and 1000000),
  version integer not null default 1,
  created_at timestamptz not null,
  constraint homes_point_has_state check ((usage_point is null) = (point_state is null))
);
create index homes_account on homes (account_id, id);
-- One household, one usage point, one home. Typing keeps nobody out.
create unique index homes_owned_point on homes (usage_point) where point_state = 'owned';
create index homes_point on homes (usage_point) where usage_point is not null;

-- What is typed and not confirmed is lost after 48 hours, whether or not anything has run since.
create function home_point_state(state text, typed_at timestamptz, now timestamptz) returns text
  language sql immutable parallel safe
  return case when state = 'reserved' and typed_at <= now - interval '48 hours' then 'lost' else state end;

-- Numbers of authorisations that Enedis gave: a number in an address proves nothing, so each belongs to the account that
-- brought it first, for ever. It outlives the account, as nobody's.
create table enedis_authorisations (
  number bigint primary key,
  account_id uuid references accounts on delete set null,
  -- Where Enedis has named it; only an account whose authorisation names a point may have that point from an old consent page.
  usage_point text collate "C",
  first_seen_at timestamptz not null
);
create index enedis_authorisations_account on enedis_authorisations (account_id);

-- A consent stays as proof when the home or the account is gone; then it names neither.
create table home_consents (
  id uuid primary key,
  home_id uuid references homes on delete set null,
  account_id uuid references accounts on delete set null,
  purposes text[] not null constraint home_consents_purposes_known
    check (purposes <@ array['game', 'advice', 'comparison'] and cardinality(purposes) between 1 and 3),
  scope text[] not null constraint home_consents_scope_known
    check (scope <@ array['daily', 'curve', 'injection', 'contract'] and cardinality(scope) between 1 and 4),
  state text not null constraint home_consents_state_known
    check (state in ('pending', 'active', 'refused', 'failed', 'withdrawn', 'expired', 'lost')),
  -- Enedis' code, or a word of ours, for whatever state it is in.
  reason text,
  -- Who ended it: its person, Enedis, a move, an administrator.
  origin text constraint home_consents_origin_known check (origin in ('person', 'enedis', 'move', 'administrator')),
  text_version text not null,
  language text not null constraint home_consents_language_known check (language in ('fr', 'en')),
  given_at timestamptz not null,
  ends_at timestamptz not null,
  withdrawn_at timestamptz,
  reminded_at timestamptz,
  -- The state that travels through Enedis' page: its digest, good once, for one session, for a quarter of an hour.
  state_digest bytea not null constraint home_consents_state_sha256 check (length(state_digest) = 32),
  state_until timestamptz not null,
  session_id uuid,
  authorisation bigint references enedis_authorisations,
  -- The next time that Enedis is asked which point was meant, and how often it has been asked.
  ask_at timestamptz,
  asked integer not null default 0,
  busy_until timestamptz,
  version integer not null default 1,
  constraint home_consents_end check (ends_at > given_at),
  constraint home_consents_used check (authorisation is null or state <> 'refused'),
  constraint home_consents_active check (state <> 'active' or authorisation is not null),
  constraint home_consents_withdrawn check (state <> 'withdrawn' or withdrawn_at is not null)
);
create unique index home_consents_state on home_consents (state_digest);
create index home_consents_home on home_consents (home_id, id);
create index home_consents_account on home_consents (account_id);
create index home_consents_asking on home_consents (ask_at) where ask_at is not null;
create index home_consents_ending on home_consents (ends_at) where state = 'active';
create index home_consents_authorisation on home_consents (authorisation);

-- A load curve, a row a (civil day, step): 22 million half-hours are 460 000 rows. Element i is the mean power, in W, of the
-- `step` minutes from the start of the day + (i - 1) * step on, in real time; null where there is no reading. A day has 46,
-- 48 or 50 half-hours. A day whose step changes has a row for each step.
create table curve_days (
  home_id uuid not null references homes on delete cascade,
  direction text collate "C" not null constraint curve_days_direction_known check (direction in ('drawn', 'injected')),
  quality text collate "C" not null constraint curve_days_quality_known
    check (quality in ('certified', 'local', 'provisional')),
  day date not null,
  step smallint not null constraint curve_days_step_known check (step in (5, 10, 15, 30, 60)),
  watts integer[] not null constraint curve_days_watts check (cardinality(watts) between 1 and 1500 / step),
  primary key (home_id, direction, quality, day, step)
);
create index curve_days_age on curve_days (day);

-- Readings of a whole day.
create table day_readings (
  home_id uuid not null references homes on delete cascade,
  -- 'daily': Wh; 'maxPower': VA.
  kind text collate "C" not null constraint day_readings_kind_known check (kind in ('daily', 'maxPower')),
  direction text collate "C" not null constraint day_readings_direction_known check (direction in ('drawn', 'injected')),
  quality text collate "C" not null constraint day_readings_quality_known
    check (quality in ('certified', 'local', 'provisional')),
  day date not null,
  value bigint not null constraint day_readings_value check (value >= 0),
  -- The instant of the day's maximum.
  at timestamptz,
  primary key (home_id, kind, direction, quality, day),
  constraint day_readings_at check ((kind = 'maxPower') = (at is not null))
);
create index day_readings_age on day_readings (day);

-- The readings of one row beside those of another: the newer one's where it has any.
create function curve_merged(older integer[], newer integer[]) returns integer[]
  language sql immutable parallel safe
  return (select array_agg(coalesce(n, o) order by i) from unnest(older, newer) with ordinality as pairs(o, n, i));

create view home_curve as
  select c.home_id, c.direction, c.quality, c.day,
    (c.day::timestamp at time zone 'Europe/Paris') + make_interval(mins => ((p.i - 1) * c.step)::integer) as starts_at,
    (c.day::timestamp at time zone 'Europe/Paris') + make_interval(mins => (p.i * c.step)::integer) as ends_at,
    p.watts::bigint as watts
  from curve_days c cross join lateral unnest(c.watts) with ordinality as p(watts, i)
  where p.watts is not null;

create view home_days as
  select home_id, direction, quality, day, value as wh from day_readings where kind = 'daily';

-- One row a (home, kind, direction) that Enedis is asked for: what has been asked, and when it is asked next. It is the queue
-- of all instances: who holds a row until busy_until asks for it, nobody else. No active consent, no row.
create table enedis_series (
  home_id uuid not null references homes on delete cascade,
  kind text collate "C" not null constraint enedis_series_kind_known check (kind in ('curve', 'daily', 'maxPower')),
  direction text collate "C" not null constraint enedis_series_direction_known check (direction in ('drawn', 'injected')),
  usage_point text collate "C" not null,
  -- The oldest day that there may be, and the days [asked_from, asked_to) that have been asked for.
  oldest date not null,
  asked_from date not null,
  asked_to date not null,
  -- 0 the newest days of a new home, 1 the night's round, 2 a gap, 3 further back.
  priority smallint not null constraint enedis_series_priority_known check (priority between 0 and 3),
  -- Null: never again.
  due_at timestamptz,
  -- The next night's round.
  round_at timestamptz not null,
  busy_until timestamptz,
  tries integer not null default 0,
  -- Enedis' last error.
  reason text,
  primary key (home_id, kind, direction),
  constraint enedis_series_asked check (asked_from <= asked_to)
);
create index enedis_series_due on enedis_series (priority, due_at) where due_at is not null;

-- Days asked for that are not complete. A day in [asked_from, asked_to) without a row is complete.
create table home_gaps (
  home_id uuid not null,
  kind text collate "C" not null,
  direction text collate "C" not null,
  day date not null,
  state text not null constraint home_gaps_state_known check (state in ('absent', 'partial', 'never')),
  readings integer not null constraint home_gaps_readings check (readings >= 0),
  expected integer not null,
  next_try_at timestamptz,
  tries integer not null default 0,
  reason text,
  primary key (home_id, kind, direction, day),
  foreign key (home_id, kind, direction) references enedis_series on delete cascade,
  constraint home_gaps_never check (state <> 'never' or next_try_at is null)
);
create index home_gaps_due on home_gaps (home_id, kind, direction, next_try_at) where next_try_at is not null;

-- Every call of the last day: 4 a second over all, 900 an hour for each API, counted here for all instances.
create table enedis_calls (
  id bigint generated always as identity primary key,
  api text collate "C" not null,
  at timestamptz not null
);
create index enedis_calls_api on enedis_calls (api, at);
create index enedis_calls_at on enedis_calls (at);

-- What Enedis asked us to leave alone until then; '*' is all of it.
create table enedis_pauses (
  api text collate "C" primary key,
  until timestamptz not null,
  reason text
);
