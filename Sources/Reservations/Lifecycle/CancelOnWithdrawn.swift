package import Postgres
package import Runtime
import Stations

extension ReservationsFeature {
  @discardableResult
  package func cancelOnWithdrawn() async throws -> Int {
    let now = clock.now
    return try await database.transaction { try await Self.cancelOnWithdrawn(at: now, in: $0) }
  }

  /// For whoever withdraws points, in the transaction that does: what was still to come there is cancelled, and the drivers are
  /// told. A charge that is under way goes on to its end. Answers how many bookings it were.
  @discardableResult
  package static func cancelOnWithdrawn(at now: Instant, in transaction: Transaction) async throws -> Int {
    let points = try await transaction.query(
      """
      with gone as (
        select r.id from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
        where r.state = 'reserved' and (p.withdrawn_at is not null or s.withdrawn_at is not null)
        order by r.id for update of r
      ), done as (
        update reservations r set state = 'cancelled', during = used_part(r.during, \(now))
        from gone where r.id = gone.id and r.state = 'reserved'
        returning r.id, r.point_id, r.account_id, r.extends_id
      ), told as (
        insert into notices (id, account_id, kind, reservation_id, created_at)
        select gen_random_uuid(), account_id, 'withdrawn', id, \(now) from done
        where account_id is not null and extends_id is null on conflict do nothing
      )
      select point_id from done
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(Array(Set(points)), in: transaction)
    return points.count
  }
}
