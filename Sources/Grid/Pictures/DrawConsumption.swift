import Charts
import HTTP
import Runtime

extension GridFeature {
  func drawConsumption(
    _ call: Call<Nothing, ChartQuery, NoBody>, _ format: PictureFormat
  ) async throws -> Response {
    let picture = try call.query.picture()
    let window = try call.query.window(at: clock.now)
    let readings = try await consumption(window)(nil, 20_000)
    let steps = readings.compactMap { reading in
      reading.watts.map { window.step(reading.at, $0.gigawatts) }
    }
    var gaps = GapFinder(window)
    for reading in readings { gaps.pass(reading.at, hasValue: reading.hasValue) }
    let missing = gaps.finish().map { $0.from..<max($0.to, $0.from + .seconds(1)) }
    let isMadeUp = readings.contains { $0.nature == .demonstration }
    let words = ChartWords(language: call.request.language, window: window)
    var chart = Chart(
      title: words.consumption(isMadeUp), description: words.range(steps.map(\.value), "GW", gaps: missing.count),
      time: TimeAxis(window.drawn, zone: Paris.zone), values: ValueAxis(unit: "GW", around: steps.map(\.value)),
      marks: [.bands(missing, .gap), .steps(steps, .accent)])
    chart.legend = [LegendEntry(words.consumption(isMadeUp), .accent)]
    return try chart.response(format, picture, to: call.request)
  }
}

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
