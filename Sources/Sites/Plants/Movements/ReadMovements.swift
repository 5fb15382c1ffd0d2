import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/plants/{id}/movements and …/{movementId}: the latest instant first, within one the last declared.
struct MovementQuery: Decodable, Sendable {
  let cursor: Cursor<Movement>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listMovements(_ call: Call<PlantPath, MovementQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let (id, limit) = (call.path.id, call.query.limit?.count ?? 50)
    _ = try await plant(id, for: driver, in: database)
    var condition: SQL = "m.plant_id = \(id)"
    if let last = call.query.cursor?.id {
      condition = """
        \(sql: condition) and (m.from_at, m.number) < (
          select c.from_at, c.number from reserve_movements c where c.id = \(last) and c.plant_id = \(id))
        """
    }
    let found = try await database.query(Movement.select(where: condition, limit: limit + 1)) { try Movement(&$0) }
    return try Page(found, limit: limit, at: "/api/plants/\(id)/movements", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  func showMovement(_ call: Call<MovementPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    _ = try await plant(call.path.id, for: driver, in: database)
    return try .json(try await movement(call.path.movementId, of: call.path.id, in: database))
  }

  func movement(_ id: Movement.ID, of plant: Plant.ID, in database: some Querying) async throws -> Movement {
    let found = try await database.first(
      Movement.select(where: "m.id = \(id) and m.plant_id = \(plant)")
    ) { try Movement(&$0) }
    guard let found else { throw Problem(.notFound) }
    return found
  }
}
