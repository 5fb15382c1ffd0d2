package import Postgres

/// The columns of a row of eCO2mix that are kept: the name in the tables, and the name in answers.
package struct GridColumn: Sendable {
  package let name: StaticString
  package let key: StaticString

  package var sql: SQL { SQL(stringLiteral: name) }

  /// In the order of the tables: the consumption, RTE's two forecasts of it, its rate, then production and exchange.
  package static let all: [GridColumn] =
    [
      GridColumn(name: "consumption", key: "consumption"),
      GridColumn(name: "forecast_day_ahead", key: "forecastDayAhead"),
      GridColumn(name: "forecast_intraday", key: "forecastIntraday"),
      GridColumn(name: "rte_grams", key: "rteGramsPerKwh"),
    ] + mix

  package static let consumption = 0
  package static let forecastDayAhead = 1
  package static let forecastIntraday = 2
  package static let rteGrams = 3
  package static let firstOfMix = 4

  package static let mix: [GridColumn] = [
    GridColumn(name: "oil", key: "oil"),
    GridColumn(name: "coal", key: "coal"),
    GridColumn(name: "gas", key: "gas"),
    GridColumn(name: "nuclear", key: "nuclear"),
    GridColumn(name: "wind", key: "wind"),
    GridColumn(name: "solar", key: "solar"),
    GridColumn(name: "hydro", key: "hydro"),
    GridColumn(name: "pumping", key: "pumping"),
    GridColumn(name: "bioenergy", key: "bioenergy"),
    GridColumn(name: "thermal", key: "thermal"),
    GridColumn(name: "exchange", key: "exchange"),
    GridColumn(name: "exchange_england", key: "exchangeEngland"),
    GridColumn(name: "exchange_spain", key: "exchangeSpain"),
    GridColumn(name: "exchange_italy", key: "exchangeItaly"),
    GridColumn(name: "exchange_switzerland", key: "exchangeSwitzerland"),
    GridColumn(name: "exchange_germany_belgium", key: "exchangeGermanyBelgium"),
    GridColumn(name: "oil_turbine", key: "oilTurbine"),
    GridColumn(name: "oil_cogeneration", key: "oilCogeneration"),
    GridColumn(name: "oil_other", key: "oilOther"),
    GridColumn(name: "gas_turbine", key: "gasTurbine"),
    GridColumn(name: "gas_cogeneration", key: "gasCogeneration"),
    GridColumn(name: "gas_combined_cycle", key: "gasCombinedCycle"),
    GridColumn(name: "gas_other", key: "gasOther"),
    GridColumn(name: "hydro_run_of_river", key: "hydroRunOfRiver"),
    GridColumn(name: "hydro_lakes", key: "hydroLakes"),
    GridColumn(name: "hydro_pumped_storage", key: "hydroPumpedStorage"),
    GridColumn(name: "bio_waste", key: "bioWaste"),
    GridColumn(name: "bio_biomass", key: "bioBiomass"),
    GridColumn(name: "bio_biogas", key: "bioBiogas"),
    GridColumn(name: "battery_charging", key: "batteryCharging"),
    GridColumn(name: "battery_discharging", key: "batteryDischarging"),
    GridColumn(name: "wind_onshore", key: "windOnshore"),
    GridColumn(name: "wind_offshore", key: "windOffshore"),
  ]

  /// `write` of each, with commas between them.
  package static func list(_ columns: [GridColumn] = all, _ write: (SQL) -> SQL = { $0 }) -> SQL {
    columns.dropFirst().reduce(columns.first.map { write($0.sql) } ?? "") { text, next in
      "\(sql: text), \(sql: write(next.sql))"
    }
  }
}
