import HTTP
package import Postgres
package import Runtime
package import Secrets

/// `watts-up admin create`: the first administrator cannot be made by another one.
package struct CreateAdministrator: Sendable {
  package enum Refusal: Error, Equatable, CustomStringConvertible {
    case emailTaken
    case passwordTooPersonal

    package var description: String {
      switch self {
      case .emailTaken: "there is an account with this e-mail already"
      case .passwordTooPersonal: "this password is made of the e-mail; choose another"
      }
    }
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
    let name = String(email.description.prefix { $0 != "@" })
    if password.isMade(of: email.description) { throw Refusal.passwordTooPersonal }
    let hash = try await hasher.hash(password.password)
    let now = clock.now
    let id = ids.next(Account.self, at: now)
    // The person at the server vouches for the address.
    try await database.transaction { transaction in
      let created = try await transaction.execute(
        """
        insert into accounts (id, email, display_name, role, language, password_hash, created_at, email_confirmed_at)
        values (\(id), \(email.description), \(name), 'admin', 'fr', \(hash.text), \(now), \(now))
        on conflict (lower(email) collate "C") do nothing
        """)
      guard created == 1 else { throw Refusal.emailTaken }
      try await Audit.record(
        "account.created", by: nil, on: "account", id, ["role": [.null, "admin"]], at: now, ids: ids, in: transaction)
    }
    return id
  }
}
