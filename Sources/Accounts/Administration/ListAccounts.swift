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
  let totals: Bool?

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

extension ListAccounts {
  /// Of the accounts `a`.
  fileprivate var condition: SQL {
    """
    not a.demonstration and (\(q)::text is null
        or position(unaccent(lower(\(q))) in unaccent(lower(a.display_name || ' ' || a.email))) > 0)
      and (\(role?.rawValue)::text is null or a.role = \(role?.rawValue))
      and (\(locked)::boolean is null or (a.locked_at is not null) = \(locked))
    """
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
    let (wanted, party) = (call.query, call.request.party)
    if call.request.wantsCSV { return file(of: wanted, for: party) }
    let limit = wanted.limit?.count ?? 50
    let accounts = try await find(wanted, after: wanted.cursor, limit + 1, for: party)
    let totals = try await Totals.ask(
      wanted.totals,
      """
      select (select count(*) from accounts a where \(sql: wanted.condition)),
        (select count(*) from accounts where not demonstration)
      """,
      in: database, for: party)
    return try CountedPage(accounts, totals, limit: limit, at: "/api/admin/accounts", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  func downloadAccounts(_ call: Call<Nothing, ListAccounts, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party)
  }

  private func file(of wanted: ListAccounts, for party: String) -> Response {
    Account.file.response { last, limit in
      try await find(wanted, after: last.map { Cursor(id: $0.id) } ?? wanted.cursor, limit, for: party)
    }
  }

  private func find(
    _ wanted: ListAccounts, after cursor: Cursor<Account>?, _ limit: Int, for party: String
  ) async throws -> [Account] {
    let sort = wanted.sort ?? Sort(.created, descending: true)
    return try await database.heavily(for: party).query(
      """
      select \(sql: Account.columns) from accounts a
      where \(sql: wanted.condition) and \(sql: sort.rest(after: cursor, of: "accounts a", id: "a.id"))
      order by \(sql: sort.order(id: "a.id")) limit \(limit)
      """
    ) { row in
      let found = try Account.Versioned(&row)
      return found.linked(Account.administrationLinks(found.account.id)).account
    }
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
  fileprivate static let file = CSVFile<Account>(
    "accounts",
    [
      ("id", { $0.id.description }), ("email", { $0.email }), ("displayName", { $0.displayName }),
      ("role", { $0.role.rawValue }), ("language", { $0.language.rawValue }),
      ("emailConfirmed", { $0.emailConfirmed ? "true" : "false" }), ("locked", { $0.locked ? "true" : "false" }),
      ("secondFactor", { $0.secondFactor ? "true" : "false" }), ("createdAt", { $0.createdAt.description }),
    ])

  static func administrationLinks(_ id: ID) -> Links {
    let path = "/api/admin/accounts/\(id)"
    return Links().adding("self", path).adding("change", path, method: .patch).adding("delete", path, method: .delete)
      .adding("audit", "/api/admin/audit?kind=account&subject=\(id)")
  }
}
