import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// The ends of a consent. Calls stop, and readings that no other consent covers go, in one transaction.
extension HomesFeature {
  /// - Parameter consents: nil ends all of the home's that are not over.
  func end(
    _ consents: [Consent.ID]?, of home: Home.ID, _ state: Consent.State, _ reason: String?, origin: String?,
    in transaction: Transaction
  ) async throws {
    let now = clock.now
    let wasActive = try await transaction.first(
      "select from home_consents where home_id = \(home) and state = 'active' and (\(consents)::uuid[] is null or id = any(\(consents)))"
    ) { _ in true }
    try await transaction.execute(
      """
      update home_consents set state = \(state.rawValue), reason = \(reason), origin = \(origin), ask_at = null,
        withdrawn_at = case when \(state.rawValue) = 'withdrawn' then \(now) end, version = version + 1
      where home_id = \(home) and state in ('pending', 'active')
        and (\(consents)::uuid[] is null or id = any(\(consents)))
      """)
    guard wasActive == true else { return }
    try await settleSeries(of: home, in: transaction)
    try await letGoOfReadings(home: home, state.rawValue, in: transaction)
  }

  /// What is asked for is what active consents cover, no more.
  func settleSeries(of home: Home.ID, in transaction: Transaction) async throws {
    let scopes = try await scopes(of: home, in: transaction)
    let covered = Series.covered(by: scopes)
    try await settleContract(of: home, isCovered: scopes.contains(.contract), in: transaction)
    try await transaction.execute(
      """
      delete from enedis_series where home_id = \(home) and kind || '/' || direction <> all(\(covered.map(\.name)))
      """)
    guard !covered.isEmpty else { return }
    let now = clock.now
    let today = Paris.zone.local(now).day
    for series in covered {
      try await transaction.execute(
        """
        insert into enedis_series (home_id, kind, direction, usage_point, oldest, asked_from, asked_to, priority, due_at,
          round_at)
        select id, \(series.kind.rawValue), \(series.direction.rawValue), usage_point, \(series.depth(from: today)),
          \(today), \(today), 0, \(now), \(NightRound.next(after: now, for: home, series))
        from homes where id = \(home) and point_state = 'owned' and usage_point is not null
        on conflict (home_id, kind, direction) do nothing
        """)
    }
  }

  private func scopes(of home: Home.ID, in transaction: Transaction) async throws -> Set<Consent.Scope> {
    let scopes = try await transaction.query(
      "select distinct unnest(scope) from home_consents where home_id = \(home) and state = 'active'"
    ) { try $0.wordIfAny(Consent.Scope.self) }
    return Set(scopes.compactMap { $0 })
  }

  /// What was read of a contract goes with the consent to it.
  private func settleContract(of home: Home.ID, isCovered: Bool, in transaction: Transaction) async throws {
    guard isCovered else {
      try await transaction.execute("delete from home_contracts where home_id = \(home)")
      return
    }
    try await transaction.execute(
      """
      insert into home_contracts (home_id, usage_point, due_at)
      select id, usage_point, \(clock.now) from homes
      where id = \(home) and point_state = 'owned' and usage_point is not null
      on conflict (home_id) do nothing
      """)
  }

  /// Certified and provisional readings of what nobody consents to any more. A box' own stay: they go with the box.
  func letGoOfReadings(home: Home.ID, _ cause: String, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      delete from curve_days c where c.home_id = \(home) and c.quality <> 'local' and not exists (
        select from enedis_series s where s.home_id = c.home_id and s.kind = 'curve' and s.direction = c.direction)
      """)
    try await transaction.execute(
      """
      delete from day_readings d where d.home_id = \(home) and d.quality <> 'local' and not exists (
        select from enedis_series s where s.home_id = d.home_id and s.kind = d.kind and s.direction = d.direction)
      """)
    // Verdicts hold the certified sums too.
    try await transaction.execute(
      """
      delete from home_agreements a where a.home_id = \(home) and not exists (
        select from enedis_series s where s.home_id = a.home_id and s.kind = 'daily' and s.direction = a.direction)
      """)
    log.info("readings let go of", ["home": .text(home.description), "cause": .text(cause)])
  }

  /// Consents whose time is over, wherever nobody has ended them yet.
  func endExpired() async throws {
    try await endForgotten()
    let due = try await database.query(
      "select distinct home_id from home_consents where state = 'active' and ends_at <= \(clock.now) and home_id is not null limit 500"
    ) { try $0.next(Home.ID.self) }
    for home in due {
      try await database.transaction { transaction in
        try await transaction.execute("select from homes where id = \(home) for no key update")
        let over = try await transaction.query(
          "select id from home_consents where home_id = \(home) and state = 'active' and ends_at <= \(clock.now)"
        ) { try $0.next(Consent.ID.self) }
        try await end(over, of: home, .expired, nil, origin: nil, in: transaction)
      }
    }
  }

  /// Of which nobody came back from Enedis' page in time.
  private func endForgotten() async throws {
    try await database.execute(
      """
      update home_consents set state = 'failed', reason = 'state-expired', version = version + 1
      where state = 'pending' and ask_at is null and state_until <= \(clock.now)
      """)
  }
}
