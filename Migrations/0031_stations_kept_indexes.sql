-- Owner: Stations. Indexes of what was set by hand stay while a country is filled: none of its rows is in them.
create or replace function suspend_indexes(of_tables regclass[]) returns void language plpgsql as $$
declare
  found record;
begin
  create temporary table suspended (position integer generated always as identity, restore text) on commit drop;
  for found in
    select c.conrelid::regclass as owner, c.conname, pg_get_constraintdef(c.oid) as definition, c.contype = 'f' as is_foreign
    from pg_constraint c
    where (c.contype in ('p', 'u', 'x') and c.conrelid = any (of_tables))
      or (c.contype = 'f' and (c.conrelid = any (of_tables) or c.confrelid = any (of_tables)))
    order by c.contype = 'f' desc, c.oid
  loop
    execute format('alter table %s drop constraint %I', found.owner, found.conname);
    insert into suspended (restore)
    values (format('alter table %s add constraint %I %s', found.owner, found.conname, found.definition));
  end loop;
  for found in
    select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i
    where i.indrelid = any (of_tables)
      and pg_get_expr(i.indpred, i.indrelid) is distinct from '(manual_terms_id IS NOT NULL)'
  loop
    execute format('drop index %s', found.name);
    insert into suspended (restore) values (found.definition);
  end loop;
end $$;
