import Accounts
import HTTP
import Postgres

/// GET /api/vehicles, GET and DELETE /api/vehicles/{id}. Somebody else's vehicle does not exist.
extension VehiclesFeature {
  func listVehicles(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let vehicles = try await database.query(
      "select \(sql: Vehicle.columns) from vehicles v where v.account_id = \(driver.id) order by v.is_default desc, v.id"
    ) { row in try Vehicle.Versioned(&row).vehicle }
    let links = Links().adding("self", "/api/vehicles").adding("add", "/api/vehicles", method: .post)
      .adding("models", "/api/vehicle-models{?q,limit}")
    return try .json(VehicleList(items: vehicles, _links: links))
  }

  func showVehicle(_ call: Call<VehiclePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await vehicle(call.path.id, of: driver, in: database).response()
  }

  func vehicle(_ id: Vehicle.ID, of driver: Driver, in database: some Querying) async throws -> Vehicle.Versioned {
    let found = try await database.first(
      "select \(sql: Vehicle.columns) from vehicles v where v.id = \(id) and v.account_id = \(driver.id)"
    ) { row in try Vehicle.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  func deleteVehicle(_ call: Call<VehiclePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let id = call.path.id
    try await database.transaction { transaction in
      _ = try await holdGarage(of: driver, in: transaction)
      let before = try await vehicle(id, of: driver, in: transaction)
      try call.request.honourMatch(before.tag)
      try await transaction.execute("delete from vehicles where id = \(id)")
      guard before.vehicle.isDefault else { return }
      // The oldest of the others takes over.
      try await transaction.execute(
        """
        update vehicles set is_default = true, version = version + 1
        where id = (select id from vehicles where account_id = \(driver.id) order by id limit 1)
        """)
    }
    return .noContent
  }
}

struct VehicleList: Codable, Sendable {
  let items: [Vehicle]
  let _links: Links
}
