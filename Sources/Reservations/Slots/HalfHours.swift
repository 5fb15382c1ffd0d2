package import Runtime

/// How long a booking is, and where bookings that are made ahead begin.
package enum HalfHours {
  package static let length = Duration.seconds(1800)
  /// How far ahead one may book.
  package static let horizon = Duration.seconds(7 * 86_400)
  /// A driver who stands at the point books the minute that has begun, be it in its last second: the way here takes some too.
  package static let grace = Duration.seconds(75)
  /// How long a point waits for its driver.
  package static let patience = Duration.seconds(15 * 60)

  package static func from(_ start: Instant) -> Range<Instant> { start..<start + length }

  /// Those that begin within a span at :00 and :30 on the wall. On the day when the clocks go forward there are 46, on the
  /// other one 50.
  package static func starting(in span: Range<Instant>, zone: Zone) -> [Range<Instant>] {
    var found: [Range<Instant>] = []
    var start = onTheHalfHour(span.lowerBound, zone)
    while start < span.upperBound {
      found.append(from(start))
      start = onTheHalfHour(start + length, zone)
    }
    return found
  }

  /// The moment itself, or the next that is one.
  private static func onTheHalfHour(_ instant: Instant, _ zone: Zone) -> Instant {
    let local = instant.seconds + Int64(zone.offset(at: instant))
    let over = ((local % 1800) + 1800) % 1800
    let whole = Instant(seconds: instant.seconds)
    if over == 0, whole == instant { return instant }
    return whole + .seconds(1800 - over)
  }

  /// The day that a moment lies in by the clock on the wall, from midnight to midnight.
  package static func day(of instant: Instant, zone: Zone) -> Range<Instant> {
    let days = zone.local(instant).day.daysSince1970
    return midnight(days, zone)..<midnight(days + 1, zone)
  }

  private static func midnight(_ days: Int, _ zone: Zone) -> Instant {
    let wall = Int64(days) * 86_400
    // The clocks change at night: what counts is the offset at the midnight itself.
    let guess = Instant(seconds: wall - Int64(zone.offset(at: Instant(seconds: wall))))
    return Instant(seconds: wall - Int64(zone.offset(at: guess)))
  }
}
