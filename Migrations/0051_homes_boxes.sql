-- Owner: Homes. Energy boxes: what reads a home's meter on the spot, and sends it when there is a network.
create table boxes (
  id uuid primary key,
  home_id uuid not null references homes on delete cascade,
  name text not null constraint boxes_name_length check (length(name) between 1 and 100),
  created_at timestamptz not null,
  -- The code that pairs it, once: its digest, and when it ends.
  code_digest bytea constraint boxes_code_digest_key unique constraint boxes_code_sha256 check (length(code_digest) = 32),
  code_until timestamptz,
  paired_at timestamptz,
  -- What it proves itself with: the digest.
  key_digest bytea constraint boxes_key_digest_key unique constraint boxes_key_sha256 check (length(key_digest) = 32),
  -- The name of the server's key that signs its orders.
  signing_key text,
  seen_at timestamptz,
  -- The numbers of all rows that have come, and the last one up to which there is no gap.
  received int8multirange not null default '{}',
  contiguous bigint not null default 0,
  -- Rows up to here were read out and let go of; they are not taken again.
  purged bigint not null default 0,
  -- By how much its clock was off when it last said so.
  clock_offset_ms bigint,
  meter_serial text collate "C",
  meter_mode text collate "C" constraint boxes_meter_mode_known check (meter_mode in ('historique', 'standard', 'pulses')),
  relay_watts integer constraint boxes_relay_watts check (relay_watts between 1 and 36000),
  relay_armed boolean not null default false,
  relay_changed_at timestamptz,
  -- What the box said last: whether the load is supplied.
  relay_supplied boolean,
  relay_said_at timestamptz,
  version integer not null default 1,
  constraint boxes_code_has_end check ((code_digest is null) = (code_until is null)),
  constraint boxes_pairing_is_whole check (num_nonnulls(paired_at, key_digest, signing_key) in (0, 3)),
  constraint boxes_wait_or_are_paired check ((code_digest is null) <> (key_digest is null)),
  constraint boxes_armed_relay_has_watts check (not relay_armed or relay_watts is not null)
);
create index boxes_home on boxes (home_id, id);

-- Codes that were none, by the digest of the network they came from: nobody tries them all.
create table box_code_failures (
  network bytea not null,
  at timestamptz not null
);
create index box_code_failures_network on box_code_failures (network, at);
create index box_code_failures_age on box_code_failures (at);

-- What a box declared its relay to switch, from when on.
create table box_declarations (
  box_id uuid not null references boxes on delete cascade,
  at timestamptz not null,
  watts integer not null,
  armed boolean not null,
  primary key (box_id, at)
);

-- The meters that a box has read: over a change of meter there is no difference of registers.
create table box_meters (
  box_id uuid not null references boxes on delete cascade,
  number smallint not null,
  serial text collate "C" not null,
  primary key (box_id, number),
  unique (box_id, serial)
);

create table box_rows (
  box_id uuid not null references boxes on delete cascade,
  sequence bigint not null constraint box_rows_sequence check (sequence > 0),
  boot text collate "C" not null,
  monotonic_ms bigint not null,
  -- Null until the box knows the time; filled later, changed never.
  at timestamptz,
  clock text collate "C" not null constraint box_rows_clock_known check (clock in ('rtc', 'ntp', 'tic', 'none')),
  kind text collate "C" not null constraint box_rows_kind_known check (kind in ('drawn', 'injected', 'produced', 'apparent',
    'curveDrawn', 'curveInjected', 'pulse', 'alarm', 'relay')),
  value bigint not null,
  -- 0: nobody has said which meter.
  meter smallint not null default 0,
  received_at timestamptz not null,
  primary key (box_id, sequence)
);
create index box_rows_time on box_rows (box_id, kind, at) include (value, meter) where at is not null;

create table box_orders (
  id uuid primary key,
  box_id uuid not null references boxes on delete cascade,
  relay text collate "C" not null constraint box_orders_relay_known check (relay in ('shed', 'supply')),
  until timestamptz not null,
  expires_at timestamptz not null,
  made_at timestamptz not null,
  -- Ed25519 over the canonical bytes, in Base64.
  signature text collate "C" not null,
  constraint box_orders_end check (expires_at <= until and until <= made_at + interval '2 hours')
);
create index box_orders_box on box_orders (box_id, expires_at);

-- What panels gave, in means of half-hours from the start of the civil day in France on, as curve_days has them.
create table production_days (
  home_id uuid not null references homes on delete cascade,
  day date not null,
  watts integer[] not null constraint production_days_watts check (cardinality(watts) in (46, 48, 50)),
  primary key (home_id, day)
);
create index production_days_age on production_days (day);

-- The half-hours of a day that were read out anew, null where there is no reading any more, in the place of the older ones.
create function half_hours_patched(older integer[], newer integer[], touched boolean[]) returns integer[]
  language sql immutable parallel safe
  return (select array_agg(case when t then n else o end order by i)
    from unnest(older, newer, touched) with ordinality as half_hours(o, n, t, i));

-- The difference of a register between two moments: between the readings nearest to them, at most two minutes away. Null where
-- there is none, where a register went back in between, or where the meter is another.
create function box_register_difference(box uuid, register text, starts_at timestamptz, ends_at timestamptz) returns bigint
  language sql stable parallel safe
  return (
    select case when count(*) >= 2 and min(meter) = max(meter) and bool_and(value >= coalesce(before, value))
      then max(value) - min(value) end
    from (
      select r.value, r.meter, lag(r.value) over (order by r.at, r.sequence) as before
      from (
        select at from box_rows
        where box_id = box and kind = register
          and at between starts_at - interval '2 minutes' and starts_at + interval '2 minutes'
        order by greatest(at - starts_at, starts_at - at), at limit 1
      ) opening cross join (
        select at from box_rows
        where box_id = box and kind = register
          and at between ends_at - interval '2 minutes' and ends_at + interval '2 minutes'
        order by greatest(at - ends_at, ends_at - at), at limit 1
      ) closing join box_rows r on r.box_id = box and r.kind = register and r.at between opening.at and closing.at
    ) readings);
