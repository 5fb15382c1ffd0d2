package import Accounts
import HTTP
import Postgres
import Runtime
import Stations

/// DELETE /api/reservations/{id}: given back at any time before its end, with the half-hours that were added to it.
extension ReservationsFeature {
  func cancelReservation(_ call: Call<ReservationPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await cancel(call.path.id, of: driver)
    return .noContent
  }

  package func cancel(_ id: Reservation.ID, of driver: Driver) async throws {
    let now = clock.now
    try await database.transaction { transaction in
      if try await cancel(id, of: driver, at: now, in: transaction) { return }
      guard let found = try await reservation(id, of: driver.id, in: transaction) else { throw Problem(.notFound) }
      switch found.state {
      case .cancelled: return
      case .reserved: throw Problem(.unavailable).retry(after: 1)
      case .charging:
        throw Problem(
          .conflict, Text(fr: "La charge est en cours : arrêtez-la d'abord.", en: "It is charging: stop that first."))
      case .finished, .expired:
        throw Problem(.conflict, Text(fr: "Cette réservation est terminée.", en: "This booking is over."))
      }
    }
  }

  private func cancel(
    _ id: Reservation.ID, of driver: Driver, at now: Instant, in transaction: Transaction
  ) async throws -> Bool {
    let points = try await transaction.query(
      """
      with recursive chain as (
        select id from reservations where id = \(id) and account_id = \(driver.id)
          and state = 'reserved' and lapses_at > \(now)
        union
        select r.id from reservations r join chain on r.extends_id = chain.id where r.state = 'reserved'
      )
      update reservations set state = 'cancelled', during = used_part(during, \(now)) where id in (select id from chain)
        and state = 'reserved'
      returning point_id
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(Array(Set(points)), in: transaction)
    return !points.isEmpty
  }
}
