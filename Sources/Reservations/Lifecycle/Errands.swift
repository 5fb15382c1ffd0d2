import Accounts
import Postgres
package import Runtime
import Stations

/// Time begins and ends bookings; this writes it down soon after. Nothing waits for it: any number of servers do it side by
/// side, each row once, and a server that asks meanwhile sees through rows that are over.
extension ReservationsFeature {
  private static let batch = 500
  private static let sweepBatch = 5000
  /// How long before the beginning a driver is reminded.
  private static let notice = Duration.seconds(15 * 60)

  package var work: [BackgroundWork] {
    [
      BackgroundWork("bookings", every: .milliseconds(500)) {
        while try await runErrands() >= Self.batch {}
      },
      // A withdrawal says so in its own transaction; this finds what an administrator's hand has left.
      BackgroundWork("bookings at withdrawn points", every: .seconds(5)) { try await cancelOnWithdrawn() },
      BackgroundWork("reminders", every: .seconds(5)) { try await queueReminders() },
      BackgroundWork("bookings sweep", every: .seconds(600), beginsAtOnce: false) { try await sweep() },
    ]
  }

  /// Returns how much there was to do.
  @discardableResult
  package func runErrands() async throws -> Int {
    let now = clock.now
    let settled = try await database.transaction { transaction in
      try await settle(
        """
        select id from reservations where state in \(sql: OpenReservation.states) and lapses_at <= \(now)
        order by lapses_at limit \(Self.batch) for update skip locked
        """, at: now, in: transaction)
    }
    let begun = try await database.transaction { try await noteBeginnings(at: now, in: $0) }
    let reminded = try await remind(at: now)
    return settled + begun + reminded
  }

  /// A point is reserved from the first minute of a booking that was made long before.
  private func noteBeginnings(at now: Instant, in transaction: Transaction) async throws -> Int {
    let points = try await transaction.query(
      """
      update reservations set begin_noted = true
      where id in (
        select id from reservations where state = 'reserved' and not begin_noted and lower(during) <= \(now)
        order by lower(during) limit \(Self.batch) for update skip locked
      )
      returning point_id
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(points, in: transaction)
    return points.count
  }

  /// Not of a booking that was made when it was about to begin anyway.
  private func remind(at now: Instant) async throws -> Int {
    try await database.execute(
      """
      with due as (
        select id from reservations where state = 'reserved' and not reminded and lower(during) <= \(now + Self.notice)
        order by lower(during) limit \(Self.batch) for update skip locked
      ), marked as (
        update reservations r set reminded = true from due where r.id = due.id
        returning r.id, r.account_id, r.extends_id, lower(r.during) - r.created_at > interval '30 minutes' as is_due
      )
      insert into notices (id, account_id, kind, reservation_id, created_at)
      select gen_random_uuid(), account_id, 'reminder', id, \(now) from marked
      where is_due and extends_id is null and account_id is not null
      on conflict do nothing
      """)
  }

  /// Keys and notices that nobody asks for any more.
  package func sweep() async throws {
    // Piece by piece: a day of them at once could run into the time limit of a statement, every time.
    let keys: SQL = """
      delete from idempotency_keys where (account_id, key) in (
        select account_id, key from idempotency_keys where created_at < \(clock.now - Doorkeeper.keysLive)
        order by created_at limit \(Self.sweepBatch))
      """
    while try await database.execute(keys) == Self.sweepBatch {}
    try await database.execute("delete from notices where created_at < \(clock.now - .seconds(90 * 86_400))")
  }
}
