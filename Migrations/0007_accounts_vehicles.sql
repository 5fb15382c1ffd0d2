-- Owner: Accounts. What people drive. A vehicle holds its own facts: a model that is corrected later changes nobody's car.
create table vehicles (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  name text not null constraint vehicles_name_length check (length(name) between 1 and 100),
  model_id uuid references vehicle_models,
  usable_kwh double precision not null constraint vehicles_battery check (usable_kwh > 0 and usable_kwh <= 1000),
  ac_kw double precision not null constraint vehicles_ac check (ac_kw > 0 and ac_kw <= 43),
  ac_phases integer not null constraint vehicles_phases check (ac_phases between 1 and 3),
  dc_kw double precision constraint vehicles_dc check (dc_kw > 0 and dc_kw <= 1000),
  sockets text[] not null constraint vehicles_sockets_known
    check (sockets <@ array['type2', 'ccs', 'chademo', 'ef', 'other'] and cardinality(sockets) between 1 and 5),
  curve_soc double precision[],
  curve_kw double precision[],
  is_default boolean not null,
  version integer not null default 1,
  created_at timestamptz not null,
  constraint vehicles_curve check (charge_curve_is_sound(curve_soc, curve_kw, dc_kw)),
  constraint vehicles_dc_has_socket check (dc_kw is null or sockets && array['ccs', 'chademo', 'other'])
);
create index vehicles_account on vehicles (account_id);
create unique index vehicles_one_default on vehicles (account_id) where is_default;
