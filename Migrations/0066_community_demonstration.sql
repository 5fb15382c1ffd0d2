-- Owner: Community. A season that does not exist: its teams and its players are a demonstration's, and go with it.
alter table community_seasons add column demonstration boolean not null default false;
alter table community_teams add column demonstration boolean not null default false;
create index community_teams_made_up on community_teams (id) where demonstration;
