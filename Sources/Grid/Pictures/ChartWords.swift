import HTTP
import Runtime

/// What pictures say, in the language of whoever asks.
struct ChartWords {
  let language: Language
  let window: SeriesWindow

  private func say(_ french: String, _ english: String) -> String { Text(fr: french, en: english)(in: language) }

  private func marked(_ text: String, _ isMadeUp: Bool) -> String {
    isMadeUp ? text + say(" (démonstration)", " (demonstration)") : text
  }

  func consumption(_ isMadeUp: Bool) -> String {
    marked(say("Consommation électrique", "Electricity consumption"), isMadeUp)
  }
  func mix(_ isMadeUp: Bool) -> String { marked(say("Production par filière", "Production by source"), isMadeUp) }
  func outlook(_ isMadeUp: Bool) -> String {
    marked(say("CO₂ des prochaines heures", "CO₂ of the coming hours"), isMadeUp)
  }

  private var span: String {
    let zone = Paris.zone
    let (from, to) = (
      window.span.lowerBound.text(in: zone).prefix(16), window.span.upperBound.text(in: zone).prefix(16)
    )
    return say("Du \(from) au \(to)", "From \(from) to \(to)")
  }

  func range(_ values: [Double], _ unit: String, gaps: Int) -> String {
    guard let least = values.min(), let most = values.max() else {
      return span + say(" : aucune donnée.", ": no data.")
    }
    let (low, high) = (least.tenths, most.tenths)
    let holes = gaps == 0 ? "" : say(" Données manquantes : \(gaps).", " Gaps in the data: \(gaps).")
    return span + say(" : de \(low) à \(high) \(unit).", ": from \(low) to \(high) \(unit).") + holes
  }

  func heat(_ values: [Double], days: Int) -> String {
    let column =
      days == 1
      ? say("Une colonne par jour.", "A column a day.")
      : say("Une colonne pour \(days) jours.", "A column for \(days) days.")
    return range(values, "GW", gaps: 0) + " " + column
  }

  func source(_ key: String) -> String {
    switch key {
    case "nuclear": say("Nucléaire", "Nuclear")
    case "hydro": say("Hydraulique", "Hydro")
    case "wind": say("Éolien", "Wind")
    case "solar": say("Solaire", "Solar")
    case "bioenergy": say("Bioénergies", "Bioenergy")
    case "gas": say("Gaz", "Gas")
    case "coal": say("Charbon", "Coal")
    case "oil": say("Fioul", "Oil")
    case "thermal": say("Thermique", "Thermal")
    case "exchange": say("Échanges", "Exchange")
    default: say("Pompage", "Pumping")
    }
  }
}
