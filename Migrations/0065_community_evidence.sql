-- Owner: Community. What shows that an action was done: a photo, and the word of team mates.

-- Team mates and administrators alone see one. Nothing of what a camera writes beside the picture is kept.
create table community_photos (
  action_id uuid primary key references community_actions on delete cascade,
  type text collate "C" not null constraint community_photos_type_known check (type in ('image/jpeg', 'image/png')),
  bytes bytea not null constraint community_photos_size check (length(bytes) between 1 and 5242880),
  at timestamptz not null
);
-- It is compressed already.
alter table community_photos alter column bytes set storage external;

-- Team mates have seen it done, or doubt it. Who goes takes their word along.
create table community_answers (
  action_id uuid not null references community_actions on delete cascade,
  player_id uuid not null references community_players on delete cascade,
  confirms boolean not null,
  at timestamptz not null,
  primary key (action_id, player_id)
);
create index community_answers_player on community_answers (player_id);

-- What an administrator has made of it: it stands whatever is doubted, or it does not and its points are revoked.
alter table community_actions add column stands boolean, add column decided_at timestamptz,
  add constraint community_actions_decided check ((stands is null) = (decided_at is null));
create index community_actions_newest on community_actions (id desc);
