import Accounts
import Postgres
import Runtime
import Stations

/// Bookings that are over by themselves: nobody came, or the charge ended. They count as over from that moment; here it is
/// written down, by whoever is first: a newcomer who is in need of the place, or one of the errands.
extension ReservationsFeature {
  /// A driver's and a point's, waiting for whoever is at it already.
  func settle(point: ChargePoint.ID, account: Account.ID, in database: any Querying) async throws {
    let now = clock.now
    let stale: SQL = """
      select id from reservations
      where (point_id = \(point) or account_id = \(account)) and state in \(sql: OpenReservation.states) and lapses_at <= \(now)
      order by id for update
      """
    if let transaction = database as? Transaction {
      try await settle(stale, at: now, in: transaction)
    } else {
      try await self.database.transaction { try await settle(stale, at: now, in: $0) }
    }
  }

  /// Returns how many there were. Each is written once, with a notice to its driver and a word to all that show the point.
  @discardableResult
  func settle(_ stale: SQL, at now: Instant, in transaction: Transaction) async throws -> Int {
    let points = try await transaction.query(
      """
      with stale as (\(sql: stale)), done as (
        update reservations r set state = reservation_state(r.state, r.lapses_at, r.during, \(now)),
          during = used_part(r.during, r.lapses_at)
        from stale where r.id = stale.id and r.state in \(sql: OpenReservation.states) and r.lapses_at <= \(now)
        returning r.id, r.point_id, r.account_id, r.state, r.extends_id, r.charge_id, r.lapses_at
      ), told as (
        insert into notices (id, account_id, kind, reservation_id, created_at)
        select gen_random_uuid(), account_id, state, id, lapses_at from done
        where state in ('expired', 'finished') and account_id is not null and not (state = 'expired' and extends_id is not null)
          -- A charge that goes on in the next half-hour has not finished with this one.
          and not exists (
            select from reservations n
            where n.extends_id = done.id and n.charge_id = done.charge_id and n.lapses_at > done.lapses_at)
        on conflict do nothing
      )
      select point_id from done
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(points, in: transaction)
    return points.count
  }
}
