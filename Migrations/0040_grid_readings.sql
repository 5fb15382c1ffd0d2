-- Owner: Grid. What RTE says of the electricity grid: readings at an instant, not means of the time after it.
-- Powers are in MW, as the files have them: a sum over ten years of half-hours stays a sum of integers.
create table grid_readings (
  -- 'france', or a region.
  perimeter text collate "C" not null,
  at timestamptz not null,
  -- 0 demonstration, 1 real time, 2 consolidated, 3 definitive: the greater is believed.
  nature smallint not null constraint grid_readings_nature_known check (nature between 0 and 3),
  -- 1 doubtful, 2 clock change.
  flags smallint not null default 0,
  -- The import that wrote this row last; null for the demonstration.
  import_id uuid,
  -- When that was.
  stored_at timestamptz not null,
  consumption integer,
  -- RTE's own forecasts of the consumption, of the day before and of the day, out of files in real time alone.
  forecast_day_ahead integer,
  forecast_intraday integer,
  -- RTE's rate of carbon dioxide, in g/kWh.
  rte_grams integer,
  oil integer, coal integer, gas integer, nuclear integer, wind integer, solar integer, hydro integer,
  pumping integer, bioenergy integer, thermal integer, exchange integer, exchange_england integer,
  exchange_spain integer, exchange_italy integer, exchange_switzerland integer, exchange_germany_belgium integer,
  oil_turbine integer, oil_cogeneration integer, oil_other integer, gas_turbine integer, gas_cogeneration integer,
  gas_combined_cycle integer, gas_other integer, hydro_run_of_river integer, hydro_lakes integer,
  hydro_pumped_storage integer, bio_waste integer, bio_biomass integer, bio_biogas integer, battery_charging integer,
  battery_discharging integer, wind_onshore integer, wind_offshore integer,
  is_half_hour boolean not null
    generated always as (date_bin('30 minutes', at, '2000-01-01 00:00:00+00') = at) stored,
  -- Since 2020 RTE's rate is a function of the row: direct combustion over all that is produced. Before, its own word.
  grams real generated always as (case
    when perimeter <> 'france' or at < '2019-12-31 23:00:00+00' or nuclear is null or gas is null then rte_grams
    else (777::float8 * greatest(coalesce(oil, 0), 0)
      + 986::float8 * greatest(coalesce(coal, 0), 0) + 429::float8 * greatest(gas, 0)
      + 494::float8 * greatest(coalesce(bioenergy, 0), 0))
      / nullif(greatest(coalesce(oil, 0), 0) + greatest(coalesce(coal, 0), 0) + greatest(gas, 0) + greatest(nuclear, 0)
        + greatest(coalesce(wind, 0), 0) + greatest(coalesce(solar, 0), 0) + greatest(coalesce(hydro, 0), 0)
        + greatest(coalesce(bioenergy, 0), 0), 0)
    end) stored,
  primary key (perimeter, at)
);
-- The series that is asked for most, and its mean, without the rows themselves.
create index grid_readings_series on grid_readings (perimeter, at) include (consumption, nature, flags)
  where is_half_hour and consumption is not null;

-- When a perimeter's readings last changed.
create table grid_updates (
  perimeter text collate "C" primary key,
  updated_at timestamptz not null
);

-- What an import replaced, as it was: it stays on record, and an undo takes it from here.
create table grid_replaced (
  -- The import that replaced it.
  replaced_by uuid not null,
  replaced_at timestamptz not null,
  perimeter text collate "C" not null,
  at timestamptz not null,
  nature smallint not null,
  flags smallint not null,
  import_id uuid,
  stored_at timestamptz not null,
  consumption integer,
  forecast_day_ahead integer,
  forecast_intraday integer,
  rte_grams integer,
  oil integer, coal integer, gas integer, nuclear integer, wind integer, solar integer, hydro integer,
  pumping integer, bioenergy integer, thermal integer, exchange integer, exchange_england integer,
  exchange_spain integer, exchange_italy integer, exchange_switzerland integer, exchange_germany_belgium integer,
  oil_turbine integer, oil_cogeneration integer, oil_other integer, gas_turbine integer, gas_cogeneration integer,
  gas_combined_cycle integer, gas_other integer, hydro_run_of_river integer, hydro_lakes integer,
  hydro_pumped_storage integer, bio_waste integer, bio_biomass integer, bio_biogas integer, battery_charging integer,
  battery_discharging integer, wind_onshore integer, wind_offshore integer,
  primary key (replaced_by, perimeter, at)
);
create index grid_replaced_at on grid_replaced (perimeter, at);

-- Rows of imports on their way. Imports of two sources may be at work at once: each has its own.
create unlogged table incoming_grid (
  import_id uuid not null,
  -- Of the files in one archive, counted from 0; the physical line in that.
  member integer not null,
  line bigint not null,
  perimeter text collate "C" not null,
  at timestamptz not null,
  nature smallint not null,
  flags smallint not null,
  consumption integer,
  forecast_day_ahead integer,
  forecast_intraday integer,
  rte_grams integer,
  oil integer, coal integer, gas integer, nuclear integer, wind integer, solar integer, hydro integer,
  pumping integer, bioenergy integer, thermal integer, exchange integer, exchange_england integer,
  exchange_spain integer, exchange_italy integer, exchange_switzerland integer, exchange_germany_belgium integer,
  oil_turbine integer, oil_cogeneration integer, oil_other integer, gas_turbine integer, gas_cogeneration integer,
  gas_combined_cycle integer, gas_other integer, hydro_run_of_river integer, hydro_lakes integer,
  hydro_pumped_storage integer, bio_waste integer, bio_biomass integer, bio_biogas integer, battery_charging integer,
  battery_discharging integer, wind_onshore integer, wind_offshore integer
);

-- The colour of a day by the tariff Tempo; the day runs from 06:00 to 06:00.
create table grid_tempo (
  day date primary key,
  colour text not null constraint grid_tempo_colour_known check (colour in ('blue', 'white', 'red')),
  import_id uuid,
  stored_at timestamptz not null
);

create table grid_tempo_replaced (
  replaced_by uuid not null,
  replaced_at timestamptz not null,
  day date not null,
  colour text not null,
  import_id uuid,
  stored_at timestamptz not null,
  primary key (replaced_by, day)
);

create unlogged table incoming_tempo (
  import_id uuid not null,
  line bigint not null,
  day date not null,
  colour text not null
);
