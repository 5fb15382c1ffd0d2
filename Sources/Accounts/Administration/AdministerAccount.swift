import HTTP
import Postgres
import Resources
import Runtime

/// PATCH and DELETE /api/admin/accounts/{id}. Changes need If-Match: two administrators may have the same page open.
struct AdministerAccount: Decodable, Sendable {
  let role: Account.Role?
  let locked: Bool?
  let displayName: DisplayName?
}

extension AccountsFeature {
  func administerAccount(
    _ call: Call<AccountPath, Nothing, JSONBody<AdministerAccount>>, _ administrator: Administrator
  ) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    if wanted.role != nil { _ = try administrator.fresh() }
    let changed = try await administer(id, wanted, by: administrator.id, matching: call.request)
    return try changed.linked(Account.administrationLinks(id)).response()
  }

  func administer(
    _ id: Account.ID, _ wanted: AdministerAccount, by actor: Account.ID, matching request: Request? = nil
  ) async throws -> Account.Versioned {
    let endsAdministration = wanted.locked == true || wanted.role.map { $0 < .admin } == true
    return try await database.transaction { transaction in
      if endsAdministration { try await LastAdministrator.mayGo(id, in: transaction) }
      let before = try await held(id, in: transaction)
      try request?.requireMatch(before.tag)
      let after = try await transaction.first(
        """
        update accounts a set role = coalesce(\(wanted.role?.rawValue), role), version = version + 1,
          display_name = coalesce(\(wanted.displayName?.text), display_name),
          locked_at = case \(wanted.locked) when true then coalesce(locked_at, \(clock.now)) when false then null
            else locked_at end
        where id = \(id) returning \(sql: Account.columns)
        """
      ) { row in try Account.Versioned(&row) }
      guard let after else { throw Problem(.notFound) }
      if after.account.locked { try await transaction.execute("delete from sessions where account_id = \(id)") }
      if after.account.role != before.account.role {
        try await transaction.execute(queue(.roleChanged, to: "\(after.account.email)", of: "\(id)"))
      }
      try await Audit.record(
        "account.changed", by: actor, on: "account", id, differences(before.account, after.account),
        at: clock.now, ids: ids, in: transaction)
      return after
    }
  }

  func removeAccount(_ call: Call<AccountPath, Nothing, NoBody>, _ administrator: FreshAdministrator) async throws
    -> Response
  {
    let id = call.path.id
    try await database.transaction { transaction in
      try await LastAdministrator.mayGo(id, in: transaction)
      let before = try await held(id, in: transaction)
      try call.request.honourMatch(before.tag)
      try await remove(id, in: transaction)
      try await Audit.record(
        "account.deleted", by: administrator.id, on: "account", id,
        ["role": [.string(before.account.role.rawValue), .null]], at: clock.now, ids: ids, in: transaction)
    }
    return .noContent
  }

  private func held(_ id: Account.ID, in transaction: Transaction) async throws -> Account.Versioned {
    let found = try await transaction.first(
      "select \(sql: Account.columns) from accounts a where a.id = \(id) and not a.demonstration for update"
    ) { row in try Account.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// A name is a person's own: that it changed is told, not how.
  private func differences(_ before: Account, _ after: Account) -> JSON {
    var members: [(String, JSON)] = []
    if before.role != after.role {
      members.append(("role", [.string(before.role.rawValue), .string(after.role.rawValue)]))
    }
    if before.locked != after.locked { members.append(("locked", [.bool(before.locked), .bool(after.locked)])) }
    if before.displayName != after.displayName { members.append(("displayName", "changed")) }
    return .object(members)
  }
}
