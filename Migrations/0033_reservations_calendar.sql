-- Owner: Accounts. Whether somebody wants to be written to before a booking begins.
alter table accounts add column reminders boolean not null default false;

-- Letters that other slices write: each is about one thing, and goes out once about it.
alter table mails drop constraint mails_kind_known;
alter table mails add constraint mails_kind_known check (kind in (
  'confirmation', 'known', 'reset', 'emailChange', 'emailChanged', 'passwordChanged', 'newDevice', 'roleChanged', 'secondFactor',
  'reminder'));
alter table mails add column about uuid;
alter table mails add constraint mails_about_something check ((kind = 'reminder') = (about is not null));
create unique index mails_once on mails (about, kind) where about is not null;

-- Owner: Reservations. The addresses at which calendars find somebody's bookings. Whoever has the address reads them, so only the
-- digest of its secret lies here.
create table calendars (
  account_id uuid primary key references accounts on delete cascade,
  digest bytea not null constraint calendars_digest_key unique constraint calendars_sha256 check (length(digest) = 32),
  created_at timestamptz not null
);
