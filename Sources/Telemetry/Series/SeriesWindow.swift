import HTTP
import Resources
import Runtime

/// What of a series is asked for. Without a window it is the last day.
struct SeriesQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let resolution: WantedResolution?
}

/// The same with its moments found; the end does not belong to it.
struct SeriesWindow: Sendable {
  let span: Range<Instant>
  let resolution: SeriesResolution
  /// Whose days are days.
  let zone: Zone

  /// - Parameter period: how often samples are expected, in seconds.
  init(
    _ from: WallMoment?, _ to: WallMoment?, _ wanted: WantedResolution?, in zone: Zone, period: Int, at now: Instant
  ) throws {
    let end = try to?.resolved(in: zone, "?to")
    let start = try from?.resolved(in: zone, "?from") ?? (end ?? now) - .seconds(86_400)
    let last = end ?? max(now, start) + .milliseconds(1)
    guard start < last else {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    guard last - start <= .seconds(100 * 366 * 86_400) else {
      let fault = FieldFault("bad-span", fr: "Au plus un siècle.", en: "At most a century.")
      throw Problem(.validation, faults: [Problem.Fault("?from", fault)])
    }
    span = start..<last
    switch wanted ?? .auto {
    case .auto: resolution = .chosen(for: last - start, period: period)
    case .exactly(let exactly): resolution = exactly
    }
    self.zone = zone
  }

  /// Whole buckets: the one that the beginning lies in is the first.
  var start: Instant {
    switch resolution {
    case .raw: span.lowerBound
    case .fives: span.lowerBound.floored(to: 300)
    case .hours: span.lowerBound.hour
    case .days: zone.start(of: zone.local(span.lowerBound).day)
    }
  }

  /// And the one that the end lies in is the last.
  var end: Instant {
    let last = span.upperBound - .milliseconds(1)
    return switch resolution {
    case .raw: span.upperBound
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

  /// Pieces that are read one after another: none is longer than memory likes.
  var pieces: [Range<Instant>] {
    var pieces: [Range<Instant>] = []
    var next = start
    let last = end
    let days =
      switch resolution {
      case .raw: 1
      case .fives: 10
      case .hours: 400
      case .days: 800
      }
    while next < last {
      let end = min(zone.start(of: zone.local(next).day.adding(days)), last)
      pieces.append(next..<end)
      next = end
    }
    return pieces
  }
}
