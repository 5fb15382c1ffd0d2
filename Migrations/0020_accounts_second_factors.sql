-- Owner: Accounts. A second thing to show at sign-in: six digits of an authenticator (RFC 6238), or a recovery code.
create table second_factors (
  account_id uuid primary key references accounts on delete cascade,
  -- Sealed under a key that is not in the database: whoever reads the table cannot make codes.
  secret bytea not null,
  -- The name of that key: rows of an old one are sealed anew.
  sealed_with text not null,
  proposed_at timestamptz not null,
  -- Null until a first code has shown that the authenticator knows the secret: until then nobody asks for one.
  confirmed_at timestamptz,
  -- The half-minute whose code was used last; it and those before are used up.
  last_step bigint not null default 0
);
create index second_factors_sealed_with on second_factors (sealed_with);

-- For when the authenticator is lost; each is good once, and then its row is gone.
create table recovery_codes (
  account_id uuid not null references second_factors on delete cascade,
  digest bytea not null constraint recovery_codes_sha256 check (length(digest) = 32),
  primary key (account_id, digest)
);
