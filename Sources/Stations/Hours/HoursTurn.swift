package import Runtime

extension OpeningHours {
  private static let weekSeconds: Int64 = 604_800

  /// The next moment at which to look again: a span begins or ends, or the clocks are put forward or back. Nil for never.
  package func turn(after instant: Instant, in zone: Zone) -> Instant? {
    if isAlways { return nil }
    // The first of January 1970 was a Thursday.
    let wall = instant.seconds + Int64(zone.offset(at: instant) + 3 * 86_400)
    let edges = open.flatMap { [$0.lowerBound, $0.upperBound] }
    let ahead = edges.map { Self.seconds(from: wall, toMinute: $0) }.min()
    let edge = ahead.map { Instant(seconds: instant.seconds + $0) }
    return [edge, zone.change(after: instant)].compactMap { $0 }.min()
  }

  /// More than none, a week at the most.
  private static func seconds(from wall: Int64, toMinute minute: Int) -> Int64 {
    let distance = (Int64(minute) * 60 - wall - 1) % weekSeconds
    return (distance + weekSeconds) % weekSeconds + 1
  }
}
