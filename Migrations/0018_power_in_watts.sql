-- Owner: Stations. A charge point's power is a whole number of watts: 7.4 kW as a real comes back as 7.4000001, which is over
-- the limit of one phase, and a car of one phase was given a third of what it can take.
alter table charge_points drop constraint charge_points_power_plausible;
alter table charge_points rename column power_kw to power_w;
alter table charge_points alter column power_w type integer using nullif(round(power_w * 1000)::integer, 0);
alter table charge_points add constraint charge_points_power_plausible check (power_w between 1 and 1000000);

alter table charge_points_before rename column power_kw to power_w;
alter table charge_points_before alter column power_w type integer using nullif(round(power_w * 1000)::integer, 0);

alter table incoming_points rename column power_kw to power_w;
alter table incoming_points alter column power_w type integer using nullif(round(power_w * 1000)::integer, 0);

-- What was set by hand is kept under its column's name.
update charge_points set manual_fields = array_replace(manual_fields, 'power_kw', 'power_w')
  where 'power_kw' = any (manual_fields);
update charge_points_before set manual_fields = array_replace(manual_fields, 'power_kw', 'power_w')
  where 'power_kw' = any (manual_fields);

-- Owner: Charging. A charge is computed anew whenever somebody looks at it: one that was told by three phases because of the
-- last digit stays above the limit of one, so that no receipt changes after the fact.
alter table charges rename column point_kw to point_w;
alter table charges alter column point_w type integer using
  case when point_w > 7.4 and point_w < 7.4005 then 7401 else nullif(round(point_w * 1000)::integer, 0) end;
alter table charges add constraint charges_point_power check (point_w between 1 and 1000000);
