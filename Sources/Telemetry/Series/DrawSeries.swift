import Accounts
import Charts
import HTTP
import Resources
import Runtime
import Sites

/// What every picture of a series takes.
struct SeriesPicture: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let resolution: WantedResolution?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

extension TelemetryFeature {
  func drawSeries(
    _ call: Call<MetricPath, SeriesPicture, NoBody>, _ driver: Driver, _ format: PictureFormat
  ) async throws -> Response {
    let picture = try call.query.picture()
    let (series, zone) = try await series(call.path, of: driver)
    let window = try await window(call.query, in: zone, of: [series], for: call.request)
    let drawn = try await drawn(series, window, for: call.request)
    let name = "\(series.key.text(in: call.request.language)) (\(series.unit))"
    return try await draw([drawn], name, series.unit, window, picture, format, call.request)
  }

  /// A picture has no use for more points than it has room for.
  func window(
    _ query: SeriesPicture, in zone: Zone, of all: [Series], for request: Request
  ) async throws -> SeriesWindow {
    let asked = try AskedWindow(query.from, query.to, in: zone, at: clock.now)
    let period = all.map(\.period.seconds).min() ?? 60
    guard case .exactly(let wanted)? = query.resolution,
      (asked.reach.upperBound - asked.reach.lowerBound).inSeconds / Double(wanted.seconds ?? period) <= 20_000
    else { return try await window(asked, .auto, of: all, for: request) }
    return SeriesWindow(asked, wanted)
  }

  /// A series as a chart takes it.
  struct Drawn: Sendable {
    let series: Series
    let steps: [Step]
  }

  func drawn(_ series: Series, _ window: SeriesWindow, for request: Request) async throws -> Drawn {
    let points = try await reader(of: series, window, request).all()
    return Drawn(series: series, steps: window.steps(points, of: series))
  }

  func draw(
    _ all: [Drawn], _ name: String, _ unit: String, _ window: SeriesWindow, _ picture: Picture,
    _ format: PictureFormat, _ request: Request
  ) async throws -> Response {
    let values = all.flatMap { $0.steps.map(\.value) }
    let inks: [Ink] = [
      .accent, .second, .third, .solar, .wind, .hydro, .gas, .oil, .nuclear, .storage, .coal, .exchange,
    ]
    let marks = zip(all, inks).map { drawn, ink -> Mark in
      drawn.series.isCounter && window.resolution != .raw ? .bars(drawn.steps, ink) : .steps(drawn.steps, ink)
    }
    var chart = Chart(
      title: name, description: Self.description(values, unit, window, in: request.language),
      time: TimeAxis(window.shown, zone: window.zone),
      values: ValueAxis(unit: unit, around: values), marks: marks)
    chart.legend = zip(all, inks).map { LegendEntry($0.series.key.text(in: request.language), $1) }
    return try await chart.drawn(format, picture, for: request)
      .header("Cache-Control", CachePolicy.personal.text)
  }

  private static func description(
    _ values: [Double], _ unit: String, _ window: SeriesWindow, in language: Language
  ) -> String {
    let (from, to) = (
      window.span.lowerBound.text(in: window.zone).prefix(16), window.span.upperBound.text(in: window.zone).prefix(16)
    )
    let span = Text(fr: "Du \(from) au \(to)", en: "From \(from) to \(to)")(in: language)
    guard let least = values.min(), let most = values.max() else {
      return span + Text(fr: " : aucune donnée.", en: ": no data.")(in: language)
    }
    return span
      + Text(
        fr: " : de \(least.text) à \(most.text) \(unit).", en: ": from \(least.text) to \(most.text) \(unit).")(
        in: language)
  }
}

extension SeriesWindow {
  /// All that was asked for, in whole buckets.
  fileprivate var shown: Range<Instant> {
    let start = min(start, span.lowerBound)
    return start..<max(end, span.upperBound, start + .seconds(1))
  }

  /// A sample holds until the next, unless that is missing: then for as long as one is waited for.
  fileprivate func steps(_ points: [SeriesPoint], of series: Series) -> [Step] {
    let beat = beat(of: points, period: series.period)
    return points.indices.map { index in
      let start = points[index].at
      switch points[index] {
      case .rolled(let bucket): return Step(start..<end(of: start), bucket.delta ?? bucket.mean)
      case .measured(let sample):
        let next = index + 1 < points.count ? points[index + 1].at : span.upperBound
        let end = next - start <= beat * 3 ? next : start + beat
        return Step(start..<max(end, start + .milliseconds(1)), sample.value)
      }
    }
  }

  /// What lies between most samples where a device keeps a slower beat than its metric's period, up to thirty of those.
  private func beat(of points: [SeriesPoint], period: MetricPeriod) -> Duration {
    let apart = zip(points, points.dropFirst()).map { $1.at - $0.at }.sorted()
    let usual = apart.isEmpty ? .zero : apart[apart.count / 2]
    return min(max(usual, .seconds(period.seconds)), .seconds(30 * period.seconds))
  }
}
