-- Owner: Accounts. Who is signed in. A session that is over is a row that is gone: nothing to check twice.
create table sessions (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions_last check (expires_at > created_at)
);
create index sessions_account on sessions (account_id);

-- Every refresh token that a session ever had, as a digest: a used one that comes back has been stolen.
create table refresh_tokens (
  digest bytea primary key constraint refresh_tokens_sha256 check (length(digest) = 32),
  session_id uuid not null references sessions on delete cascade,
  issued_at timestamptz not null,
  used_at timestamptz,
  -- With the token itself, and only with it, this gives the token that followed.
  successor_salt bytea,
  constraint refresh_tokens_used_with_salt check ((used_at is null) = (successor_salt is null))
);
create index refresh_tokens_session on refresh_tokens (session_id);

-- Failed sign-ins by account and by address, as digests: known and unknown e-mails look alike here.
create table sign_in_failures (
  subject bytea primary key,
  allowed integer not null,
  failures integer not null,
  since timestamptz not null,
  blocked_until timestamptz,
  -- Whether the last try came while the subject was blocked already.
  was_blocked boolean not null default false
);

-- A minute after the first failure too many, twice as long after each further one, a quarter of an hour at the most.
create function sign_in_pause(failures integer, allowed integer) returns interval
  language sql immutable return make_interval(secs => least(900, 60 * 2 ^ least(failures - allowed, 10)));
