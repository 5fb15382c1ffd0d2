import Postgres
import Runtime

/// A reservation that may still hold its point: until it ends, or lapses because nobody came.
struct LiveReservation: Sendable {
  let point: ChargePoint.ID
  let isCharging: Bool
  let during: Range<Instant>
  let lapsesAt: Instant

  /// Somebody's half-hour holds this moment. What has lapsed by now holds nothing.
  func holds(_ instant: Instant, seen now: Instant) -> Bool { during.contains(instant) && lapsesAt > now }

  /// A charge may end within its half-hour.
  fileprivate var end: Instant { isCharging ? min(during.upperBound, lapsesAt) : during.upperBound }

  /// The moments at which it begins or ceases to matter.
  var edges: [Instant] { [during.lowerBound, during.upperBound, lapsesAt] }
}

extension [LiveReservation] {
  /// The one of this moment, and until when its point is busy: half-hours that follow without a gap, an extension or somebody
  /// else's, keep it so.
  func current(at now: Instant) -> (booking: LiveReservation, until: Instant)? {
    guard let first = first(where: { $0.holds(now, seen: now) }) else { return nil }
    var until = first.end
    while let next = self.first(where: { $0.follows(until, seen: now) }) { until = next.end }
    return (first, until)
  }
}

extension LiveReservation {
  fileprivate func follows(_ instant: Instant, seen now: Instant) -> Bool {
    during.lowerBound == instant && holds(instant, seen: now) && (!isCharging || lapsesAt > instant)
  }
}

typealias LiveReservations = [ChargePoint.ID: [LiveReservation]]

extension LiveReservations {
  static func all(at now: Instant, in database: some Querying) async throws -> LiveReservations {
    try await read("true", at: now, in: database)
  }

  static func of(_ points: [ChargePoint.ID], at now: Instant, in database: some Querying) async throws
    -> LiveReservations
  {
    try await read("point_id = any(\(points))", at: now, in: database)
  }

  private static func read(_ which: SQL, at now: Instant, in database: some Querying) async throws -> LiveReservations {
    let bookings = try await database.query(
      """
      select point_id, state = 'charging', during, lapses_at from reservations
      where state in \(sql: OpenReservation.states) and lapses_at > \(now) and upper(during) > \(now)
        and \(sql: which)
      """
    ) { row in
      LiveReservation(
        point: try row.next(), isCharging: try row.next(), during: try row.next(), lapsesAt: try row.next())
    }
    return Dictionary(grouping: bookings, by: \.point)
  }
}
