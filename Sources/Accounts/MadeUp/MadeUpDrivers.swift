import HTTP
package import Postgres
package import Runtime

/// The accounts of drivers who do not exist. Nobody can sign in as one and no mail is written to one: the tables say so, whatever
/// a program does.
package enum MadeUpDrivers {
  /// Makes accounts for so many numbers from one on, where there are none; returns those that are there.
  package static func enlist(_ count: Int, at now: Instant, in transaction: Transaction) async throws
    -> [(number: Int, account: Account.ID)]
  {
    let ids = (0..<count).map { _ in IdentifierSource.random.next(Account.self, at: now) }
    try await transaction.execute(
      """
      insert into accounts (id, email, email_confirmed_at, display_name, role, language, password_hash, demonstration,
        created_at)
      select id, 'driver-' || number || '@demonstration.invalid', \(now), 'Conducteur simulé ' || number, 'driver', 'fr',
        '$argon2id$none', true, \(now)
      from unnest(\(ids)::uuid[]) with ordinality as made (id, number)
      on conflict (lower(email) collate "C") do nothing
      """)
    return try await transaction.query(
      """
      select substring(email from '^driver-([0-9]+)@')::integer, id from accounts
      where demonstration and substring(email from '^driver-([0-9]+)@')::integer <= \(count)
      """
    ) { row in (number: try row.next(), account: try row.next()) }
  }

  /// What they have elsewhere must be gone already.
  package static func dismiss(_ accounts: [Account.ID], in transaction: Transaction) async throws {
    try await transaction.execute("delete from accounts where demonstration and id = any(\(accounts))")
  }
}
