import Accounts
import HTTP
import Postgres
import Runtime
import Stations

/// Why a booking was not made.
extension ReservationsFeature {
  private struct Findings {
    let point: BookablePoint
    let hasVehicle: Bool
    let isTaken: Bool
    /// The driver's own booking that is in the way.
    let mine: Reservation.ID?
    let placesTaken: Int
    let isOccupied: Bool
    let isStale: Bool
  }

  /// Throws what is in the way. Where nothing is any more, because it was over and is now written down as such, the point is
  /// worth another try.
  func passable(_ booking: BookingRequest, in database: any Querying) async throws -> BookablePoint {
    guard let found = try await findings(booking, in: database) else {
      throw Problem(.notFound, Text(fr: "Cette borne n'existe pas.", en: "There is no such point."))
    }
    if found.point.isWithdrawn { throw try await offering(booking, at: found.point, in: database, .withdrawnPoint) }
    if !found.hasVehicle { throw Problem.unknownVehicle }
    if !found.point.isReservable { throw try await offering(booking, at: found.point, in: database, .closedPoint) }
    if !found.point.isOpen(throughout: booking.slot) { throw Problem.outsideHours(found.point.hours) }
    if found.isStale {
      try await settle(point: booking.point, account: booking.driver, in: database)
      return found.point
    }
    if let mine = found.mine {
      var problem = Problem(.driverBusy)
      problem.members = [("reservationId", .string(mine.description))]
      throw problem
    }
    if found.isTaken { throw try await offering(booking, at: found.point, in: database, Problem(.slotTaken)) }
    if found.isOccupied, booking.isAtOnce {
      throw try await offering(booking, at: found.point, in: database, .occupied)
    }
    if found.placesTaken >= 4 { throw Problem.quotaReached }
    return found.point
  }

  private func findings(_ booking: BookingRequest, in database: any Querying) async throws -> Findings? {
    try await database.first(
      """
      select \(sql: BookablePoint.columns),
        \(booking.vehicle)::uuid is null
          or exists (select from vehicles v where v.id = \(booking.vehicle) and v.account_id = \(booking.driver)),
        exists (
          select from reservations r
          where r.point_id = p.id and r.during && \(booking.slot) and r.state in \(sql: OpenReservation.states)),
        (
          select r.id from reservations r
          where r.account_id = \(booking.driver) and r.during && \(booking.slot) and r.state in \(sql: OpenReservation.states)
          limit 1
        ),
        (
          select count(*) from reservations r
          where r.account_id = \(booking.driver) and r.place is not null and r.state in \(sql: OpenReservation.states)
        ),
        \(sql: BookablePoint.isOccupied(at: booking.now)),
        exists (
          select from reservations r
          where (r.point_id = p.id or r.account_id = \(booking.driver)) and r.state in \(sql: OpenReservation.states)
            and r.lapses_at <= \(booking.now))
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
        left join point_status t on t.point_id = p.id
      where p.id = \(booking.point)
      """
    ) { row in
      Findings(
        point: try BookablePoint(&row), hasVehicle: try row.next(), isTaken: try row.next(), mine: try row.next(),
        placesTaken: try row.next(), isOccupied: try row.next(), isStale: try row.next())
    }
  }
}
