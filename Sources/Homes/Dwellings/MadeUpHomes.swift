package import Accounts
package import Postgres
package import Runtime

/// Homes of a demonstration. Nobody lives there: Enedis is asked for none of them, and administrators are not shown them.
package enum MadeUpHomes {
  package struct Wanted: Sendable {
    package let account: Account.ID
    package let number: Int
    package let adults: Int
    package let children: Int
    package let heating: String

    package init(account: Account.ID, number: Int, adults: Int, children: Int, heating: String) {
      (self.account, self.number, self.adults, self.children, self.heating) = (
        account, number, adults, children, heating
      )
    }

    /// No point of the grid begins with so many zeros.
    package var usagePoint: String { String(String(100_000_000_000_000 + number).dropFirst()) }
  }

  /// Made with a consent to the game; returns them in their order.
  package static func furnish(_ wanted: [Wanted], at now: Instant, in transaction: Transaction) async throws -> [Home
    .ID]
  {
    let ids = wanted.map { _ in IdentifierSource.random.next(Home.self, at: now) }
    try await transaction.execute(
      """
      insert into homes (id, account_id, name, usage_point, point_state, adults, teens, children, heating, has_solar, created_at)
      select id, account, 'Foyer inventé', point, 'owned', adults, 0, children, heating, false, \(now)
      from unnest(\(ids)::uuid[], \(wanted.map(\.account))::uuid[], \(wanted.map(\.usagePoint)),
        \(wanted.map { Int32($0.adults) }), \(wanted.map { Int32($0.children) }), \(wanted.map(\.heating)))
        as made (id, account, point, adults, children, heating)
      """)
    // Enedis' own numbers are positive.
    try await transaction.execute(
      """
      insert into enedis_authorisations (number, account_id, usage_point, first_seen_at)
      select -number, account, point, \(now)
      from unnest(\(wanted.map { Int64($0.number) }), \(wanted.map(\.account))::uuid[], \(wanted.map(\.usagePoint)))
        as made (number, account, point)
      """)
    try await transaction.execute(
      """
      insert into home_consents (id, home_id, account_id, purposes, scope, state, text_version, language, given_at, ends_at,
        state_digest, state_until, authorisation)
      select gen_random_uuid(), id, account, array['game'], array['daily', 'curve'], 'active', 'demonstration', 'fr', \(now),
        \(now + .seconds(1095 * 86_400)), sha256(convert_to(id::text, 'UTF8')), \(now), -number
      from unnest(\(ids)::uuid[], \(wanted.map(\.account))::uuid[], \(wanted.map { Int64($0.number) }))
        as made (id, account, number)
      """)
    return ids
  }

  /// The certified means of half-hours of a home's days.
  package static func measure(
    _ home: Home.ID, _ days: [(day: CivilDay, watts: [Int])], in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      insert into curve_days (home_id, direction, quality, day, step, watts)
      select h.id, 'drawn', 'certified', day, 30, watts::integer[]
      from homes h cross join unnest(\(days.map(\.day)), \(days.map { "{" + $0.watts.map(String.init).joined(separator: ",") + "}" }))
        as curve (day, watts)
      where h.id = \(home) on conflict do nothing
      """)
  }

  /// What stays of homes when they go.
  package static func forget(in transaction: Transaction) async throws {
    try await transaction.execute("delete from home_consents where authorisation < 0")
    try await transaction.execute("delete from homes where account_id in (select id from accounts where demonstration)")
    try await transaction.execute("delete from enedis_authorisations where number < 0")
  }
}
