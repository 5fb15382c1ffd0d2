-- Owner: Charging. A charge is what it began with: the car, the point, the moment. Everything else is computed from that, by
-- any server and at any time; the columns about its end are the same computation, made in advance for those who only know SQL.
create table charges (
  id uuid primary key,
  -- Null once the person has left.
  account_id uuid constraint charges_account_id_fkey references accounts on delete set null,
  point_id uuid not null constraint charges_point_id_fkey references charge_points,
  started_at timestamptz not null,
  start_soc double precision not null constraint charges_start_soc check (start_soc between 0 and 100),
  target_soc double precision not null,
  -- The car as it was then.
  usable_kwh double precision not null,
  ac_kw double precision not null,
  ac_phases integer not null,
  dc_kw double precision,
  car_sockets text[] not null,
  curve_soc double precision[],
  curve_kw double precision[],
  -- The point as it was then.
  point_kw double precision,
  point_sockets text[] not null,
  -- The end of the last half-hour that is booked for it.
  booked_until timestamptz not null,
  -- When it ends, or has ended, unless somebody stops or prolongs it first; and what will have been charged.
  ends_at timestamptz not null,
  end_reason text not null constraint charges_end_reason_known
    check (end_reason in ('target', 'full', 'stopped', 'slotEnd')),
  end_soc double precision not null,
  energy_kwh double precision not null constraint charges_energy check (energy_kwh >= 0),
  constraint charges_target check (target_soc > start_soc and target_soc <= 100),
  constraint charges_end_soc check (end_soc between start_soc and 100),
  constraint charges_end_in_time check (ends_at >= started_at and ends_at <= booked_until)
) with (fillfactor = 90);
create index charges_account on charges (account_id) where account_id is not null;

alter table reservations add constraint reservations_charge_id_fkey foreign key (charge_id) references charges;
