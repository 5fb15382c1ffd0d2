import HTTP
import Postgres
import Runtime

/// How many points a window gives at each resolution.
struct PointCounts: Equatable, Sendable {
  static let enough = 300
  static let most = 1000

  var samples = 0
  var fives = 0
  var hours = 0
  var days = 0

  subscript(resolution: SeriesResolution) -> Int {
    switch resolution {
    case .raw: samples
    case .fives: fives
    case .hours: hours
    case .days: days
    }
  }

  /// Of several series, what the fullest gives.
  func most(with other: PointCounts) -> PointCounts {
    PointCounts(
      samples: max(samples, other.samples), fives: max(fives, other.fives), hours: max(hours, other.hours),
      days: max(days, other.days))
  }

  /// Whether the choice depends on how many there are rather than on how many there may be.
  fileprivate var needsFives: Bool {
    hours < Self.enough && fives >= Self.enough && (samples <= Self.most || fives > Self.most)
  }
}

extension TelemetryFeature {
  /// With the resolution that is asked for, or the one that fits what is there.
  func window(
    _ asked: AskedWindow, _ wanted: WantedResolution?, of all: [Series], for request: Request
  ) async throws -> SeriesWindow {
    if case .exactly(let resolution)? = wanted { return SeriesWindow(asked, resolution) }
    var points = PointCounts()
    for series in all {
      points = try await points.most(
        with: database.heavily(for: request.party) { try await history.points(of: series, in: asked) })
    }
    return SeriesWindow(asked, .chosen(among: points))
  }
}

extension History {
  /// Samples of five minutes are looked at only where the choice depends on them.
  fileprivate func points(of series: Series, in asked: AskedWindow) async throws -> PointCounts {
    let counts = try await counts(of: series, in: asked.days)
    let touched = asked.reach.lowerBound.hour..<asked.reach.upperBound
    let hours = counts.keys.filter { touched.contains($0) }.sorted()
    var points = PointCounts(hours: hours.count, days: Set(counts.keys.map { asked.zone.local($0).day }).count)
    for hour in hours {
      let inside = asked.reach.clamped(to: hour..<hour + .seconds(3600))
      let isWhole = inside.upperBound - inside.lowerBound == .seconds(3600)
      points.samples += isWhole ? counts[hour] ?? 0 : try await samples(of: series, in: inside).count
    }
    points.fives = min(points.samples, points.hours * 12)
    if points.needsFives { points.fives = try await fives(of: series, in: hours) }
    return points
  }

  /// No further than to too many.
  private func fives(of series: Series, in hours: [Instant]) async throws -> Int {
    var count = 0
    for part in hours.chunks(of: 24) where count <= PointCounts.most {
      count += Set(try await samples(of: series, in: part).map { $0.at.floored(to: 300) }).count
    }
    return count
  }
}
