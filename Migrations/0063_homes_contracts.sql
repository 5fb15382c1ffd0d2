-- Owner: Homes. What the contract at a usage point says of the point, what boxes warn of, and whether an order was fetched.

-- A row a home whose people consented to it. No name, no address, no way to reach anybody: which ways energy goes, how much of
-- it at once, and by which tariff the grid is paid.
create table home_contracts (
  home_id uuid primary key references homes on delete cascade,
  usage_point text collate "C" not null,
  directions text[] not null default '{}' constraint home_contracts_directions_known
    check (directions <@ array['drawn', 'injected'] and cardinality(directions) <= 2),
  subscribed_va integer constraint home_contracts_subscribed_va check (subscribed_va between 1 and 1000000),
  tariff text constraint home_contracts_tariff_length check (length(tariff) between 1 and 100),
  -- Null until Enedis has answered.
  read_at timestamptz,
  due_at timestamptz not null,
  busy_until timestamptz,
  tries integer not null default 0,
  -- Enedis' last error.
  reason text
);
create index home_contracts_due on home_contracts (due_at);

-- The last word of a box on each cause.
create table box_alarms (
  box_id uuid not null references boxes on delete cascade,
  cause text collate "C" not null constraint box_alarms_cause check (cause ~ '^[a-z][a-z-]{0,39}$'),
  is_active boolean not null,
  said_at timestamptz not null,
  primary key (box_id, cause)
);

alter table box_orders add column fetched_at timestamptz;
create index box_orders_made on box_orders (box_id, id);

-- Consents whose quarter of an hour is over without anybody having come back.
create index home_consents_forgotten on home_consents (state_until) where state = 'pending' and ask_at is null;
