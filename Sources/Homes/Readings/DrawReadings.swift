import Accounts
import Charts
import HTTP
import Runtime

/// GET /api/homes/{id}/readings/chart.svg and .png: each quality in a colour and a stroke of its own, gaps as gaps.
extension HomesFeature {
  func drawReadings(
    _ call: Call<HomePath, ReadingsChartQuery, NoBody>, _ driver: Driver, _ format: PictureFormat
  ) async throws -> Response {
    let picture = try call.query.picture()
    let home = try await home(call.path.id, of: driver, in: database)
    let window = try await window(call.query.readings, of: home.id)
    let drawn =
      window.series.kind == .curve
      ? try await drawnCurve(of: home.id, window) : try await drawnDays(of: home.id, window)
    let words = ReadingWords(language: call.request.language, window: window)
    var meter = CoverageMeter(window.span)
    for step in drawn.map(\.step).sorted(by: { $0.during.lowerBound < $1.during.lowerBound }) {
      meter.pass(step.during)
    }
    let gaps = meter.finish().gaps.map { $0.from..<$0.to }
    let qualities = Quality.allCases.reversed().filter { quality in drawn.contains { $0.quality == quality } }
    var chart = Chart(
      title: words.title, description: words.range(drawn.map(\.step.value), gaps: gaps.count),
      time: TimeAxis(window.span, zone: Paris.zone),
      values: ValueAxis(unit: words.unit, around: drawn.map(\.step.value)),
      marks: [.bands(gaps, .gap)]
        + qualities.map { quality in
          let steps = drawn.filter { $0.quality == quality }.map(\.step)
          return window.series.kind == .curve
            ? .steps(steps, Self.ink(quality), isDashed: quality != .certified) : .bars(steps, Self.ink(quality))
        })
    chart.legend = qualities.map { LegendEntry(words.name($0), Self.ink($0)) }
    return try await chart.drawn(format, picture, for: call.request)
      .header("Cache-Control", CachePolicy.personal.text)
  }

  private struct Drawn: Sendable {
    let step: Step
    let quality: Quality
  }

  private static func ink(_ quality: Quality) -> Ink {
    switch quality {
    case .certified: .accent
    case .local: .second
    case .provisional: .third
    }
  }

  private func drawnCurve(of home: Home.ID, _ window: ReadingWindow) async throws -> [Drawn] {
    var means = CurveAggregator(window.resolution)
    var items: [CurveReading] = []
    for reading in try await curve(of: home, window, window.days) {
      if let item = means.add(reading) { items.append(item) }
    }
    if let last = means.finish() { items.append(last) }
    return items.map { Drawn(step: Step($0.startsAt..<$0.endsAt, Double($0.watts) / 1000), quality: $0.quality) }
  }

  private func drawnDays(of home: Home.ID, _ window: ReadingWindow) async throws -> [Drawn] {
    let days = try await days(of: home, window)
    return (window.resolution == .months ? days.months : days).map {
      Drawn(step: Step($0.span, Double($0.value) / 1000), quality: $0.quality)
    }
  }
}

/// What the pictures say, in the language of whoever asks.
struct ReadingWords {
  let language: Language
  let window: ReadingWindow

  private func say(_ french: String, _ english: String) -> String { Text(fr: french, en: english)(in: language) }

  var unit: String {
    switch window.series.kind {
    case .curve: "kW"
    case .daily: "kWh"
    case .maxPower: "kVA"
    }
  }

  var title: String {
    switch (window.series.kind, window.series.direction) {
    case (.maxPower, _): say("Puissance maximale du jour", "Greatest power of the day")
    case (_, .drawn): say("Électricité soutirée", "Electricity drawn")
    case (_, .injected): say("Électricité injectée", "Electricity injected")
    }
  }

  func name(_ quality: Quality) -> String {
    switch quality {
    case .certified: say("Enedis", "Enedis")
    case .local: say("Boîtier", "Box")
    case .provisional: say("Fichier déposé", "File by hand")
    }
  }

  func range(_ values: [Double], gaps: Int) -> String {
    let (from, to) = (window.span.lowerBound.onTheWall.prefix(16), window.span.upperBound.onTheWall.prefix(16))
    let span = say("Du \(from) au \(to)", "From \(from) to \(to)")
    guard let least = values.min(), let most = values.max() else {
      return span + say(" : aucune mesure.", ": no readings.")
    }
    let (low, high) = ((least * 10).rounded() / 10, (most * 10).rounded() / 10)
    let holes = gaps == 0 ? "" : say(" Périodes sans mesure : \(gaps).", " Spans without readings: \(gaps).")
    return span + say(" : de \(low) à \(high) \(unit).", ": from \(low) to \(high) \(unit).") + holes
  }
}
