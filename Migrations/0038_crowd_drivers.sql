-- Owner: Crowd. Drivers who do not exist, at the stations of a demonstration. What they do goes through the same rules as what
-- people do; what they are is written here, so that nothing takes them for people.
alter table accounts
  add column demonstration boolean not null default false,
  -- Nobody signs in as one: this is no password's hash. Nor does one ever rise.
  add constraint accounts_made_up_are_drivers check (
    not demonstration
    or role = 'driver' and password_hash = '$argon2id$none' and email like '%@demonstration.invalid' and pending_email is null);
create index accounts_made_up on accounts (id) where demonstration;

-- The driver's turn: when the next deed is due.
create table made_up_drivers (
  account_id uuid primary key references accounts on delete cascade,
  number integer not null constraint made_up_drivers_number_key unique constraint made_up_drivers_number check (number > 0),
  next_at timestamptz not null
);
create index made_up_drivers_due on made_up_drivers (next_at);

-- Nobody reads their mail: none is written, whoever queues it.
create function no_mail() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger mails_none_to_made_up before insert on mails
  for each row when (new.recipient like '%@demonstration.invalid') execute function no_mail();

-- Owner: Stations. Who said so: the dynamic feed, or a demonstration of its own stations.
alter table point_status add column source text not null default 'irve-dynamic'
  constraint point_status_source_known check (source in ('irve-dynamic', 'demonstration'));

-- Leads to some of the stations of a demonstration, to any of them by chance, and says whether there are any.
create index stations_made_up on stations (hashtext(irve_id)) where demonstration and withdrawn_at is null;

-- From 0 to 1, the same for the same thing in the same turn.
create function made_up_chance(thing text, turn bigint) returns double precision language sql immutable parallel safe as $$
  select (hashtextextended(thing, turn) & 1048575)::double precision / 1048576
$$;

-- Up to where the made-up feed has told its states, in seconds since 1970.
create table made_up_feed (
  told_until bigint not null,
  only_one boolean primary key default true check (only_one)
);

-- Owner: Reservations. Bookings that are erased ask for those that extend them.
create index reservations_extending on reservations (extends_id) where extends_id is not null;
