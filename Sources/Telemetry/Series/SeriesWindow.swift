import HTTP
import Resources
import Runtime

/// What of a series is asked for. Without a window it is the last day.
struct SeriesQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let resolution: WantedResolution?
}

/// A window as it is asked for; the end does not belong to it. It may be as long as it likes.
struct AskedWindow: Sendable {
  let span: Range<Instant>
  /// The part of it that something can be in.
  let reach: Range<Instant>
  /// Whose days are days.
  let zone: Zone

  init(_ from: WallMoment?, _ to: WallMoment?, in zone: Zone, at now: Instant) throws {
    let end = try to?.resolved(in: zone, "?to")
    let start = try from?.resolved(in: zone, "?from") ?? (end ?? now) - .seconds(86_400)
    let last = end ?? max(now, start) + .milliseconds(1)
    guard start < last else {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    span = start..<last
    reach = span.clamped(to: Instant(seconds: 0)..<max(now, Instant(seconds: 0)) + .seconds(86_400))
    self.zone = zone
  }

  /// The whole days that it touches, in whole hours.
  var days: Range<Instant> {
    let last = zone.local(reach.upperBound - .milliseconds(1)).day
    let start = zone.start(of: zone.local(reach.lowerBound).day).hour
    return start..<max(start, (zone.start(of: last.adding(1)) - .milliseconds(1)).hour + .seconds(3600))
  }
}

/// The same with a resolution.
struct SeriesWindow: Sendable {
  let asked: AskedWindow
  let resolution: SeriesResolution

  init(_ asked: AskedWindow, _ resolution: SeriesResolution) {
    self.asked = asked
    self.resolution = resolution
  }

  var span: Range<Instant> { asked.span }
  var zone: Zone { asked.zone }

  /// Whole buckets: the one that the beginning lies in is the first.
  var start: Instant {
    let first = asked.reach.lowerBound
    return switch resolution {
    case .raw: first
    case .fives: first.floored(to: 300)
    case .hours: first.hour
    case .days: zone.start(of: zone.local(first).day)
    }
  }

  /// And the one that the end lies in is the last.
  var end: Instant {
    let last = asked.reach.upperBound - .milliseconds(1)
    return switch resolution {
    case .raw: asked.reach.upperBound
    case .fives: last.floored(to: 300) + .seconds(300)
    case .hours: last.hour + .seconds(3600)
    case .days: zone.start(of: zone.local(last).day.adding(1))
    }
  }

  /// Where a bucket ends.
  func end(of start: Instant) -> Instant {
    switch resolution {
    case .raw: start
    case .fives: start + .seconds(300)
    case .hours: start + .seconds(3600)
    case .days: zone.start(of: zone.local(start).day.adding(1))
    }
  }

  /// Whether it is read in one piece, whatever it holds.
  var isShort: Bool {
    let days: Int64 =
      switch resolution {
      case .raw: 2
      case .fives: 10
      case .hours, .days: 400
      }
    return end - start <= .seconds(days * 86_400)
  }
}
