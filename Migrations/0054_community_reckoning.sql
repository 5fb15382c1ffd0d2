-- Owner: Community. What points are reckoned from, kept so that a night reads what is new and not a year.

-- A home's civil day, from the readings that count: certified ones, else those of the box for as long as certified ones may
-- still come. Null where there is too little.
create table community_days (
  home_id uuid not null references homes on delete cascade,
  day date not null,
  drawn_wh bigint,
  injected_wh bigint,
  produced_wh bigint,
  -- Drawn between 11 and 16 h.
  midday_wh bigint,
  -- Whether all of it is certified.
  certified boolean not null,
  -- Tells two curves of a day apart.
  mark bigint not null,
  changed_at timestamptz not null,
  primary key (home_id, day)
);
create index community_days_changed on community_days (changed_at);

-- Days whose readings have changed since they were reckoned. A day may stand here several times: a row that waits for nobody
-- loses no change that is committed while the days are read.
create table community_dirty_days (
  home_id uuid not null,
  day date not null
);

create function community_readings_changed() returns trigger language plpgsql as $$
begin
  insert into community_dirty_days (home_id, day)
  select distinct c.home_id, c.day from changed c join community_players pl on pl.home_id = c.home_id
  where c.quality <> 'provisional';
  return null;
end $$;
create trigger community_curves_added after insert on curve_days
  referencing new table as changed for each statement execute function community_readings_changed();
create trigger community_curves_changed after update on curve_days
  referencing new table as changed for each statement execute function community_readings_changed();
create trigger community_curves_gone after delete on curve_days
  referencing old table as changed for each statement execute function community_readings_changed();
create trigger community_readings_added after insert on day_readings
  referencing new table as changed for each statement execute function community_readings_changed();
create trigger community_readings_changed after update on day_readings
  referencing new table as changed for each statement execute function community_readings_changed();
create trigger community_readings_gone after delete on day_readings
  referencing old table as changed for each statement execute function community_readings_changed();

create function community_production_changed() returns trigger language plpgsql as $$
begin
  insert into community_dirty_days (home_id, day)
  select distinct c.home_id, c.day from changed c join community_players pl on pl.home_id = c.home_id;
  return null;
end $$;
create trigger community_production_added after insert on production_days
  referencing new table as changed for each statement execute function community_production_changed();
create trigger community_production_changed after update on production_days
  referencing new table as changed for each statement execute function community_production_changed();
create trigger community_production_gone after delete on production_days
  referencing old table as changed for each statement execute function community_production_changed();

-- Whether the people of a home agree to its readings being used in the game.
create function community_may_use(home uuid, now timestamptz) returns boolean language sql stable parallel safe as $$
  select exists (
    select from home_consents c where c.home_id = home and c.state = 'active' and 'game' = any (c.purposes) and c.ends_at > now)
$$;

-- How far somebody is in a season.
create table community_progress (
  season_id uuid not null references community_seasons on delete cascade,
  player_id uuid not null references community_players on delete cascade,
  -- Days that count, of so many that have passed.
  days integer not null,
  passed integer not null,
  saved_wh bigint,
  saved_margin_wh bigint,
  primary key (season_id, player_id)
);

-- A team's energy of a week, written once when the week is over and ten homes or more were in the team all week; never
-- reckoned again, so that no difference of two figures is that of a few homes. When one of them goes the figure goes as a
-- whole, and the row stays empty.
create table community_team_weeks (
  team_id uuid not null references community_teams on delete cascade,
  monday date not null,
  homes integer constraint community_team_weeks_homes check (homes >= 10),
  wh bigint,
  primary key (team_id, monday)
);

-- How cold a day was, to the base of 18 °C.
create table community_degree_days (
  day date primary key,
  degree_days double precision not null constraint community_degree_days_range check (degree_days between 0 and 80),
  stored_at timestamptz not null
);

-- Every set of thresholds that was ever in force; the last one is.
create table community_thresholds (
  id bigint primary key generated always as identity,
  at timestamptz not null,
  -- Null for those that the game began with. No foreign key: what somebody set stays when they leave.
  account_id uuid,
  -- Readings that a member needs to count, in per cent of the days, and days.
  member_coverage integer not null constraint community_thresholds_coverage check (member_coverage between 1 and 100),
  member_days integer not null constraint community_thresholds_days check (member_days between 1 and 366),
  -- From so many homes on energy is told.
  least_homes integer not null constraint community_thresholds_homes check (least_homes between 10 and 1000),
  -- Wh a day and unit of a household from which on it costs points, where fewer than ten homes heat alike.
  electric_wh integer not null constraint community_thresholds_electric check (electric_wh between 1000 and 1000000),
  other_wh integer not null constraint community_thresholds_other check (other_wh between 1000 and 1000000)
);
insert into community_thresholds
  (at, member_coverage, member_days, least_homes, electric_wh, other_wh)
values ('2026-11-01 00:00:00+00', 80, 14, 10, 20000, 8000);

-- Energy goes in the transaction that takes back the consent to it: days, the inputs of points, and weeks of teams.
create function community_forget_energy(home uuid) returns void language sql as $$
  delete from community_days where home_id = home;
  delete from community_dirty_days where home_id = home;
  update community_points set inputs = null
  where inputs is not null and rule <> 'levels' and player_id in (select id from community_players where home_id = home);
  update community_sheddings set shed_wh = 0, peak_wh = 0
  where player_id in (select id from community_players where home_id = home);
  update community_progress set saved_wh = null, saved_margin_wh = null
  where player_id in (select id from community_players where home_id = home);
  update community_team_weeks w set homes = null, wh = null
  from community_memberships m join community_players p on p.id = m.player_id
  where p.home_id = home and w.team_id = m.team_id and m.joined_on <= w.monday
    and (m.left_on is null or m.left_on > w.monday + 6);
$$;

create function community_consent_ended() returns trigger language plpgsql as $$
begin
  if old.home_id is not null and not exists (
    select from home_consents c where c.home_id = old.home_id and c.id <> old.id and c.state = 'active'
      and 'game' = any (c.purposes)
  ) then
    perform community_forget_energy(old.home_id);
    -- Should they agree again, all their days are read anew.
    update community_players set days_from = null where home_id = old.home_id;
  end if;
  return null;
end $$;
create trigger community_consent_ended after update of state on home_consents
  for each row when (old.state = 'active' and new.state <> 'active' and 'game' = any (old.purposes))
  execute function community_consent_ended();

-- A player who goes takes along the weeks of their teams.
create function community_player_goes() returns trigger language plpgsql as $$
begin
  perform community_forget_energy(old.home_id);
  update community_changes set number = number + 1;
  return old;
end $$;
create trigger community_player_goes before delete on community_players
  for each row execute function community_player_goes();
