package import Accounts
package import Postgres
package import Runtime
import Stations

extension ReservationsFeature {
  /// Deletes bookings of drivers who do not exist: all of them, or those that were over before a moment. History is kept of
  /// people only. A booking that another one extends goes after that one.
  package static func erase(
    madeUpOf drivers: [Account.ID], before moment: Instant? = nil, in transaction: Transaction
  ) async throws {
    let points = try await transaction.query(
      """
      with old as (
        select r.id from reservations r join accounts a on a.id = r.account_id
        where a.demonstration and a.id = any(\(drivers)) and (\(moment)::timestamptz is null
          or r.state not in \(sql: OpenReservation.states) and upper(r.during) < \(moment)
            and not exists (select from reservations n where n.extends_id = r.id))
      ), told as (
        delete from notices n using old where n.reservation_id = old.id
      )
      delete from reservations r using old where r.id = old.id returning r.point_id, r.state in \(sql: OpenReservation.states)
      """
    ) { row in (id: try row.next(ChargePoint.ID.self), isOpen: try row.next(Bool.self)) }
    try await PointChanges.note(Array(Set(points.filter(\.isOpen).map(\.id))), in: transaction)
  }
}
