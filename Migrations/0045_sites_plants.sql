-- Owner: Sites. Generators of a site: what they produced, and what those that store hold at every instant. Name, kind and
-- site of a plant are those of its device.
create table plants (
  id uuid primary key,
  device_id uuid not null constraint plants_device_id_key unique references devices on delete cascade,
  peak_watts bigint constraint plants_peak check (peak_watts between 1 and 1000000000000),
  -- How many movements were declared: the next one gets the number after it.
  declared bigint not null default 0 constraint plants_declared check (declared >= 0),
  version integer not null default 1,
  created_at timestamptz not null
);

-- What a plant can hold since when. The first row stands at the beginning of 1970, before which nothing is declared: it holds
-- for all the past. A plant without a row stores nothing.
create table plant_capacities (
  plant_id uuid not null references plants on delete cascade,
  since timestamptz not null constraint plant_capacities_since check (since >= '1970-01-01 00:00:00+00'),
  capacity_wh bigint not null constraint plant_capacities_range check (capacity_wh between 1 and 1000000000000),
  -- Of a Wh that is charged, what is stored; and of a Wh that is stored, what is given.
  efficiency_in numeric(7, 6) not null constraint plant_capacities_in check (efficiency_in > 0 and efficiency_in <= 1),
  efficiency_out numeric(7, 6) not null constraint plant_capacities_out check (efficiency_out > 0 and efficiency_out <= 1),
  primary key (plant_id, since),
  constraint plant_capacities_of_levels unique (plant_id, since, capacity_wh)
);

-- What was declared of a reserve. Rows are never changed: a reversal is a row of its own, at the time of what it reverses and
-- in its place.
create table reserve_movements (
  id uuid primary key,
  plant_id uuid not null references plants on delete cascade,
  number bigint not null,
  kind text not null constraint reserve_movements_kind_known check (kind in ('charge', 'consume', 'count', 'reversal')),
  -- One instant, or the time over which the energy flows evenly.
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- As a person said it, and the factor that held then; a count says a level instead.
  declared_wh bigint constraint reserve_movements_declared check (declared_wh between 1 and 1000000000000),
  efficiency numeric(7, 6) not null default 1,
  level_wh bigint constraint reserve_movements_level check (level_wh between 0 and 1000000000000),
  -- What it does to the level: rounded once, here. Evenly over its time, and at the end what a rate with 30 decimals leaves over.
  effect_wh numeric not null,
  rate numeric not null default 0,
  rest_wh numeric not null default 0,
  reverses uuid constraint reserve_movements_reversed_once unique references reserve_movements deferrable initially deferred,
  -- The movement at the end of a chain of reversals; what decides the order within an instant is its number.
  root_id uuid not null,
  place bigint not null,
  -- Null once the person has left.
  account_id uuid references accounts on delete set null,
  created_at timestamptz not null,
  constraint reserve_movements_number unique (plant_id, number),
  constraint reserve_movements_time check (from_at > '1970-01-01 00:00:00+00' and to_at >= from_at),
  constraint reserve_movements_reverses check ((kind = 'reversal') = (reverses is not null)),
  constraint reserve_movements_root check (kind = 'reversal' or root_id = id and place = number),
  constraint reserve_movements_effect check (case kind
    when 'charge' then effect_wh = round(declared_wh * efficiency, 15) and level_wh is null
    when 'consume' then effect_wh = -round(declared_wh::numeric(30, 18) / efficiency, 15) and level_wh is null
    when 'count' then effect_wh = 0 and declared_wh is null and level_wh is not null and to_at = from_at
    else true end is true),
  constraint reserve_movements_rate check (case when to_at = from_at then rate = 0 and rest_wh = 0
    else rate * extract(epoch from to_at - from_at) + rest_wh = effect_wh and abs(rest_wh) < 0.000000000000001 end)
);
create index reserve_movements_from on reserve_movements (plant_id, from_at, number);
create index reserve_movements_to on reserve_movements (plant_id, to_at);
create index reserve_movements_root_id on reserve_movements (root_id);
create index reserve_movements_account on reserve_movements (account_id) where account_id is not null;

