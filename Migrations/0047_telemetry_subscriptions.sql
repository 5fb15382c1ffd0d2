-- Owner: Telemetry. What somebody follows: metrics that they named, or a rule that finds them, and the limits that matter.
create table subscriptions (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  name text not null constraint subscriptions_name_length check (length(name) between 1 and 100),
  -- Of a rule: null stands for all of them; keys are there exactly when it is a rule.
  rule_sites uuid[],
  rule_kinds text[],
  rule_keys text[],
  above double precision,
  below double precision,
  for_seconds integer,
  version integer not null default 1,
  created_at timestamptz not null,
  constraint subscriptions_rule_has_keys check (
    case when rule_keys is null then rule_sites is null and rule_kinds is null else cardinality(rule_keys) > 0 end),
  constraint subscriptions_alarm_whole check ((above is null and below is null) = (for_seconds is null)),
  constraint subscriptions_alarm_limits check (above is null or below is null or below < above),
  constraint subscriptions_alarm_time check (for_seconds between 0 and 86400)
);
create index subscriptions_account on subscriptions (account_id, id);

create table subscription_metrics (
  subscription_id uuid not null references subscriptions on delete cascade,
  metric_id integer not null references device_metrics on delete cascade,
  place integer not null,
  primary key (subscription_id, metric_id)
);
create index subscription_metrics_metric on subscription_metrics (metric_id);

-- The metrics that a subscription has right now, and by what right: no row comes of a site where its person is not.
create view subscribed_metrics as
  select s.id as subscription_id, s.account_id, m.id as metric_id, m.device_id, d.site_id, m.key, m.period_seconds,
    m.precision, sm.place, coalesce(p.role, 'admin') as role
  from subscriptions s
    join subscription_metrics sm on sm.subscription_id = s.id
    join device_metrics m on m.id = sm.metric_id
    join devices d on d.id = m.device_id
    left join site_people p on p.site_id = d.site_id and p.account_id = s.account_id
  where p.role is not null or exists (select from accounts a where a.id = s.account_id and a.role = 'admin')
  union all
  select s.id, s.account_id, m.id, m.device_id, d.site_id, m.key, m.period_seconds, m.precision, m.id, p.role
  from subscriptions s
    join site_people p on p.account_id = s.account_id
    join devices d on d.site_id = p.site_id
    join device_metrics m on m.device_id = d.id
  where m.key = any (s.rule_keys) and (s.rule_kinds is null or d.kind = any (s.rule_kinds))
    and (s.rule_sites is null or d.site_id = any (s.rule_sites))
  union all
  select s.id, s.account_id, m.id, m.device_id, d.site_id, m.key, m.period_seconds, m.precision, m.id, 'admin'
  from subscriptions s
    join accounts a on a.id = s.account_id and a.role = 'admin'
    join devices d on s.rule_sites is null or d.site_id = any (s.rule_sites)
    join device_metrics m on m.device_id = d.id
  where m.key = any (s.rule_keys) and (s.rule_kinds is null or d.kind = any (s.rule_kinds))
    and not exists (select from site_people p where p.site_id = d.site_id and p.account_id = s.account_id);

-- How far each metric has been held against the limits of a subscription, since when it is beyond them, and since when that is an
-- alarm; by the time of samples.
create table metric_alarms (
  subscription_id uuid not null references subscriptions on delete cascade,
  metric_id integer not null references device_metrics on delete cascade,
  seen_at timestamptz not null,
  beyond_since timestamptz,
  raised_at timestamptz,
  primary key (subscription_id, metric_id),
  constraint metric_alarms_raised_is_beyond check (raised_at is null or beyond_since is not null)
) with (fillfactor = 70);
create index metric_alarms_raised on metric_alarms (metric_id) where raised_at is not null;

-- For whoever counts: the devices that are in alarm for somebody.
create view devices_in_alarm as
  select distinct m.device_id from metric_alarms a join device_metrics m on m.id = a.metric_id where a.raised_at is not null;

-- The notices of alarms, which letters are about.
create table alarm_notices (
  id uuid primary key,
  subscription_id uuid not null references subscriptions on delete cascade,
  metric_id integer not null references device_metrics on delete cascade,
  state text not null constraint alarm_notices_state_known check (state in ('raised', 'over')),
  value double precision not null,
  at timestamptz not null,
  created_at timestamptz not null,
  constraint alarm_notices_once unique (subscription_id, metric_id, state, at)
);
create index alarm_notices_newest on alarm_notices (subscription_id, created_at desc, id desc);
