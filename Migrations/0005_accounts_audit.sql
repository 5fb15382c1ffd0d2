-- Owner: Accounts, on behalf of every slice whose administrators act: who changed what. It can be read and added to, never
-- changed, not even by the owner of the database without first taking the triggers away.
create table audit (
  id uuid primary key,
  -- In the order of writing: several acts may fall on one millisecond.
  position bigint not null unique generated always as identity,
  at timestamptz not null,
  -- Null for the command line. No foreign key: what somebody did stays when they leave.
  actor_id uuid,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  details jsonb not null
);
create index audit_subject on audit (subject_kind, subject_id, position);
create index audit_actor on audit (actor_id, position);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger audit_append_only before update or delete on audit
  for each row execute function audit_is_append_only();
create trigger audit_not_emptied before truncate on audit
  for each statement execute function audit_is_append_only();
