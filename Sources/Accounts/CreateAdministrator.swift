package import Ground
import HTTP
package import Postgres
package import Secrets

/// `watts-up admin create`: the first administrator cannot be made by another one.
package struct CreateAdministrator: Sendable {
  package enum Refusal: Error, Equatable, CustomStringConvertible {
    case emailTaken

    package var description: String { "there is an account with this e-mail already" }
  }

  let database: Database
  let hasher: PasswordHasher
  let clock: WallClock
  let ids: IdentifierSource

  package init(database: Database, hasher: PasswordHasher, clock: WallClock, ids: IdentifierSource) {
    self.database = database
    self.hasher = hasher
    self.clock = clock
    self.ids = ids
  }

  package func callAsFunction(email: Email, password: NewPassword) async throws -> Account.ID {
    let hash = try await hasher.hash(password.password)
    let now = clock.now
    let id = ids.next(Account.self, at: now)
    let name = String(email.description.prefix { $0 != "@" })
    try await database.transaction { transaction in
      let created = try await transaction.execute(
        """
        insert into accounts (id, email, display_name, role, language, password_hash, created_at)
        values (\(id), \(email.description), \(name), 'admin', 'fr', \(hash.text), \(now))
        on conflict (lower(email) collate "C") do nothing
        """)
      guard created == 1 else { throw Refusal.emailTaken }
      try await Audit.record(
        "account.created", by: nil, on: "account", id, ["role": [.null, "admin"]], at: now, ids: ids, in: transaction)
    }
    return id
  }
}