-- The level of a reserve: a row for each instant at which something begins, ends or jumps; between two rows it is a straight
-- line. Each row repeats what the row before says (a key that may be broken until the end of the transaction, with the instants
-- in it) and follows from that by what happens at its instant, so that no level can be written that the others do not bear out.
-- Both ends of every line lie between nothing and the capacity, and with them all of it.
create table reserve_levels (
  plant_id uuid not null references plants on delete cascade,
  at timestamptz not null,
  -- What the row before says; no row is before the first one.
  previous_at timestamptz,
  previous_wh numeric not null,
  previous_rate numeric not null,
  previous_since timestamptz not null,
  previous_capacity_wh bigint not null,
  -- What happens here: flows that begin or end (Wh/s), what is left over of those that end, a count, and what jumps after it.
  turn numeric not null,
  rest_wh numeric not null,
  counted_wh bigint,
  jump_wh numeric not null,
  -- Just before, and from here on.
  before_wh numeric not null,
  wh numeric not null,
  rate numeric not null,
  since timestamptz not null,
  capacity_wh bigint not null,
  primary key (plant_id, at),
  constraint reserve_levels_said unique (plant_id, at, wh, rate, since, capacity_wh),
  constraint reserve_levels_one_after unique nulls not distinct (plant_id, previous_at) deferrable initially deferred,
  constraint reserve_levels_chain foreign key
    (plant_id, previous_at, previous_wh, previous_rate, previous_since, previous_capacity_wh)
    references reserve_levels (plant_id, at, wh, rate, since, capacity_wh) deferrable initially deferred,
  constraint reserve_levels_capacity foreign key (plant_id, since, capacity_wh)
    references plant_capacities (plant_id, since, capacity_wh) deferrable initially deferred,
  constraint reserve_levels_forward check (previous_at < at),
  constraint reserve_levels_first check ((previous_at is null) = (at = '1970-01-01 00:00:00+00')
    and (previous_at is not null or previous_wh = 0 and previous_rate = 0 and previous_since = at)),
  constraint reserve_levels_before check (before_wh = previous_wh + rest_wh
    + case when previous_rate = 0 then 0 else previous_rate * extract(epoch from at - previous_at) end),
  constraint reserve_levels_after check (wh = coalesce(counted_wh, before_wh) + jump_wh),
  constraint reserve_levels_rate check (rate = previous_rate + turn),
  constraint reserve_levels_since check (since = previous_since or since = at),
  -- To the nanowatt-hour: thirds have no end in decimals.
  constraint reserve_levels_within check (round(before_wh, 9) between 0 and previous_capacity_wh
    and round(wh, 9) between 0 and capacity_wh)
) with (fillfactor = 80);

-- A level as it is shown: what is a third short of nothing but decimals does not fall to the Wh below.
create function whole_wh(level numeric) returns bigint language sql immutable parallel safe as $$
  select round(round(level, 9))::bigint
$$;

-- What movements make of an instant. A count that is not reversed is an anchor: what comes before it does not matter to what
-- comes after it.
create function reserve_facts(plant uuid, moment timestamptz)
  returns table (turn numeric, rest_wh numeric, counted_wh bigint, jump_wh numeric) language sql stable as $$
  with here as (
    select * from reserve_movements m where m.plant_id = plant and m.from_at = moment
    union all
    select * from reserve_movements m where m.plant_id = plant and m.to_at = moment and m.from_at < moment
  ), counted as (
    select c.level_wh, c.place from here c
    where c.kind = 'count' and (select count(*) from reserve_movements r where r.root_id = c.id) % 2 = 1
    order by c.place desc limit 1
  )
  select coalesce(sum(case when h.from_at = moment then h.rate else -h.rate end), 0),
    coalesce(sum(h.rest_wh) filter (where h.to_at = moment), 0), (select c.level_wh from counted c),
    coalesce(sum(h.effect_wh) filter (
      where h.from_at = h.to_at and h.place > coalesce((select c.place from counted c), 0)), 0)
  from here h
$$;

-- Refuses levels that are not those of the movements and the capacities of an instant.
create function reserve_agrees(plant uuid, moment timestamptz) returns void language plpgsql as $$
declare
  is_there boolean;
begin
  if not exists (select from plants where id = plant) then return; end if;
  is_there := exists (select from reserve_movements where plant_id = plant and (from_at = moment or to_at = moment))
    or exists (select from plant_capacities where plant_id = plant and since = moment);
  if is_there <> exists (select from reserve_levels where plant_id = plant and at = moment) or exists (
    select from reserve_levels l, reserve_facts(plant, moment) f where l.plant_id = plant and l.at = moment
      and ((l.turn, l.rest_wh, l.counted_wh, l.jump_wh) is distinct from (f.turn, f.rest_wh, f.counted_wh, f.jump_wh)
        or (l.since = l.at) <> exists (select from plant_capacities c where c.plant_id = plant and c.since = moment)))
  then
    raise exception 'the level of plant % at % is not that of its movements', plant, moment
      using errcode = 'check_violation', constraint = 'reserve_levels_agree', table = 'reserve_levels';
  end if;
