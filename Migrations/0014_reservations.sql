-- Owner: Reservations. Half-hours at a charge point that nobody else can take: the two exclusion constraints say so, whatever
-- the program believes.
create table reservations (
  id uuid primary key,
  point_id uuid not null constraint reservations_point_id_fkey references charge_points,
  -- Null once the person has left; what happened at the point stays.
  account_id uuid constraint reservations_account_id_fkey references accounts on delete set null,
  vehicle_id uuid constraint reservations_vehicle_id_fkey references vehicles on delete set null,
  -- Half an hour; once it is over, the part of it that was used.
  during tstzrange not null,
  state text not null constraint reservations_state_known
    check (state in ('reserved', 'charging', 'finished', 'cancelled', 'expired')),
  -- When the row is over by itself: nobody came, or the charge has ended. From then on it is stale, blocks nobody who asks, and
  -- is read as what it will become (reservation_state) until somebody writes that down.
  lapses_at timestamptz not null,
  -- Which of the driver's few bookings this is; null for an extension, which counts as none.
  place smallint constraint reservations_place_known check (place between 1 and 4),
  -- The half-hour before, at the same point for the same driver.
  extends_id uuid constraint reservations_extends_id_fkey references reservations,
  charge_id uuid,
  created_at timestamptz not null,
  -- Whether whoever watches the point has been told that it began, and the driver that it will.
  begin_noted boolean not null default false,
  reminded boolean not null default false,
  constraint reservations_half_open check (lower_inc(during) and not upper_inc(during) and not isempty(during)),
  constraint reservations_whole_minutes check (
    extract(second from lower(during)) = 0 and extract(second from upper(during)) = 0),
  constraint reservations_half_an_hour check (
    upper(during) - lower(during) = interval '30 minutes'
    or state in ('finished', 'cancelled', 'expired') and upper(during) - lower(during) < interval '30 minutes'),
  constraint reservations_live_are_somebodys check (account_id is not null or state in ('finished', 'cancelled', 'expired')),
  constraint reservations_place_or_extension check (place is not null or extends_id is not null),
  -- No NOT DEFERRABLE to write: only such constraints can settle an ON CONFLICT.
  constraint reservations_one_per_point exclude using gist (point_id with =, during with &&)
    where (state in ('reserved', 'charging')),
  constraint reservations_one_per_driver exclude using gist (account_id with =, during with &&)
    where (state in ('reserved', 'charging'))
) with (fillfactor = 80);

-- The quota, beyond the reach of any race: the places are taken like the slots.
create unique index reservations_places on reservations (account_id, place)
  where state in ('reserved', 'charging') and place is not null;
create unique index reservations_one_extension on reservations (extends_id)
  where state in ('reserved', 'charging') and extends_id is not null;
create index reservations_history on reservations (account_id, lower(during) desc, id desc) where account_id is not null;
create index reservations_vehicle on reservations (vehicle_id) where vehicle_id is not null;
create index reservations_charge on reservations (charge_id) where charge_id is not null;
create index reservations_lapsing on reservations (lapses_at) where state in ('reserved', 'charging');
create index reservations_beginning on reservations (lower(during)) where state = 'reserved' and not begin_noted;
create index reservations_reminding on reservations (lower(during)) where state = 'reserved' and not reminded;

-- What a row is at a moment, whether or not it has been written down since.
create function reservation_state(state text, lapses_at timestamptz, during tstzrange, at timestamptz) returns text
  language sql immutable parallel safe as $$
  select case
    when lapses_at > at then state
    when state = 'reserved' then 'expired'
    -- The charge was over before this half-hour began.
    when state = 'charging' and lapses_at <= lower(during) then 'cancelled'
    when state = 'charging' then 'finished'
    else state end
$$;

-- What was used of a half-hour that ended at a moment: up to the minute that had begun, and a minute at the least.
create function used_part(during tstzrange, ended_at timestamptz) returns tstzrange
  language sql stable parallel safe as $$
  select case when ended_at <= lower(during) then during
    else tstzrange(lower(during),
      least(upper(during), greatest(date_trunc('minute', ended_at), lower(during) + interval '1 minute'))) end
$$;

-- Answers to bookings that came with an Idempotency-Key: who sends the same again within a day gets the same again.
create table idempotency_keys (
  account_id uuid not null references accounts on delete cascade,
  key text not null constraint idempotency_keys_length check (length(key) between 1 and 200),
  -- Of the body that it came with.
  digest bytea not null constraint idempotency_keys_sha256 check (length(digest) = 32),
  status integer not null,
  answer text not null,
  created_at timestamptz not null,
  primary key (account_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- What happened to somebody's bookings while they were away; each is told once.
create table notices (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  kind text not null constraint notices_kind_known check (kind in ('reminder', 'expired', 'finished', 'withdrawn')),
  reservation_id uuid not null references reservations,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint notices_told_once unique (reservation_id, kind)
);
create index notices_account on notices (account_id, id);
