import Ground
import HTTP
import Postgres

/// PATCH /api/account. What is not named stays; If-Match is honoured where it is sent.
struct ChangeAccount: Decodable, Sendable {
  let displayName: DisplayName?
  let language: Language?
}

extension People {
  func changeAccount(_ call: Call<Nothing, Nothing, JSONBody<ChangeAccount>>, _ driver: Driver) async throws -> Response
  {
    let wanted = call.body
    let changed = try await database.transaction { transaction in
      let tag = try await transaction.first("select version from accounts where id = \(driver.id) for update") { row in
        EntityTag(String(try row.next(Int.self)))
      }
      guard let tag else { throw Problem.unauthenticated }
      try call.request.honourMatch(tag)
      return try await transaction.first(
        """
        update accounts a set display_name = coalesce(\(wanted.displayName?.text), display_name),
          language = coalesce(\(wanted.language?.rawValue), language), version = version + 1
        where id = \(driver.id) returning \(sql: Account.columns)
        """
      ) { row in try Account.Versioned(&row) }
    }
    guard let changed else { throw Problem.unauthenticated }
    return try changed.linked(Account.ownLinks).response()
  }
}

extension Request {
  /// For what belongs to one person alone: a client that names no version has nobody to overwrite.
  func honourMatch(_ tag: EntityTag) throws {
    if headers["If-Match"] != nil { try requireMatch(tag) }
  }
}