end $$;

create function reserve_level_agrees() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then perform reserve_agrees(old.plant_id, old.at); end if;
  if tg_op <> 'DELETE' then perform reserve_agrees(new.plant_id, new.at); end if;
  return null;
end $$;
create constraint trigger reserve_levels_come after insert or delete on reserve_levels
  deferrable initially deferred for each row execute function reserve_level_agrees();
-- Most changes only hand on what a late movement did to the level: they need no second look.
create constraint trigger reserve_levels_change after update on reserve_levels
  deferrable initially deferred for each row
  when ((old.plant_id, old.at, old.turn, old.rest_wh, old.counted_wh, old.jump_wh, old.since) is distinct from
    (new.plant_id, new.at, new.turn, new.rest_wh, new.counted_wh, new.jump_wh, new.since))
  execute function reserve_level_agrees();

create function reserve_movement_agrees() returns trigger language plpgsql as $$
begin
  if new.kind = 'reversal' and not exists (
    select from reserve_movements m where m.id = new.reverses and m.plant_id = new.plant_id and m.root_id = new.root_id
      and m.place = new.place and m.from_at = new.from_at and m.to_at = new.to_at and m.effect_wh = -new.effect_wh
      and m.rate = -new.rate and m.rest_wh = -new.rest_wh and m.declared_wh is not distinct from new.declared_wh
      and m.level_wh is not distinct from new.level_wh and m.efficiency = new.efficiency and m.number < new.number)
  then
    raise exception 'movement % is not the reverse of %', new.id, new.reverses
      using errcode = 'check_violation', constraint = 'reserve_movements_reversal', table = 'reserve_movements';
  end if;
  perform reserve_agrees(new.plant_id, new.from_at);
  if new.to_at <> new.from_at then perform reserve_agrees(new.plant_id, new.to_at); end if;
  return null;
end $$;
create constraint trigger reserve_movements_agree after insert on reserve_movements
  deferrable initially deferred for each row execute function reserve_movement_agrees();

create function plant_capacity_agrees() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then perform reserve_agrees(old.plant_id, old.since); end if;
  if tg_op <> 'DELETE' then perform reserve_agrees(new.plant_id, new.since); end if;
  return null;
end $$;
create constraint trigger plant_capacities_agree after insert or update or delete on plant_capacities
  deferrable initially deferred for each row execute function plant_capacity_agrees();

-- What was declared stays: a person who leaves is forgotten, and all of it goes with the plant.
create function reserve_movements_stay() returns trigger language plpgsql as $$
declare
  kept reserve_movements := new;
begin
  if tg_op = 'UPDATE' then
    kept.account_id := old.account_id;
    if kept is not distinct from old and new.account_id is null then return new; end if;
  elsif not exists (select from plants where id = old.plant_id) then
    return old;
  end if;
  raise exception 'movements are reversed, never changed'
    using errcode = 'check_violation', constraint = 'reserve_movements_stay', table = 'reserve_movements';
end $$;
create trigger reserve_movements_stay before update or delete on reserve_movements
  for each row execute function reserve_movements_stay();
create function reserves_are_not_emptied() returns trigger language plpgsql as $$
begin
  raise exception 'movements are reversed, never changed' using errcode = 'check_violation';
end $$;
create trigger reserve_movements_not_emptied before truncate on reserve_movements
  for each statement execute function reserves_are_not_emptied();
create trigger reserve_levels_not_emptied before truncate on reserve_levels
  for each statement execute function reserves_are_not_emptied();

-- What a plant produced, said by hand: no time twice.
create table plant_production (
  id uuid primary key,
  plant_id uuid not null references plants on delete cascade,
  during tstzrange not null constraint plant_production_half_open
    check (lower_inc(during) and not upper_inc(during) and not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  wh bigint not null constraint plant_production_range check (wh between 0 and 1000000000000),
  account_id uuid references accounts on delete set null,
  created_at timestamptz not null,
  constraint plant_production_once exclude using gist (plant_id with =, during with &&)
);
create index plant_production_latest on plant_production (plant_id, lower(during) desc, id desc);
create index plant_production_account on plant_production (account_id) where account_id is not null;
