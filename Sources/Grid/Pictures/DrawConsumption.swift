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
    let words = ChartWords(language: call.request.language, window: window)
    return try await Chart.drawn(format, picture, for: call.request) {
      chart(of: readings, window, words, isMadeUp: source.isMadeUp)
    }
  }

  private func chart(
    of readings: [ConsumptionReading], _ window: SeriesWindow, _ words: ChartWords, isMadeUp: Bool
  ) -> Chart {
    let steps = readings.compactMap { reading in
      reading.watts.map { window.step(reading.at, $0.gigawatts) }
    }
    var gaps = GapFinder(window)
    for reading in readings { gaps.pass(reading.at, hasValue: reading.hasValue, isHalfHourly: reading.isHalfHourly) }
    let missing = gaps.finish().map { $0.from..<max($0.to, $0.from + .seconds(1)) }
    var chart = Chart(
      title: words.consumption(isMadeUp),
      description: words.range(steps.map(\.value), "GW", gaps: missing.count),
      time: TimeAxis(window.drawn, zone: Paris.zone), values: ValueAxis(unit: "GW", around: steps.map(\.value)),
      marks: [.bands(missing, .gap), .steps(steps, .accent)])
    chart.legend = [LegendEntry(words.consumption(isMadeUp), .accent)]
    return chart
  }
}
