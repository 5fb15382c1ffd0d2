import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/boxes, GET and DELETE …/{boxId}.
struct BoxesQuery: Decodable, Sendable {
  let cursor: Cursor<Box>?
  let limit: PageLimit?
}

extension HomesFeature {
  func listBoxes(_ call: Call<HomePath, BoxesQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let (home, limit) = (call.path.id, call.query.limit?.count ?? 50)
    _ = try await self.home(home, of: driver, in: database)
    let boxes = try await database.query(
      """
      select \(sql: Box.columns(at: clock.now)) from boxes b
      where b.home_id = \(home) and (\(call.query.cursor?.id)::uuid is null or b.id > \(call.query.cursor?.id))
      order by b.id limit \(limit + 1)
      """
    ) { row in try Box.Versioned(&row).box }
    return try Page(boxes, limit: limit, at: "/api/homes/\(home)/boxes", call.request) { Cursor(id: $0.id) }
      .response()
  }

  func showBox(_ call: Call<BoxPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await box(call.path, of: driver, in: database).response()
  }

  /// Its key ends with the row: the next thing that the box sends is refused. What it has read of the meter stays the
  /// home's.
  func deleteBox(_ call: Call<BoxPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let before = try await holdBox(call.path, of: driver, in: transaction)
      try call.request.honourMatch(before.tag)
      try await transaction.execute("delete from boxes where id = \(call.path.boxId)")
      return .noContent
    }
  }

  func box(_ path: BoxPath, of driver: Driver, in database: some Querying) async throws -> Box.Versioned {
    let found = try await database.first(
      """
      select \(sql: Box.columns(at: clock.now)) from boxes b join homes h on h.id = b.home_id
      where b.id = \(path.boxId) and h.id = \(path.id) and h.account_id = \(driver.id)
      """
    ) { row in try Box.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// The same, held until the end of the transaction.
  func holdBox(_ path: BoxPath, of driver: Driver, in transaction: Transaction) async throws -> Box.Versioned {
    try await transaction.execute("select from boxes where id = \(path.boxId) for update")
    return try await box(path, of: driver, in: transaction)
  }
}
