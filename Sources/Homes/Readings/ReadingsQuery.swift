import Charts
import HTTP
import Resources
import Runtime

/// What of a home's readings is asked for. Without a window it is the last seven days, or the last thirty of daily ones, up
/// to the last midnight, or to the last half-hour where today has readings already.
struct ReadingsQuery: Decodable, Sendable {
  let kind: ReadingKind?
  let direction: Direction?
  let from: WallMoment?
  let to: WallMoment?
  let resolution: ReadingResolution?
  let quality: Quality?
}

/// The same with the size of a picture.
struct ReadingsChartQuery: Decodable, Sendable {
  let kind: ReadingKind?
  let direction: Direction?
  let from: WallMoment?
  let to: WallMoment?
  let resolution: ReadingResolution?
  let quality: Quality?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  var readings: ReadingsQuery {
    ReadingsQuery(
      kind: kind, direction: direction, from: from, to: to, resolution: resolution, quality: quality)
  }
  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

extension ReadingsQuery {
  var series: Series { Series(kind: kind ?? .curve, direction: direction ?? .drawn) }
}

extension FieldFault {
  fileprivate static let tooFine = FieldFault(
    "too-fine", fr: "Un chiffre par jour : P1D ou P1M.", en: "There is one figure a day: P1D or P1M.")
}

extension Instant {
  var startOfHalfHour: Instant { Instant(seconds: seconds - (seconds % 1800 + 1800) % 1800) }
}

enum ReadingResolution: String, CaseIterable, Field, Sendable {
  /// As many points as a screen has use for.
  case auto
  /// As they were measured.
  case raw
  case hours = "PT1H"
  case days = "P1D"
  case months = "P1M"
}

/// A window of one series, half-open, with its resolution chosen.
struct ReadingWindow: Sendable {
  let series: Series
  let span: Range<Instant>
  let resolution: ReadingResolution
  let quality: Quality?

  /// - Parameter isLive: whether today has readings already, as a box brings them.
  init(_ query: ReadingsQuery, at now: Instant, isLive: Bool) throws {
    let zone = Paris.zone
    series = query.series
    quality = query.quality
    let end = try query.to?.resolved(in: zone, "?to")
    let today = zone.start(of: zone.local(now).day)
    let usual = isLive ? now.startOfHalfHour : today
    let back = series.kind == .curve ? -7 : -30
    let start = try query.from?.resolved(in: zone, "?from") ?? zone.start(of: zone.local(end ?? usual).day.adding(back))
    let last = end ?? (start < usual ? usual : Self.end(after: start, series.kind, at: now))
    guard start < last else {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    span = start..<last
    resolution = try Self.chosen(query.resolution ?? .auto, series.kind, Double((last - start).wholeSeconds) / 86_400)
  }

  /// Whoever asks from today on: up to the last half-hour, and one reading at the least.
  private static func end(after start: Instant, _ kind: ReadingKind, at now: Instant) -> Instant {
    kind == .curve
      ? max(now.startOfHalfHour, start + .seconds(1800)) : Paris.zone.start(of: Paris.zone.local(start).day.adding(1))
  }

  /// The coarsest that gives 300 points at least; where that gives more than a thousand, the finest that does not.
  private static func chosen(
    _ wanted: ReadingResolution, _ kind: ReadingKind, _ days: Double
  ) throws -> ReadingResolution {
    guard kind == .curve else {
      guard wanted != .hours else { throw Problem(.validation, faults: [Problem.Fault("?resolution", .tooFine)]) }
      return wanted == .months ? .months : .raw
    }
    guard wanted == .auto else { return wanted }
    let points: [(ReadingResolution, Double)] = [
      (.raw, days * 48), (.hours, days * 24), (.days, days), (.months, days / 30.5),
    ]
    let coarsest = points.last { $0.1 >= 300 } ?? points[0]
    if coarsest.1 <= 1000 { return coarsest.0 }
    return points.first { $0.1 <= 1000 }?.0 ?? .months
  }

  /// As an answer names it.
  var resolutionName: String {
    switch (series.kind, resolution) {
    case (.curve, .raw), (.curve, .auto): "raw"
    case (_, .raw), (_, .auto): "P1D"
    default: resolution.rawValue
    }
  }

  var unit: String {
    switch series.kind {
    case .curve: "W"
    case .daily: "Wh"
    case .maxPower: "VA"
    }
  }

  /// The civil days that it touches, the last one excluded.
  var days: Range<CivilDay> {
    let zone = Paris.zone
    return zone.local(span.lowerBound).day..<zone.local(span.upperBound - .seconds(1)).day.adding(1)
  }
}
