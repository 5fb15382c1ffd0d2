-- Owner: Import. Every import of a source: the line in which they wait, their progress, what became of them.
create table imports (
  id uuid primary key,
  source text not null constraint imports_source_known check (source in ('irve', 'irve-dynamic')),
  mode text not null constraint imports_mode_known check (mode in ('full', 'partial')),
  state text not null constraint imports_state_known
    check (state in ('waiting', 'receiving', 'preview', 'merging', 'done', 'failed', 'cancelled', 'undone')),
  -- Stops at preview even when the guard is content.
  confirm boolean not null,
  file_name text,
  -- Fetched from here instead of being sent to us.
  url text,
  -- The version of `url` that was read: not fetched again while it stays.
  entity_tag text,
  bytes_received bigint not null default 0,
  bytes_total bigint,
  rows_read bigint not null default 0,
  rows_accepted bigint not null default 0,
  rows_rejected bigint not null default 0,
  rows_duplicate bigint not null default 0,
  rows_corrected bigint not null default 0,
  added bigint,
  changed bigint,
  moved bigint,
  withdrawn bigint,
  unchanged bigint,
  phase text,
  -- Why it waits at preview.
  guard text constraint imports_guard_known check (guard in ('confirm', 'withdrawals')),
  rows_per_second bigint,
  seconds_left bigint,
  -- A stable code; the sentences are the program's.
  error text,
  -- What the sentence is about: a column, a state of HTTP.
  error_detail text,
  -- The address still held what had been imported last: there was nothing to do.
  not_modified boolean not null default false,
  -- Null for the command line and the schedule.
  created_by uuid,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- When the instance that works on it last said so.
  beat_at timestamptz,
  cancel_requested boolean not null default false,
  -- False once what it replaced is no longer kept.
  undoable boolean not null default false
);
create index imports_in_line on imports (source, id) where state in ('waiting', 'receiving', 'preview', 'merging');
create unique index imports_one_at_a_time on imports (source) where state in ('receiving', 'preview', 'merging');

-- Which imports have something staged. Unlogged like every stage, and so empty after a crash, as they are.
create unlogged table import_stages (import_id uuid primary key);

-- Rows that were refused, or counted by code where they were corrected.
create table import_rejects (
  import_id uuid not null references imports (id) on delete cascade,
  -- The physical line on which the record starts.
  line bigint not null,
  code text not null,
  field text,
  value text,
  irve_id text
);
create index import_rejects_in_order on import_rejects (import_id, line);

create table import_corrections (
  import_id uuid not null references imports (id) on delete cascade,
  code text not null,
  rows bigint not null,
  primary key (import_id, code)
);
