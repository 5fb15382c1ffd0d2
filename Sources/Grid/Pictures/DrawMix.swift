import Charts
import HTTP
import Runtime

extension GridFeature {
  private static var layers: [(key: String, ink: Ink)] {
    [
      ("nuclear", .nuclear), ("hydro", .hydro), ("wind", .wind), ("solar", .solar), ("bioenergy", .bioenergy),
      ("gas", .gas), ("thermal", .gas), ("coal", .coal), ("oil", .oil), ("exchange", .exchange), ("pumping", .storage),
    ]
  }

  func drawMix(_ call: Call<Nothing, MixChartQuery, NoBody>, _ format: PictureFormat) async throws -> Response {
    let (query, picture) = (call.query, try call.query.picture())
    let window = try SeriesWindow(drawing: query.from, query.to, query.step, query.perimeter, at: clock.now)
    let source = try await seriesSource(window.perimeter)
    let readings = try await all(window, of: source, mix(window, for: call.request.party)).filter(\.hasValue)
    let words = ChartWords(language: call.request.language, window: window)
    return try await Chart.drawn(format, picture, for: call.request) {
      chart(of: readings, window, words, isMadeUp: source.isMadeUp)
    }
  }

  private func chart(of readings: [MixReading], _ window: SeriesWindow, _ words: ChartWords, isMadeUp: Bool) -> Chart {
    let layers = Self.layers.compactMap { key, ink -> (key: String, steps: [Step], ink: Ink)? in
      let steps = readings.compactMap { reading in
        reading.watts[key].map { window.step(reading.at, $0.gigawatts) }
      }
      return steps.isEmpty ? nil : (key, steps, ink)
    }
    let sums = readings.flatMap { reading in
      let all = layers.compactMap { reading.watts[$0.key]?.gigawatts }
      return [all.filter { $0 > 0 }.reduce(0, +), all.filter { $0 < 0 }.reduce(0, +)]
    }
    var chart = Chart(
      title: words.mix(isMadeUp), description: words.range(sums.filter { $0 > 0 }, "GW", gaps: 0),
      time: TimeAxis(window.drawn, zone: Paris.zone), values: ValueAxis(unit: "GW", around: sums),
      marks: [.stack(layers.map { ($0.steps, $0.ink) })])
    chart.legend = layers.map { LegendEntry(words.source($0.key), $0.ink) }
    return chart
  }
}
