package import Accounts
package import HTTP
package import Postgres
package import Runtime

/// The vehicles of drivers, and the models that are sold.
package struct VehiclesFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let clock: WallClock
  let ids: IdentifierSource

  package init(database: Database, doorkeeper: Doorkeeper, clock: WallClock, ids: IdentifierSource = .random) {
    (self.database, self.doorkeeper, self.clock, self.ids) = (database, doorkeeper, clock, ids)
  }

  package var feature: Feature { Feature(routes: routes, links: links) }

  private var routes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/vehicle-models", access: .public, "Find the model of a vehicle",
        answers: .json(VehicleModelList.self), handler: findVehicleModels),
      Route(
        .get, "/api/vehicles", access: access, "My vehicles, the default one first", answers: .json(VehicleList.self),
        handler: listVehicles),
      Route(
        .post, "/api/vehicles", access: access, "Add a vehicle, by its model or described",
        answers: .json(Vehicle.self, status: .created), handler: addVehicle),
      Route(
        .get, "/api/vehicles/{id}", access: access, "One of my vehicles", answers: .json(Vehicle.self),
        handler: showVehicle),
      Route(
        .patch, "/api/vehicles/{id}", access: access, "Change a vehicle", answers: .json(Vehicle.self),
        handler: changeVehicle),
      Route(
        .delete, "/api/vehicles/{id}", access: access, "Remove a vehicle", answers: .empty(), handler: deleteVehicle),
    ]
  }

  private var links: Links {
    Links().adding("vehicles", "/api/vehicles").adding("vehicleModels", "/api/vehicle-models{?q,limit}")
  }
}
