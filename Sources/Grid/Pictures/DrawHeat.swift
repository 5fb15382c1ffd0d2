import Charts
import HTTP
import Postgres
import Runtime

extension GridFeature {
  /// A year as a heat map: a column a day, or a mean of so many days as the picture has room for.
  func drawHeat(
    _ call: Call<Nothing, ConsumptionChartQuery, NoBody>, _ format: PictureFormat
  ) async throws -> Response {
    let (query, picture, zone) = (call.query, try call.query.picture(), Paris.zone)
    let window = SeriesWindow(
      try SeriesWindow.span(query.from, query.to, at: clock.now), .halfHours, query.perimeter)
    let source = try await seriesSource(window.perimeter)
    let span = window.known(by: source)
    let (first, last) = (zone.local(span.lowerBound).day, zone.local(span.upperBound).day)
    let columns = max(1, picture.width - 60)
    let days = (last.daysSince1970 - first.daysSince1970) / columns + 1
    let means = try await means(window, first, days: days, for: call.request.party)
    let words = ChartWords(language: call.request.language, window: window)
    return try await Chart.drawn(format, picture, for: call.request) {
      let steps = means.flatMap { $0.steps(from: first, days: days) }
      return chart(
        of: steps, zone.start(of: first)..<zone.start(of: last.adding(1)), days: days, words, isMadeUp: source.isMadeUp)
    }
  }

  private func chart(
    of steps: [Step], _ span: Range<Instant>, days: Int, _ words: ChartWords, isMadeUp: Bool
  ) -> Chart {
    let values = steps.map(\.value)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    var chart = Chart(
      title: words.consumption(isMadeUp), description: words.heat(values, days: days),
      time: TimeAxis(span, zone: Paris.zone),
      values: ValueAxis(unit: "GW", range: low...max(high, low + 0.001)), marks: [.heat(steps, .accent, days: days)])
    if !values.isEmpty {
      chart.legend = [
        LegendEntry("\(low.tenths) GW", .accent, shade: 0), LegendEntry("\(high.tenths) GW", .accent, shade: 1),
      ]
    }
    return chart
  }

  /// The mean of each half-hour by the clock on the wall over so many days from the first on: a row a column, as ten years
  /// have a hundred thousand means.
  private func means(
    _ window: SeriesWindow, _ first: CivilDay, days: Int, for party: String
  ) async throws -> [HeatColumn] {
    try await database.heavily(for: party).query(
      """
      select number, array_agg(place order by place), array_agg(load order by place) from (
        select (wall::date - \(first)) / \(days) as number,
          (extract(epoch from wall::time) / 1800)::integer::real as place, avg(consumption)::real as load
        from (
          select at at time zone 'Europe/Paris' as wall, consumption from grid_readings
          where perimeter = \(window.perimeter.rawValue) and at >= \(window.span.lowerBound)
            and at <= \(window.span.upperBound) and is_half_hour and consumption is not null
        ) readings
        group by 1, 2
      ) means
      group by number order by number
      """
    ) { row in HeatColumn(number: try row.next(), places: try row.next(), loads: try row.next()) }
  }
}

/// The half-hours of a few days, one column of the picture.
private struct HeatColumn: Sendable {
  let number: Int
  let places: [Float]
  /// MW.
  let loads: [Float]

  func steps(from first: CivilDay, days: Int) -> [Step] {
    zip(places, loads).compactMap { place, load in
      // On one of the days there may be no such time.
      let at = (0..<days).lazy.compactMap { day in
        Paris.zone.instant(of: LocalTime(day: first.adding(number * days + day), second: Int(place) * 1800))
      }.first
      return at.map { Step($0..<$0 + .seconds(1800), Double(load) / 1000) }
    }
  }
}

extension SeriesWindow {
  /// The part of it about which anything is known; all of it where nothing is.
  fileprivate func known(by source: SeriesSource) -> ClosedRange<Instant> {
    guard let known = source.known, known.overlaps(span) else { return span.lowerBound...span.lowerBound }
    return span.clamped(to: known)
  }
}
