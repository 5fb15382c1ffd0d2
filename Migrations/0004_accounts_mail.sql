-- Owner: Accounts. Mails to send. A row says what to write and to whom; the text, and the secret in it, is made when the
-- mail goes out, so that no secret lies here.
create table mails (
  id uuid primary key,
  kind text not null
    constraint mails_kind_known check (kind in ('confirmation', 'known', 'reset', 'emailChange', 'passwordChanged')),
  recipient text not null,
  -- Null for an address without an account: queued like any other, so that asking takes the same time, and then dropped.
  account_id uuid references accounts on delete cascade,
  created_at timestamptz not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  sent_at timestamptz
);
create index mails_due on mails (due_at) where sent_at is null;
create index mails_recent on mails (lower(recipient) collate "C", kind, created_at);
create index mails_account on mails (account_id);

-- The secrets that are under way, as digests. Used ones are deleted.
create table mail_tokens (
  digest bytea primary key constraint mail_tokens_sha256 check (length(digest) = 32),
  purpose text not null constraint mail_tokens_purpose_known check (purpose in ('confirmation', 'reset')),
  account_id uuid not null references accounts on delete cascade,
  -- A token proves that this address is read, and no other.
  email text not null,
  expires_at timestamptz not null
);
create index mail_tokens_account on mail_tokens (account_id);
