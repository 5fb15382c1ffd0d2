-- Owner: Accounts. More letters, and a limit for them that takes the same work whoever they are for.
alter table mails drop constraint mails_kind_known;
alter table mails add constraint mails_kind_known check (kind in (
  'confirmation', 'known', 'reset', 'emailChange', 'emailChanged', 'passwordChanged', 'newDevice', 'roleChanged', 'secondFactor'));
drop index mails_recent;

-- How many letters of a sort went to an address of late; digests, as with failed sign-ins.
create table mail_counts (
  subject bytea primary key,
  count integer not null,
  since timestamptz not null
);

-- Queues a letter, unless three of its sort went there within a quarter of an hour: our mails are nobody's means to pester
-- somebody. Counting comes first and decides alone, so that addresses with and without an account take the same time.
create function queue_mail(id uuid, kind text, recipient text, account_id uuid, at timestamptz) returns void
  language sql volatile as $$
  with counted as (
    insert into mail_counts as c (subject, count, since)
    values (
      sha256(convert_to(case kind when 'known' then 'confirmation' else kind end || ' ' || lower(recipient), 'UTF8')), 1, at)
    on conflict (subject) do update set
      count = case when c.since > at - interval '15 minutes' and c.since <= at then least(c.count + 1, 1000) else 1 end,
      since = case when c.since > at - interval '15 minutes' and c.since <= at then c.since else at end
    returning c.count
  )
  insert into mails (id, kind, recipient, account_id, created_at, due_at)
  select id, kind, recipient, account_id, at, at from counted where counted.count <= 3
$$;
