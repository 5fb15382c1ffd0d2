-- Owner: Sites. Places that people look after together, who they are, what stands there and what it measures.
create table sites (
  id uuid primary key,
  name text not null constraint sites_name_length check (length(name) between 1 and 100),
  lat double precision constraint sites_lat check (lat between -90 and 90),
  lon double precision constraint sites_lon check (lon between -180 and 180),
  time_zone text not null constraint sites_time_zone_length check (length(time_zone) between 1 and 63),
  version integer not null default 1,
  created_at timestamptz not null,
  constraint sites_location_whole check ((lat is null) = (lon is null))
);

create table site_people (
  site_id uuid not null references sites on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  role text not null constraint site_people_role_known check (role in ('owner', 'technician', 'reader')),
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (site_id, account_id)
);
create index site_people_account on site_people (account_id, site_id);

-- A site has an owner, whoever writes: looked at before the end of the transaction, in which the site may go instead. The
-- site is locked, so that of two owners who leave at once the second finds that nobody else is left.
create function site_has_owner() returns trigger language plpgsql as $$
begin
  perform from sites where id = old.site_id for no key update;
  if found and not exists (select from site_people where site_id = old.site_id and role = 'owner') then
    raise exception 'site % is left without an owner', old.site_id
      using errcode = 'check_violation', constraint = 'site_people_last_owner', table = 'site_people';
  end if;
  return null;
end $$;
create constraint trigger site_people_last_owner after update of role or delete on site_people
  deferrable initially deferred for each row when (old.role = 'owner') execute function site_has_owner();

-- Bound to an address. The secret is made when the mail goes out; only its digest lies here.
create table site_invitations (
  id uuid primary key,
  site_id uuid not null references sites on delete cascade,
  email text not null constraint site_invitations_email_shape
    check (email ~ '^[^[:space:]@]+@[^[:space:]@]+$' and length(email) <= 254),
  role text not null constraint site_invitations_role_known check (role in ('owner', 'technician', 'reader')),
  invited_by uuid not null references accounts on delete cascade,
  digest bytea constraint site_invitations_digest_key unique
    constraint site_invitations_sha256 check (length(digest) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  constraint site_invitations_one_end check (accepted_at is null or withdrawn_at is null)
);
create unique index site_invitations_open on site_invitations (site_id, lower(email) collate "C")
  where accepted_at is null and withdrawn_at is null;
create index site_invitations_email on site_invitations (lower(email) collate "C", created_at);
create index site_invitations_inviter on site_invitations (invited_by, created_at);

create table devices (
  id uuid primary key,
  site_id uuid not null references sites on delete cascade,
  kind text not null constraint devices_kind_known check (kind in (
    'battery', 'inverter', 'solar', 'wind', 'hydro', 'geothermal', 'biomass', 'meter', 'heatPump', 'chargePoint', 'weather',
    'other')),
  name text not null constraint devices_name_length check (length(name) between 1 and 100),
  serial text constraint devices_serial_length check (length(serial) between 1 and 100),
  version integer not null default 1,
  created_at timestamptz not null
);
create index devices_site on devices (site_id, id);

-- What a device measures. The id is the number of the series wherever samples are kept.
create table device_metrics (
  id integer generated always as identity primary key,
  device_id uuid not null references devices on delete cascade,
  key text not null constraint device_metrics_key_shape check (key ~ '^[a-z][A-Za-z0-9]{0,39}$'),
  period_seconds integer not null constraint device_metrics_period check (period_seconds between 1 and 86400),
  -- What is kept of a value: raw history is rounded to it.
  precision double precision not null constraint device_metrics_precision check (precision > 0 and precision <= 1000000),
  constraint device_metrics_once unique (device_id, key)
);

-- The metrics that a kind of device must have.
create function required_metrics(kind text) returns text[] language sql immutable as $$
  select case kind
    when 'battery' then array['soc', 'power']
    when 'wind' then array['power', 'windSpeed']
    when 'meter' then array['energyDrawn']
    when 'weather' then array['temperature']
    when 'other' then array[]::text[]
    else array['power'] end
$$;

-- A device without its metrics cannot be built, and one without any neither: looked at before the end of the transaction.
create function device_has_metrics() returns trigger language plpgsql as $$
declare
  device uuid;
  wanted text[];
  has text[];
begin
  if tg_table_name = 'devices' then device := new.id; else device := old.device_id; end if;
  select required_metrics(kind) into wanted from devices where id = device for no key update;
  if not found then return null; end if;
  select coalesce(array_agg(key), '{}') into has from device_metrics where device_id = device;
  if cardinality(has) = 0 or not has @> wanted then
    raise exception 'device % lacks metrics', device
      using errcode = 'check_violation', constraint = 'devices_required_metrics', table = 'devices';
  end if;
  return null;
end $$;
create constraint trigger devices_required_metrics after insert or update of kind on devices
  deferrable initially deferred for each row execute function device_has_metrics();
create constraint trigger device_metrics_required after delete or update of key, device_id on device_metrics
  deferrable initially deferred for each row execute function device_has_metrics();

-- Write-only: who has one sends samples of the device and reads nothing.
create table device_keys (
  id uuid primary key,
  device_id uuid not null references devices on delete cascade,
  hash bytea not null constraint device_keys_hash_key unique constraint device_keys_sha256 check (length(hash) = 32),
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index device_keys_device on device_keys (device_id, id);

-- Owner: Accounts. A letter of another slice is known by what it is about, whatever its kind; and some go to people who have
-- no account yet.
alter table mails drop constraint mails_about_something;
alter table mails drop constraint mails_kind_known;
alter table mails add constraint mails_kind_known check ((about is null) = (kind in (
  'confirmation', 'known', 'reset', 'emailChange', 'emailChanged', 'passwordChanged', 'newDevice', 'roleChanged',
  'secondFactor')));

-- Owner: Accounts. Answers to writes of every slice, with what stood in their heads; the same key at another address is
-- another request.
alter table idempotency_keys add column location text, add column etag text;
