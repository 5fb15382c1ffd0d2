import Postgres
import Runtime
import Stations

/// The stored part of one point's state.
struct StoredPointState: Sendable {
  let id: ChargePoint.ID
  let isOutOfService: Bool
  let report: PointStatus.Report?

  static func of(_ points: [ChargePoint.ID], in database: Database) async throws -> [StoredPointState] {
    try await database.query(
      """
      select p.id, p.out_of_service, t.condition, t.occupancy, t.at
      from charge_points p left join point_status t on t.point_id = p.id
      where p.id = any(\(points)) and p.withdrawn_at is null
      """
    ) { row in try StoredPointState(id: row.next(), &row) }
  }
}

extension StoredPointState {
  init(id: ChargePoint.ID, _ row: inout Row) throws {
    self.id = id
    isOutOfService = try row.next()
    report = try PointStatus.Report(&row)
  }

  static func nothing(of id: ChargePoint.ID) -> StoredPointState {
    StoredPointState(id: id, isOutOfService: false, report: nil)
  }

  /// The point's status, since when, and when that may change without anybody saying so.
  func state(with bookings: [LiveReservation], at now: Instant) -> (
    status: PointStatus, since: Instant?, next: Instant?
  ) {
    let (status, since) = PointStatus.of(isOutOfService: isOutOfService, report: report, at: now)
    var edges = bookings.flatMap { [$0.during.lowerBound, $0.during.upperBound] }
    if let report, report.occupancy == .occupied || report.occupancy == .reserved {
      edges.append(report.at + PointStatus.Report.lifetime + .microseconds(1))
    }
    let next = edges.filter { $0 > now }.min()
    guard status != .outOfService, let booking = bookings.first(where: { $0.during.contains(now) }) else {
      return (status, since, next)
    }
    return (booking.isCharging ? .charging : .reserved, booking.during.lowerBound, next)
  }
}

/// A live reservation: until it ends, or lapses because nobody came.
struct LiveReservation: Sendable {
  let point: ChargePoint.ID
  let isCharging: Bool
  let during: Range<Instant>
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
      select point_id, state = 'charging', tstzrange(lower(during), least(upper(during), lapses_at))
      from reservations
      where state in \(sql: OpenReservation.states) and lapses_at > \(now) and upper(during) > \(now)
        and lapses_at > lower(during) and \(sql: which)
      """
    ) { row in
      LiveReservation(
        point: try row.next(), isCharging: try row.next(), during: try row.next())
    }
    return Dictionary(grouping: bookings, by: \.point)
  }

  /// Points that somebody has at a moment to come.
  static func taken(at instant: Instant, asOf now: Instant, in database: Database) async throws -> [ChargePoint.ID] {
    try await database.query(
      """
      select point_id from reservations
      where state in \(sql: OpenReservation.states) and lapses_at > \(now) and during @> \(instant)::timestamptz
      """
    ) { row in try row.next(ChargePoint.ID.self) }
  }
}
