import Grid

/// The places of a file's columns, by the names in its header: RTE's own in all years, and those of open data.
struct GridColumns {
  let perimeter, nature, day, hour, moment: Int?
  /// The place of each of `GridColumn.all`.
  let values: [Int?]
  /// Cells that a row must have for its place in time to be known.
  let least: Int

  init?(header: Record, hasDay: Bool) {
    let names = Self.names(in: header)
    (perimeter, nature) = (names["perimetre"] ?? names["region"] ?? names["libelleregion"], names["nature"])
    (day, hour) = (names["date"], names["heures"] ?? names["heure"])
    moment = names["dateheure"]
    values = GridColumn.all.map { column in Self.spellings["\(column.name)"]?.lazy.compactMap { names[$0] }.first }
    guard values[GridColumn.consumption] != nil, moment != nil || hour != nil && (day != nil || hasDay),
      perimeter != nil || hasDay
    else { return nil }
    least = 1 + ([perimeter, day, hour].compactMap { $0 }.max() ?? 0)
  }

  /// Whether the header is that of a file of Tempo days; the places of the day and of its colour.
  static func tempo(in header: Record) -> (day: Int, colour: Int)? {
    let names = names(in: header)
    guard let day = names["date"], let colour = names["typedejourtempo"] else { return nil }
    return (day, colour)
  }

  /// Small letters and digits, units in brackets left out; the first column of each name.
  private static func names(in header: Record) -> [String: Int] {
    var found: [String: Int] = [:]
    for (place, cell) in header.cells.enumerated() {
      let name = String(decoding: folded(String(cell.readable.prefix { $0 != "(" })), as: UTF8.self)
      if !name.isEmpty, found[name] == nil { found[name] = place }
    }
    return found
  }

  /// By the name in our tables.
  private static let spellings: [String: [String]] = [
    "consumption": ["consommation"],
    "forecast_day_ahead": ["previsionj1"],
    "forecast_intraday": ["previsionj"],
    "rte_grams": ["tauxdeco2", "tauxco2"],
    "oil": ["fioul"],
    "coal": ["charbon"],
    "gas": ["gaz"],
    "nuclear": ["nucleaire"],
    "wind": ["eolien"],
    "solar": ["solaire"],
    "hydro": ["hydraulique"],
    "pumping": ["pompage"],
    "bioenergy": ["bioenergies", "enrthermique", "autres"],
    "thermal": ["thermique"],
    "exchange": ["echphysiques", "soldeechphysiques"],
    "exchange_england": ["echcommangleterre"],
    "exchange_spain": ["echcommespagne"],
    "exchange_italy": ["echcommitalie"],
    "exchange_switzerland": ["echcommsuisse"],
    "exchange_germany_belgium": ["echcommallemagnebelgique"],
    "oil_turbine": ["fioultac"],
    "oil_cogeneration": ["fioulcogen", "fioulcogeneration"],
    "oil_other": ["fioulautres"],
    "gas_turbine": ["gaztac"],
    "gas_cogeneration": ["gazcogen", "gazcogeneration"],
    "gas_combined_cycle": ["gazccg"],
    "gas_other": ["gazautres"],
    "hydro_run_of_river": ["hydrauliquefildeleaueclusee", "hydrauliquefildeleau", "hydrauliquefileaueclusee"],
    "hydro_lakes": ["hydrauliquelacs"],
    "hydro_pumped_storage": ["hydrauliquestepturbinage"],
    "bio_waste": ["bioenergiesdechets"],
    "bio_biomass": ["bioenergiesbiomasse"],
    "bio_biogas": ["bioenergiesbiogaz"],
    "battery_charging": ["stockagebatterie"],
    "battery_discharging": ["destockagebatterie"],
    "wind_onshore": ["eolienterrestre"],
    "wind_offshore": ["eolienoffshore"],
  ]
}
