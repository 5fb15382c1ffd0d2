-- Owner: Telemetry.

-- The session at the broker. All servers continue the same one, one of them at a time: what a server had in hand
-- when it died, the broker gives to the next.
create table broker_session (
  only_one boolean primary key default true constraint broker_session_only_one check (only_one),
  -- Its name there, of the letters and the length that every broker takes.
  client text not null default 'wattsup' || substr(md5(gen_random_uuid()::text), 1, 16),
  holder uuid,
  held_until timestamptz not null default '-infinity'
);
insert into broker_session default values;

-- The made-up site shows itself to all, so that anybody may follow what it measures; a rule finds it only where it names it.
create or replace view subscribed_metrics as
  select s.id as subscription_id, s.account_id, m.id as metric_id, m.device_id, d.site_id, m.key, m.period_seconds,
    m.precision, sm.place, coalesce(p.role, case when a.role = 'admin' then 'admin' else 'reader' end) as role
  from subscriptions s
    join accounts a on a.id = s.account_id
    join subscription_metrics sm on sm.subscription_id = s.id
    join device_metrics m on m.id = sm.metric_id
    join devices d on d.id = m.device_id
    join sites t on t.id = d.site_id
    left join site_people p on p.site_id = d.site_id and p.account_id = s.account_id
  where p.role is not null or a.role = 'admin' or t.demonstration
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
    and not exists (select from site_people p where p.site_id = d.site_id and p.account_id = s.account_id)
  union all
  select s.id, s.account_id, m.id, m.device_id, d.site_id, m.key, m.period_seconds, m.precision, m.id, 'reader'
  from sites t
    join subscriptions s on t.id = any (s.rule_sites)
    join devices d on d.site_id = t.id
    join device_metrics m on m.device_id = d.id
  where t.demonstration and m.key = any (s.rule_keys) and (s.rule_kinds is null or d.kind = any (s.rule_kinds))
    and not exists (select from site_people p where p.site_id = d.site_id and p.account_id = s.account_id)
    and not exists (select from accounts a where a.id = s.account_id and a.role = 'admin');
