import Charts
import Runtime

/// A chart of each kind over days that anybody can reckon again.
enum SampleCharts {
  static let zone: Zone = {
    guard let zone = Zone.named("Europe/Paris") else { preconditionFailure("tzdata is not installed") }
    return zone
  }()
  /// 20 October 2025, midnight in Paris: the clock is put back six days later.
  static let start = Instant(seconds: 1_760_911_200)

  static func steps(_ count: Int, _ value: (Int) -> Double?) -> [Step] {
    (0..<count).compactMap { place in
      let at = start + .seconds(1800 * place)
      return value(place).map { Step(at..<at + .seconds(1800), $0) }
    }
  }

  private static func chart(_ days: Int, _ unit: String, around values: [Double], _ marks: [Mark]) -> Chart {
    Chart(
      title: "Consommation électrique", description: "De 30 à 60 GW",
      time: TimeAxis(start..<start + .seconds(86_400 * days), zone: zone),
      values: ValueAxis(unit: unit, around: values), marks: marks)
  }

  private static func wave(_ place: Int) -> Double { 45 + Double(abs(place % 48 - 24)) * 0.6 - Double(place / 48 % 7) }

  static var line: Chart {
    let steps = steps(96) { (30..<38).contains($0) ? nil : wave($0) }
    let gap = start + .seconds(1800 * 30)..<start + .seconds(1800 * 38)
    var chart = chart(
      2, "GW", around: steps.map(\.value), [.bands([gap], .gap), .steps(steps, .accent), .limit(55, .warning)])
    chart.legend = [LegendEntry("Consommation électrique", .accent), LegendEntry("Limite", .warning)]
    return chart
  }

  static var stack: Chart {
    let sources: [(name: String, ink: Ink, share: Double)] = [
      ("Nucléaire", .nuclear, 40), ("Hydraulique", .hydro, 7), ("Éolien", .wind, 6), ("Solaire", .solar, 5),
      ("Bioénergies", .bioenergy, 1), ("Gaz", .gas, 4), ("Échanges", .exchange, -9), ("Pompage", .storage, -2),
    ]
    let layers = sources.map { source in
      (steps: steps(48) { source.share * (1 + 0.2 * Double($0 % 12) / 12) }, ink: source.ink)
    }
    var chart = chart(1, "GW", around: [-14, 76], [.stack(layers)])
    chart.legend = sources.map { LegendEntry($0.name, $0.ink) }
    return chart
  }

  static var bars: Chart {
    let all = steps(48) { 20 + Double($0 * 7 % 30) }
    var chart = chart(
      1, "g/kWh", around: all.map(\.value), [.bars(all, .exchange), .bars(all.filter { $0.value < 23 }, .accent)])
    chart.legend = [LegendEntry("CO₂ des prochaines heures", .exchange)]
    return chart
  }

  static var heat: Chart {
    // The half-hours of 25 October are not known.
    let all = steps(48 * 40 + 2) { (240..<288).contains($0) ? nil : wave($0) }
    let values = all.map(\.value)
    var chart = chart(40, "GW", around: values, [.heat(all, .accent)])
    chart.values = ValueAxis(unit: "GW", range: (values.min() ?? 0)...(values.max() ?? 1))
    chart.legend = [LegendEntry("39 GW", .accent, shade: 0), LegendEntry("59.4 GW", .accent, shade: 1)]
    return chart
  }

  static let all: [(name: String, chart: Chart)] = [
    ("line", line), ("stack", stack), ("bars", bars), ("heat", heat),
  ]
}
