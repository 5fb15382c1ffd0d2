import HTTP
import Resources
import Runtime

/// What of a series is asked for. Without a window it is today, until now.
struct SeriesQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let step: Resolution?
  let perimeter: Perimeter?
}

/// The same with its moments found. Both ends belong to it.
struct SeriesWindow: Sendable {
  let span: ClosedRange<Instant>
  let resolution: Resolution
  let perimeter: Perimeter

  init(_ span: ClosedRange<Instant>, _ resolution: Resolution?, _ perimeter: Perimeter?) {
    self.span = span
    self.resolution = resolution ?? .chosen(for: span)
    self.perimeter = perimeter ?? .france
  }

  init(_ query: SeriesQuery, at now: Instant) throws {
    self.init(try Self.span(query.from, query.to, at: now), query.step, query.perimeter)
  }

  static func span(_ from: WallMoment?, _ to: WallMoment?, at now: Instant) throws -> ClosedRange<Instant> {
    let zone = Paris.zone
    let end = try to?.resolved(in: zone, "?to")
    let start = try from?.resolved(in: zone, "?from") ?? zone.start(of: zone.local(end ?? now).day)
    // Until the minute that runs: the same question has the same answer for as long.
    let last = end ?? max(now.roundedDown(to: 60), start)
    guard start <= last else {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    return start...last
  }

  /// The instants at :00 and :30 that lie in it.
  var expected: Int { Self.count(in: span, every: 1800) }

  /// How many items it may have.
  var most: Int {
    switch resolution {
    case .quarters: Self.count(in: span, every: 900)
    case .halfHours: expected
    case .hours: Self.count(in: span, every: 3600)
    default: Int((span.upperBound - span.lowerBound).inSeconds / 86_400) + 2
    }
  }

  /// What a page that begins at a moment reads: rows as they come, or the means of so many whole steps.
  func part(from start: Instant, steps: Int) -> (span: Range<Instant>, rest: Instant?) {
    let end = resolution.next(after: resolution.first(from: start, in: Paris.zone), by: steps, in: Paris.zone)
    let last = span.upperBound + .microseconds(1)
    return end < last ? (start..<end, end) : (start..<max(start, last), nil)
  }

  private static func count(in span: ClosedRange<Instant>, every seconds: Int64) -> Int {
    let first = span.lowerBound.roundedUp(to: seconds)
    guard first <= span.upperBound else { return 0 }
    return Int((span.upperBound.seconds - first.seconds) / seconds) + 1
  }
}
