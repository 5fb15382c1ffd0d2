import Charts
import HTTP
import Runtime

extension GridFeature {
  func drawOutlook(_ call: Call<Nothing, OutlookChartQuery, NoBody>, _ format: PictureFormat) async throws -> Response {
    let picture = try call.query.picture()
    let outlook = try await outlook(call.query.from, call.query.to)
    let steps = outlook.items.compactMap { item in item.gramsPerKwh.map { Step(item.startsAt..<item.endsAt, $0) } }
    let best = outlook.items.compactMap { item in
      item.rank.flatMap { $0 <= 3 ? item.gramsPerKwh : nil }.map { Step(item.startsAt..<item.endsAt, $0) }
    }
    let start = steps.first?.during.lowerBound ?? clock.now
    let end = steps.last?.during.upperBound ?? start + .seconds(1800)
    let words = ChartWords(
      language: call.request.language, window: SeriesWindow(start...end, .halfHours, .france))
    var chart = Chart(
      title: words.outlook(outlook.nature == .demonstration),
      description: words.range(steps.map(\.value), "g/kWh", gaps: 0), time: TimeAxis(start..<end, zone: Paris.zone),
      values: ValueAxis(unit: "g/kWh", around: steps.map(\.value)),
      marks: [.bars(steps, .exchange), .bars(best, .accent)])
    chart.marks += outlook.limits.gramsPerKwh.first.map { [.limit($0, .second)] } ?? []
    chart.legend = [LegendEntry(words.outlook(outlook.nature == .demonstration), .exchange)]
    return try await chart.drawn(format, picture, for: call.request)
  }
}
