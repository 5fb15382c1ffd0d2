package import Postgres
package import Runtime

/// The accounts of people at home who do not exist, as drivers of a demonstration have theirs.
package enum MadeUpNeighbours {
  /// Makes accounts for so many numbers from one on, where there are none; returns all in their order.
  package static func enlist(_ count: Int, at now: Instant, in transaction: Transaction) async throws -> [Account.ID] {
    let ids = (0..<count).map { _ in IdentifierSource.random.next(Account.self, at: now) }
    try await transaction.execute(
      """
      insert into accounts (id, email, email_confirmed_at, display_name, role, language, password_hash, demonstration,
        created_at)
      select id, 'neighbour-' || number || '@demonstration.invalid', \(now), 'Foyer inventé ' || number, 'driver', 'fr',
        '$argon2id$none', true, \(now)
      from unnest(\(ids)::uuid[]) with ordinality as made (id, number)
      on conflict (lower(email) collate "C") do nothing
      """)
    return try await transaction.query(
      """
      select id from accounts where demonstration and substring(email from '^neighbour-([0-9]+)@')::integer <= \(count)
      order by substring(email from '^neighbour-([0-9]+)@')::integer
      """
    ) { try $0.next() }
  }

  /// With all that is theirs elsewhere.
  package static func dismiss(in transaction: Transaction) async throws {
    try await transaction.execute("delete from accounts where demonstration and email like 'neighbour-%'")
  }
}
