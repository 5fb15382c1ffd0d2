package import Postgres
package import Runtime
import Stations

/// Writes what a charge does to the half-hours that it is in. Charging says when.
extension ReservationsFeature {
  /// The booking and the half-hour that was added to it become one charge.
  package func begin<Charge>(
    _ charge: Identifier<Charge>, on id: Reservation.ID, endsAt end: Instant, in transaction: Transaction
  ) async throws {
    let points = try await transaction.query(
      """
      update reservations set state = 'charging', charge_id = \(charge), lapses_at = least(upper(during), \(end))
      where (id = \(id) or extends_id = \(id)) and state = 'reserved'
      returning point_id
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(Array(Set(points)), in: transaction)
  }

  /// It will last longer: another half-hour was added.
  package func prolong<Charge>(
    _ charge: Identifier<Charge>, endsAt end: Instant, in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      update reservations set lapses_at = least(upper(during), \(end))
      where charge_id = \(charge) and state = 'charging'
      """)
  }

  /// The rest of the time is somebody else's.
  package func end<Charge>(_ charge: Identifier<Charge>, at moment: Instant, in transaction: Transaction) async throws {
    let points = try await transaction.query(
      """
      update reservations set state = reservation_state(state, least(lapses_at, \(moment)), during, \(moment)),
        during = used_part(during, least(lapses_at, \(moment))), lapses_at = least(lapses_at, \(moment))
      where charge_id = \(charge) and state = 'charging'
      returning point_id
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(Array(Set(points)), in: transaction)
  }
}
