-- Owner: Sites. A plant goes with everything that was declared of it, and none of that is looked at once more on its way out.

-- That a reversal reverses something is seen to where it is written. Movements go all together.
alter table reserve_movements drop constraint reserve_movements_reverses_fkey;

create function reserve_movements_go() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct plant_id from gone) g join plants p on p.id = g.plant_id) then
    raise exception 'movements are reversed, never changed'
      using errcode = 'check_violation', constraint = 'reserve_movements_stay', table = 'reserve_movements';
  end if;
  return null;
end $$;
create trigger reserve_movements_go after delete on reserve_movements referencing old table as gone
  for each statement execute function reserve_movements_go();
drop trigger reserve_movements_stay on reserve_movements;
create trigger reserve_movements_stay before update on reserve_movements
  for each row execute function reserve_movements_stay();

create function is_plant(plant uuid) returns boolean language plpgsql stable as $$
begin
  return exists (select from plants where id = plant);
end $$;
drop trigger reserve_levels_come on reserve_levels;
create constraint trigger reserve_levels_come after insert on reserve_levels
  deferrable initially deferred for each row execute function reserve_level_agrees();
create constraint trigger reserve_levels_go after delete on reserve_levels
  deferrable initially deferred for each row when (is_plant(old.plant_id)) execute function reserve_level_agrees();
