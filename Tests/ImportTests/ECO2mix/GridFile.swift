import Grid
import Runtime

@testable import Import

/// Files as RTE and those after it write them: 96 rows a day whatever the clock does, in every spelling that was met.
struct GridFile {
  enum Layout {
    /// The country in 36 columns, since batteries and wind at sea in 40, a region in 13, with its flows in more.
    case national, nationalWithBatteries, region, regionWithFlows
    /// Open data: other names, units, an instant with its offset.
    case openData
    /// One day with its date above the header, in 3 columns (2000) and in 21 (2012).
    case oldDay, laterDay
  }

  var layout = Layout.national
  var separator = "\t"
  /// The header ends with the separator, as rows do.
  var headerEnds = false
  var nature = "Données temps réel"
  var perimeter = "France"
  /// What a quarter of an hour says; nil leaves its readings empty.
  var load: (_ day: CivilDay, _ quarter: Int) -> String? = { _, quarter in "\(45_000 + quarter)" }
  var footer = "RTE ne pourra être tenu responsable de l'usage qui pourrait être fait des données mises à disposition"

  static let nationalNames = [
    "Périmètre", "Nature", "Date", "Heures", "Consommation", "Prévision J-1", "Prévision J", "Fioul", "Charbon", "Gaz",
    "Nucléaire", "Eolien", "Solaire", "Hydraulique", "Pompage", "Bioénergies", "Ech. physiques", "Taux de Co2",
    "Ech. comm. Angleterre", "Ech. comm. Espagne", "Ech. comm. Italie", "Ech. comm. Suisse",
    "Ech. comm. Allemagne-Belgique", "Fioul - TAC", "Fioul - Cogén.", "Fioul - Autres", "Gaz - TAC", "Gaz - Cogén.",
    "Gaz - CCG", "Gaz - Autres", "Hydraulique - Fil de l?eau + éclusée", "Hydraulique - Lacs",
    "Hydraulique - STEP turbinage", "Bioénergies - Déchets", "Bioénergies - Biomasse", "Bioénergies - Biogaz",
  ]

  static let regionNames = [
    "Périmètre", "Nature", "Date", "Heures", "Consommation", "Thermique", "Nucléaire", "Eolien", "Solaire",
    "Hydraulique",
    "Pompage", "Bioénergies", "Ech. physiques",
  ]

  var names: [String] {
    switch layout {
    case .national: Self.nationalNames
    case .nationalWithBatteries:
      Self.nationalNames + [" Stockage batterie", "Déstockage batterie", "Eolien terrestre", "Eolien offshore"]
    case .region: Self.regionNames
    case .regionWithFlows:
      Self.regionNames + (0..<50).map { "Flux physiques de région \($0) vers ici" } + [
        "TCO Thermique (%)", "TCH Nucléaire (%)",
      ]
    case .openData:
      [
        "Périmètre", "Nature", "Date", "Heure", "Date - Heure", "Consommation (MW)", "Prévision J-1 (MW)",
        "Nucléaire (MW)", "Gaz (MW)", "Taux de CO2 (g/kWh)", "Fioul - Cogénération (MW)",
      ]
    case .oldDay: ["Heures", "Consommation", "PrévisionJ-1", "PrévisionJ"]
    case .laterDay:
      [
        "Heures", "Consommation", "Prévision J-1", "Prévision J", "Fioul", "Charbon", "Gaz", "Nucléaire", "Eolien",
        "Solaire",
        "Hydraulique", "Pompage", "Autres", "Ech. physiques", "Taux de Co2", "Ech. comm. Angleterre",
        "Ech. comm. Espagne", "Ech. comm. Italie", "Ech. comm. Suisse", "Ech. comm. Allemagne", "Ech. comm. Belgique",
      ]
    }
  }

  private func hour(_ quarter: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(quarter / 4)):\(two(quarter % 4 * 15))"
  }

  /// All that is drawn comes from nuclear plants, so that the balance holds.
  private func row(_ day: CivilDay, _ quarter: Int) -> [String] {
    let (load, hour) = (load(day, quarter), hour(quarter))
    let wall = LocalTime(day: day, second: quarter * 900)
    return names.map { name in
      switch name {
      case "Périmètre": perimeter
      case "Nature": nature
      case "Date": day.text
      case "Heures", "Heure": hour
      case "Date - Heure": wall.stamp ?? ""
      case "Consommation", "Consommation (MW)", "Nucléaire", "Nucléaire (MW)": load ?? ""
      case "PrévisionJ-1", "Prévision J-1", "Prévision J-1 (MW)": "44000"
      case "PrévisionJ", "Prévision J": "44500"
      default: load == nil ? "" : "0"
      }
    }
  }

  /// The text of some days, each with all of its 96 rows.
  func text(_ days: [CivilDay]) -> String {
    let isDaily = layout == .oldDay || layout == .laterDay
    var lines: [String] = []
    if isDaily, let day = days.first {
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      lines += ["Journée du \(two(day.day))/\(two(day.month))/\(day.year)"] + (layout == .laterDay ? [nature] : [])
    }
    lines.append(names.joined(separator: separator) + (headerEnds ? separator : ""))
    for day in days {
      for quarter in stride(from: 0, to: 96, by: layout == .oldDay ? 2 : 1) {
        let cells = row(day, quarter)
        lines.append(cells.joined(separator: separator) + (layout == .openData ? "" : separator))
      }
    }
    // In files with commas the sentence has the empty fields of a row behind it, and blank lines come before the end.
    if !isDaily, layout != .openData {
      lines.append(footer + String(repeating: separator == "\t" ? "" : separator, count: names.count))
      lines += ["", ""]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func text(_ year: Int, _ month: Int, _ day: Int, days: Int = 1) -> String {
    let first = CivilDay(year: year, month: month, day: day)
    return text((0..<days).map { first.adding($0) })
  }
}

extension LocalTime {
  /// `2021-12-11T00:30:00+01:00`; nil where there is no such time.
  fileprivate var stamp: String? {
    guard let at = Paris.zone.instant(of: self) else { return nil }
    let wall = Instant(seconds: Int64(day.daysSince1970 * 86_400 + second))
    return "\(wall.description.dropLast())+0\((wall - at).inSeconds == 7200 ? 2 : 1):00"
  }
}
