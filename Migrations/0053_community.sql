-- Owner: Community. Seasons, players, teams, and the ledger of points, from which every rank is made.

create table community_seasons (
  id uuid primary key,
  name text not null constraint community_seasons_name_length check (length(name) between 1 and 100),
  -- Civil days of Europe/Paris, both included.
  first_day date not null,
  last_day date not null,
  -- The peaks, and the most points of each challenge.
  rules jsonb not null,
  state text not null constraint community_seasons_state_known check (state in ('open', 'closed')),
  created_at timestamptz not null,
  closed_at timestamptz,
  -- When its points were last reckoned, and how long that took.
  reckoned_at timestamptz,
  reckoned_ms integer not null default 0,
  version integer not null default 1,
  constraint community_seasons_days check (last_day >= first_day and last_day - first_day <= 731),
  constraint community_seasons_closed check ((state = 'closed') = (closed_at is not null))
);
create unique index community_seasons_one_open on community_seasons ((true)) where state = 'open';

-- Counts what may move a rank: points, members, names. Instances that keep a ranking compare it.
create table community_changes (
  single boolean primary key default true constraint community_changes_one_row check (single),
  number bigint not null
);
insert into community_changes (number) values (1);

-- An account with a home. One household is one home is one player.
create table community_players (
  id uuid primary key,
  account_id uuid not null constraint community_players_account unique references accounts on delete cascade,
  home_id uuid not null constraint community_players_home unique references homes on delete cascade,
  mode text not null constraint community_players_mode_known check (mode in ('full', 'simple')),
  pseudonym text not null constraint community_players_pseudonym_length check (length(pseudonym) between 1 and 40),
  -- Whether the name of the account is shown beside the pseudonym.
  show_name boolean not null,
  joined_at timestamptz not null,
  -- The oldest day that its days were reckoned from; null where they are to be reckoned anew.
  days_from date,
  version integer not null default 1
);
create unique index community_players_pseudonym on community_players (lower(pseudonym) collate "C");

create table community_teams (
  id uuid primary key,
  name text not null constraint community_teams_name_length check (length(name) between 1 and 60),
  code text collate "C" not null constraint community_teams_code unique
    constraint community_teams_code_shape check (code ~ '^[A-HJ-NP-Z2-9]{8}$'),
  created_at timestamptz not null,
  version integer not null default 1
);
create unique index community_teams_name on community_teams (lower(name) collate "C");

-- Who was in which team, and when: what was earned before counts for nobody else.
create table community_memberships (
  id uuid primary key,
  team_id uuid not null references community_teams on delete cascade,
  player_id uuid not null references community_players on delete cascade,
  joined_at timestamptz not null,
  joined_on date not null,
  left_at timestamptz,
  left_on date,
  constraint community_memberships_end check (left_at >= joined_at and (left_at is null) = (left_on is null))
);
-- One household, one team.
create unique index community_memberships_one on community_memberships (player_id) where left_at is null;
create index community_memberships_team on community_memberships (team_id) where left_at is null;
create index community_memberships_player on community_memberships (player_id);

-- Every point, and why. A row is never given other points: another one takes its place.
create table community_points (
  id uuid primary key,
  season_id uuid not null references community_seasons,
  player_id uuid not null references community_players on delete cascade,
  rule text collate "C" not null constraint community_points_rule_known
    check (rule in ('piggy-bank', 'self-consumption', 'levels', 'shedding', 'savings', 'booking')),
  rule_version smallint not null,
  -- What they were given for: 'season', 'team:…' (the season since a team was joined), 'action:…', 'shedding:…', 'charge:…'.
  key text collate "C" not null,
  -- For a team alone, with 'team:…': the player's own account has the whole season.
  team_id uuid references community_teams on delete set null,
  -- When they were earned, and when that was written down.
  earned_at timestamptz not null,
  at timestamptz not null,
  points integer not null,
  state text not null constraint community_points_state_known check (state in ('provisional', 'final', 'superseded', 'revoked')),
  -- The points are a function of these. Null once the person has taken back the consent for the energy in them.
  inputs jsonb,
  superseded_by uuid constraint community_points_superseded_by_fkey references community_points deferrable initially deferred,
  reason text constraint community_points_reason_length check (length(reason) between 1 and 500),
  revoked_at timestamptz,
  constraint community_points_superseded check (superseded_by is null or state = 'superseded'),
  constraint community_points_revoked check ((state = 'revoked') = (reason is not null) and (state = 'revoked') = (revoked_at is not null))
);
create unique index community_points_current on community_points (season_id, player_id, rule, key) where state <> 'superseded';
create index community_points_player on community_points (player_id, at, id);
create index community_points_superseding on community_points (superseded_by) where superseded_by is not null;

-- What somebody says they have done; not again while it is valid.
create table community_actions (
  id uuid primary key,
  player_id uuid not null references community_players on delete cascade,
  season_id uuid not null references community_seasons,
  action text collate "C" not null,
  evidence text not null constraint community_actions_evidence_known check (evidence in ('declared', 'photo', 'metered')),
  declared_at timestamptz not null,
  valid daterange not null,
  constraint community_actions_once exclude using gist (player_id with =, action with =, valid with &&)
);
create index community_actions_player on community_actions (player_id, declared_at, id);

-- Load that somebody gives up, said before it begins.
create table community_sheddings (
  id uuid primary key,
  player_id uuid not null references community_players on delete cascade,
  season_id uuid not null references community_seasons,
  during tstzrange not null,
  watts integer not null constraint community_sheddings_watts check (watts between 1 and 36000),
  created_at timestamptz not null,
  -- Of the last reckoning.
  reckoned_at timestamptz,
  shed_wh integer not null default 0,
  peak_wh integer not null default 0,
  constraint community_sheddings_before check (created_at <= lower(during)),
  constraint community_sheddings_bounded check (lower_inc(during) and not upper_inc(during) and not isempty(during)),
  constraint community_sheddings_one exclude using gist (player_id with =, during with &&)
);
create index community_sheddings_player on community_sheddings (player_id, lower(during));
create index community_sheddings_due on community_sheddings (season_id, upper(during));
