-- Owner: Accounts. People who drive, maintain or administer.
create table accounts (
  id uuid primary key,
  -- As it is written to; accounts_email_key below tells two apart.
  email text not null constraint accounts_email_shape check (email ~ '^[^[:space:]@]+@[^[:space:]@]+$' and length(email) <= 254),
  email_confirmed_at timestamptz,
  -- Where the person wants to be written to once a mail has shown that it reaches them.
  pending_email text constraint accounts_pending_email_shape
    check (pending_email ~ '^[^[:space:]@]+@[^[:space:]@]+$' and length(pending_email) <= 254),
  display_name text not null constraint accounts_display_name_length check (length(display_name) between 1 and 100),
  role text not null constraint accounts_role_known check (role in ('driver', 'technician', 'admin')),
  language text not null constraint accounts_language_known check (language in ('fr', 'en')),
  password_hash text not null constraint accounts_password_hash_shape check (password_hash like '$argon2id$%'),
  locked_at timestamptz,
  -- Counts the changes: what If-Match compares.
  version integer not null default 1,
  created_at timestamptz not null
);

-- Nobody owns Someone@example.org apart from someone@example.org.
create unique index accounts_email_key on accounts (lower(email) collate "C");
-- Those who may administer: locked in this order before one of them goes.
create index accounts_administrators on accounts (id) where role = 'admin' and locked_at is null;
