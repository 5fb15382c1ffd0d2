import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/admin/accounts. An administrator may know who has an account, so a known e-mail is a plain conflict.
struct CreateAccount: Decodable, Sendable {
  let email: Email
  let password: NewPassword
  let displayName: DisplayName
  let role: Account.Role?
  let language: Language?
}

extension AccountsFeature {
  func createAccount(
    _ call: Call<Nothing, Nothing, JSONBody<CreateAccount>>, _ administrator: Administrator
  ) async throws -> Response {
    let wanted = call.body
    // An account with more rights than one's own driving is as good as another role.
    if let role = wanted.role, role > .driver { _ = try administrator.fresh() }
    try wanted.password.refuse(about: wanted.email.description, wanted.displayName.text, at: "/password")
    let hash = try await hasher.hash(wanted.password.password)
    let now = clock.now
    let id = ids.next(Account.self, at: now)
    let role = wanted.role ?? .driver
    let created = try await database.transaction { transaction in
      let created = try await transaction.first(
        """
        insert into accounts as a (id, email, display_name, role, language, password_hash, created_at)
        values (\(id), \(wanted.email.description), \(wanted.displayName.text), \(role.rawValue),
          \((wanted.language ?? .french).rawValue), \(hash.text), \(now))
        on conflict (lower(email) collate "C") do nothing
        returning \(sql: Account.columns)
        """
      ) { row in try Account.Versioned(&row) }
      guard let created else {
        throw Problem(.conflict, Text(fr: "Cet e-mail a déjà un compte.", en: "This e-mail has an account already."))
      }
      try await transaction.execute(queue(.confirmation, to: "\(wanted.email.description)", of: "\(id)"))
      try await Audit.record(
        "account.created", by: administrator.id, on: "account", id, ["role": [.null, .string(role.rawValue)]], at: now,
        ids: ids, in: transaction)
      return created
    }
    return try created.linked(Account.administrationLinks(id)).response(.created)
      .header("Location", "/api/admin/accounts/\(id)")
  }
}
