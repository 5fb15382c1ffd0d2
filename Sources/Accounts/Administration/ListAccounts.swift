import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/accounts, newest first unless sorted; `q` is a part of a name or an e-mail.
struct ListAccounts: Decodable, Sendable {
  let q: String?
  let role: Account.Role?
  let locked: Bool?
  let sort: Sort<Column>?
  let cursor: Cursor<Account>?
  let limit: PageLimit?

  enum Column: String, SortColumn {
    case created, name, email, role

    var key: SQL {
      switch self {
      case .created: "a.id"
      case .name: "unaccent(lower(a.display_name))"
      case .email: "lower(a.email)"
      case .role: "a.role"
      }
    }
  }
}

/// The id in a path below /api/admin/accounts.
struct AccountPath: Decodable, Sendable {
  let id: Account.ID
}

extension AccountsFeature {
  func listAccounts(_ call: Call<Nothing, ListAccounts, NoBody>, _ administrator: Administrator) async throws
    -> Response
  {
    let wanted = call.query
    let limit = wanted.limit?.count ?? 50
    let sort = wanted.sort ?? Sort(.created, descending: true)
    let accounts = try await database.heavily(for: call.request.party).query(
      """
      select \(sql: Account.columns) from accounts a
      where not a.demonstration and (\(wanted.q)::text is null
          or position(unaccent(lower(\(wanted.q))) in unaccent(lower(a.display_name || ' ' || a.email))) > 0)
        and (\(wanted.role?.rawValue)::text is null or a.role = \(wanted.role?.rawValue))
        and (\(wanted.locked)::boolean is null or (a.locked_at is not null) = \(wanted.locked))
        and \(sql: sort.rest(after: wanted.cursor, of: "accounts a", id: "a.id"))
      order by \(sql: sort.order(id: "a.id")) limit \(limit + 1)
      """
    ) { row in
      let found = try Account.Versioned(&row)
      return found.linked(Account.administrationLinks(found.account.id)).account
    }
    return try Page(accounts, limit: limit, at: "/api/admin/accounts", call.request) { Cursor(id: $0.id) }.response()
  }

  func readAccount(_ call: Call<AccountPath, Nothing, NoBody>, _ administrator: Administrator) async throws -> Response
  {
    let found = try await database.first(
      "select \(sql: Account.columns) from accounts a where a.id = \(call.path.id) and not a.demonstration"
    ) { row in try Account.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return try found.linked(Account.administrationLinks(call.path.id)).response()
  }
}

extension Account {
  static func administrationLinks(_ id: ID) -> Links {
    let path = "/api/admin/accounts/\(id)"
    return Links().adding("self", path).adding("change", path, method: .patch).adding("delete", path, method: .delete)
      .adding("audit", "/api/admin/audit?kind=account&subject=\(id)")
  }
}
