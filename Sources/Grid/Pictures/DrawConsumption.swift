import Charts
import HTTP
import Runtime

extension GridFeature {
  func drawConsumption(
    _ call: Call<Nothing, ConsumptionChartQuery, NoBody>, _ format: PictureFormat
  ) async throws -> Response {
    let (query, picture) = (call.query, try call.query.picture())
    if query.kind == .heat { return try await drawHeat(call, format) }
    let window = try SeriesWindow(drawing: query.from, query.to, query.step, query.perimeter, at: clock.now)
    let source = try await seriesSource(window.perimeter)
    let readings = try await all(window, of: source, consumption(window, for: call.request.party))
    let steps = readings.compactMap { reading in
      reading.watts.map { window.step(reading.at, $0.gigawatts) }
    }
    var gaps = GapFinder(window)
    for reading in readings { gaps.pass(reading.at, hasValue: reading.hasValue, isHalfHourly: reading.isHalfHourly) }
    let missing = gaps.finish().map { $0.from..<max($0.to, $0.from + .seconds(1)) }
    let words = ChartWords(language: call.request.language, window: window)
    var chart = Chart(
      title: words.consumption(source.isMadeUp),
      description: words.range(steps.map(\.value), "GW", gaps: missing.count),
      time: TimeAxis(window.drawn, zone: Paris.zone), values: ValueAxis(unit: "GW", around: steps.map(\.value)),
      marks: [.bands(missing, .gap), .steps(steps, .accent)])
    chart.legend = [LegendEntry(words.consumption(source.isMadeUp), .accent)]
    return try await chart.drawn(format, picture, for: call.request)
  }
}
