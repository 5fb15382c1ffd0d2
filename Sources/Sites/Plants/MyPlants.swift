import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/plants, GET and DELETE /api/plants/{id}. A plant at a site where one is nobody does not exist.
struct PlantQuery: Decodable, Sendable {
  let siteId: EnergySite.ID?
  let cursor: Cursor<Plant>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listPlants(_ call: Call<Nothing, PlantQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    var condition: SQL = "true"
    if let site = call.query.siteId { condition = "\(sql: condition) and d.site_id = \(site)" }
    if let last = call.query.cursor?.id { condition = "\(sql: condition) and p.id > \(last)" }
    let found = try await database.query(
      Plant.select(for: driver, at: clock.now, where: condition, limit: limit + 1)
    ) { row in try Plant.Versioned(&row).plant }
    return try Page(found, limit: limit, at: "/api/plants", call.request) { Cursor(id: $0.id) }.response()
  }

  func showPlant(_ call: Call<PlantPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await plant(call.path.id, for: driver, in: database).response()
  }

  func plant(_ id: Plant.ID, for driver: Driver, in database: some Querying) async throws -> Plant.Versioned {
    let found = try await database.first(
      Plant.select(for: driver, at: clock.now, where: "p.id = \(id)")
    ) { row in try Plant.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  func deletePlant(_ call: Call<PlantPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let held = try await hold(call.path.id, for: driver, in: transaction)
      try call.request.honourMatch(held.before.tag)
      try await transaction.execute("delete from devices where id = \(held.before.plant.deviceId)")
      return .noContent
    }
  }
}
