package import Accounts
import HTTP
package import Postgres
import Resources
import Runtime
import Stations

/// The adjoining half-hour, for the same driver at the same point. It counts in no quota, so only one may be added that has
/// not begun yet.
extension ReservationsFeature {
  private struct Extended {
    let during: Range<Instant>
    let state: Reservation.State
    let isExtension: Bool
    let point: BookablePoint
  }

  /// Writes the next half-hour in the transaction: a charge that is to go on is told in it.
  package func extend(_ id: Reservation.ID, of driver: Driver, in transaction: Transaction) async throws -> Reservation
  {
    if driver.mustConfirm { throw Problem.addressToConfirm }
    let now = clock.now
    let extended = try await held(id, of: driver, at: now, in: transaction)
    guard extended.state == .reserved || extended.state == .charging else {
      throw Problem(.conflict, Text(fr: "Cette réservation est terminée.", en: "This booking is over."))
    }
    if extended.isExtension, extended.during.lowerBound > now {
      throw Problem(
        .conflict,
        Text(
          fr: "Une seule demi-heure s'ajoute à la fois : attendez que celle-ci commence.",
          en: "One half-hour is added at a time: wait until this one begins."))
    }
    let booking = BookingRequest(
      id: ids.next(at: now), driver: driver.id, point: extended.point.id,
      slot: HalfHours.from(extended.during.upperBound), vehicle: nil, now: now)
    if !extended.point.isOpen(throughout: booking.slot) { throw Problem.outsideHours(extended.point.hours) }
    for _ in 1...3 {
      if let made = try await add(booking, to: id, in: transaction) { return made }
      try await mayAdd(booking, to: id, in: transaction)
    }
    throw Problem(.unavailable).retry(after: 1)
  }

  private func held(
    _ id: Reservation.ID, of driver: Driver, at now: Instant, in transaction: Transaction
  ) async throws -> Extended {
    let found = try await transaction.first(
      """
      select r.during, reservation_state(r.state, r.lapses_at, r.during, \(now)), r.extends_id is not null,
        \(sql: BookablePoint.columns)
      from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
        join terms on terms.id = p.terms_id left join point_status t on t.point_id = p.id
      where r.id = \(id) and r.account_id = \(driver.id) for update of r
      """
    ) { row in
      Extended(
        during: try row.next(), state: try row.word(), isExtension: try row.next(), point: try BookablePoint(&row))
    }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// Until the charge has begun both are over together; from then on the charge decides.
  private func add(_ booking: BookingRequest, to id: Reservation.ID, in transaction: Transaction) async throws
    -> Reservation?
  {
    try await transaction.first(
      """
      with made as (
        insert into reservations (id, point_id, account_id, vehicle_id, during, state, lapses_at, extends_id, charge_id,
          created_at)
        select \(booking.id), e.point_id, e.account_id, e.vehicle_id, \(booking.slot), e.state,
          case e.state when 'charging' then \(booking.slot.upperBound) else e.lapses_at end, e.id, e.charge_id,
          \(booking.now)
        from reservations e join charge_points p on p.id = e.point_id join stations s on s.id = p.station_id
        where e.id = \(id) and p.withdrawn_at is null and s.withdrawn_at is null and not p.out_of_service
        on conflict do nothing
        returning *
      )
      select \(sql: Reservation.columns(at: booking.now))
      from made r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      """
    ) { row in try Reservation(&row) }
  }

  private func mayAdd(_ booking: BookingRequest, to id: Reservation.ID, in transaction: Transaction) async throws {
    let isExtended = try await transaction.first(
      "select exists (select from reservations where extends_id = \(id) and state in \(sql: OpenReservation.states))"
    ) { try $0.next(Bool.self) }
    if isExtended == true {
      throw Problem(.conflict, Text(fr: "La suite est déjà réservée.", en: "The next half-hour is booked already."))
    }
    do {
      _ = try await passable(booking, in: transaction)
    } catch let problem as Problem where problem.kind == .quotaReached {
      return  // an extension needs no place
    }
  }
}
