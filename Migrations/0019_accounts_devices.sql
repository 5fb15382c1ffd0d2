-- Owner: Accounts. Which device a session is, how long it may be renewed, and when its password was last given; and who hears
-- at once that one has ended.
alter table sessions
  -- Worded by us out of what the browser says of itself; null when it says nothing that we know.
  add column device text constraint sessions_device_length check (length(device) <= 60),
  -- The network of the address, not the address.
  add column network text,
  add column last_used_at timestamptz,
  -- When whoever sits there last showed that they know the password.
  add column verified_at timestamptz;

-- 90 days, in hours: how long a day is depends on the time zone of whoever asks.
update sessions set expires_at = least(expires_at, created_at + interval '2160 hours');
delete from sessions where expires_at <= created_at;
alter table sessions add constraint sessions_absolute_life check (expires_at <= created_at + interval '2160 hours');

-- Used tokens are kept for a while, to know a stolen one that comes back.
create index refresh_tokens_used on refresh_tokens (used_at) where used_at is not null;

alter table accounts
  -- Null before the first sign-in: from the second device on, the owner is told.
  add column signed_in_at timestamptz,
  -- Where mails go out, a new account cannot be used before its address is confirmed, and is gone at this moment. Null for
  -- all others: those of an administrator, and those that were here before.
  add column confirm_by timestamptz;
create index accounts_to_confirm on accounts (confirm_by) where email_confirmed_at is null and confirm_by is not null;

update accounts a set signed_in_at = s.first from (
  select account_id, min(created_at) as first from sessions group by account_id
) as s where s.account_id = a.id;

-- A session that ends, a lock, another role: whoever holds a socket open looks at once. It says no more than that, so that
-- many at once are one notification.
create function tell_sessions_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('sessions', '');
  return null;
end $$;
create trigger sessions_ended after delete on sessions for each statement execute function tell_sessions_changed();
create trigger accounts_rights_changed after update of role, locked_at on accounts
  for each statement execute function tell_sessions_changed();
