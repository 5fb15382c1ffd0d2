import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes, GET and DELETE /api/homes/{id}.
struct HomesQuery: Decodable, Sendable {
  let cursor: Cursor<Home>?
  let limit: PageLimit?
}

extension HomesFeature {
  func listHomes(_ call: Call<Nothing, HomesQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let rows = try await database.query(
      """
      select \(sql: HomeRow.columns(at: clock.now)) from homes h
      where h.account_id = \(driver.id)
        and (\(call.query.cursor?.id)::uuid is null or h.id > \(call.query.cursor?.id))
      order by h.id limit \(limit + 1)
      """
    ) { row in try HomeRow(&row) }
    let parts = try await parts(of: rows.map(\.id), in: database, call.request.language)
    let homes = rows.map { $0.home(parts($0.id), isWhole: false) }
    return try Page(homes, limit: limit, at: "/api/homes", call.request) { Cursor(id: $0.id) }.response()
  }

  func showHome(_ call: Call<HomePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let row = try await home(call.path.id, of: driver, in: database)
    let parts = try await parts(of: row.id, in: database, call.request.language)
    return try .json(row.home(parts, isWhole: true)).tagged(row.tag(parts))
  }

  /// Readings go with the row; the point is free.
  func deleteHome(_ call: Call<HomePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let id = call.path.id
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let before = try await hold(id, of: driver, in: transaction)
      try call.request.honourMatch(before.tag(try await parts(of: id, in: transaction)))
      try await leave(id, in: transaction)
      return .noContent
    }
  }

  /// Consents end with the home, and stay as proof.
  func leave(_ id: Home.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update home_consents set state = 'withdrawn', origin = 'person', withdrawn_at = \(clock.now), ask_at = null,
        version = version + 1
      where home_id = \(id) and state in ('pending', 'active')
      """)
    try await transaction.execute("delete from homes where id = \(id)")
  }
}
