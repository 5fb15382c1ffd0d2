-- Owner: Sites. What a declaration does to the level is rounded to whole Wh, once, when it is declared. What was declared before
-- keeps its fifteen decimals.
alter table reserve_movements drop constraint reserve_movements_effect;
alter table reserve_movements add constraint reserve_movements_effect check (case kind
  when 'charge' then effect_wh in (round(declared_wh * efficiency), round(declared_wh * efficiency, 15)) and level_wh is null
  when 'consume' then level_wh is null and -effect_wh in
    (round(declared_wh::numeric(30, 18) / efficiency), round(declared_wh::numeric(30, 18) / efficiency, 15))
  when 'count' then effect_wh = 0 and declared_wh is null and level_wh is not null and to_at = from_at
  else true end is true);
