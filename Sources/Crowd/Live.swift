import Accounts
import Postgres
import Runtime
import Stations
import Vehicles

extension CrowdFeature {
  /// How many seconds of a turn, and how many drivers, are served at a time.
  private static let seconds: Int64 = 64
  private static let batch = 25

  /// A round: whatever is due by now. One server at a time; the others find nothing left to do.
  func live() async throws {
    guard isOpen() else { return }
    try await alone {
      guard let found = try await presence() else { return }
      guard found.hasStations else {
        if found.drivers > 0 || found.hasFeed { try await leave(from: 1) }
        return
      }
      if found.drivers > size { try await leave(from: size + 1) }
      if found.drivers < size { try await gather() }
      while try await tellStates() { try Task.checkCancellation() }
      while try await act() == Self.batch { try Task.checkCancellation() }
    }
  }

  /// The lock is held by a transaction that does nothing else, and is let go when its server dies.
  func alone(_ body: () async throws -> Void) async throws {
    try await database.transaction(timeout: .seconds(600), attempts: 1) { transaction in
      let isMine = try await transaction.first("select pg_try_advisory_xact_lock(hashtextextended('demonstration', 0))")
      {
        try $0.next(Bool.self)
      }
      if isMine == true { try await body() }
    }
  }

  private func presence() async throws -> (hasStations: Bool, hasFeed: Bool, drivers: Int)? {
    try await database.first(
      """
      select exists (select from stations where demonstration and withdrawn_at is null),
        exists (select from made_up_feed), (select count(*) from made_up_drivers)
      """
    ) { row in (try row.next(), try row.next(), try row.next()) }
  }

  /// Half of them begin at once and the others within a quarter of an hour, so that they do not all leave together.
  private func gather() async throws {
    let now = clock.now
    try await database.transaction { transaction in
      let enlisted = try await MadeUpDrivers.enlist(size, at: now, in: transaction)
      try await VehiclesFeature.furnish(madeUpAt: now, in: transaction)
      try await transaction.execute(
        """
        insert into made_up_drivers (account_id, number, next_at)
        select account, number, \(now)::timestamptz + make_interval(secs => greatest(0, number * 37 % 300 - 150) * 6)
        from unnest(\(enlisted.map(\.account))::uuid[], \(enlisted.map(\.number))::integer[])
          as enlisted (account, number)
        on conflict do nothing
        """)
    }
  }

  /// Goes on where the feed was left, by whichever server; false when it has come to the present.
  private func tellStates() async throws -> Bool {
    let now = clock.now
    return try await database.transaction { transaction in
      let told = try await transaction.first("select told_until from made_up_feed") { try $0.next(Int64.self) }
      // After a turn of silence all is told anew, and after a clock that went back.
      let from = told.flatMap { $0 <= now.seconds ? max($0, now.seconds - MadeUpStates.turn) : nil }
      let first = (from ?? now.seconds - MadeUpStates.turn) + 1
      let endOfTurn = first / MadeUpStates.turn * MadeUpStates.turn + MadeUpStates.turn - 1
      let last = min(first + Self.seconds - 1, endOfTurn, now.seconds)
      guard first <= last else { return false }
      try await MadeUpStates.tell(first...last, at: now, in: transaction)
      try await transaction.execute(
        """
        insert into made_up_feed (told_until) values (\(last)) on conflict (only_one) do update set told_until = \(last)
        """)
      return last < now.seconds
    }
  }

  /// Returns how many drivers had something to do.
  private func act() async throws -> Int {
    let due = try await due(atMost: Self.batch)
    for driver in due { try await act(driver) }
    return due.count
  }
}
