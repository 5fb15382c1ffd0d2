import Accounts
import Charts
import HTTP
import Resources

/// The routes of plants, and the names under which `GET /api` tells of them.
extension SitesFeature {
  var plants: [Route] { plantRoutes + reserveRoutes + productionRoutes + plantPictures }

  var plantLinks: Links {
    Links().adding("plants", "/api/plants{?siteId,cursor,limit}").adding("addPlant", "/api/plants", method: .post)
      .adding("plant", "/api/plants/{id}").adding("plantMovements", "/api/plants/{id}/movements{?cursor,limit}")
      .adding("plantLevels", "/api/plants/{id}/levels{?from,to,resolution}")
      .adding("plantProduction", "/api/plants/{id}/production{?from,to,cursor,limit}")
      .adding("plantMovement", "/api/plants/{id}/movements/{movementId}")
      .adding("declareMovement", "/api/plants/{id}/movements", method: .post)
      .adding("reverseMovement", "/api/plants/{id}/movements/{movementId}/reversal", method: .post)
      .adding("countLevel", "/api/plants/{id}/counts", method: .post)
      .adding("declareProduction", "/api/plants/{id}/production", method: .post)
      .adding("declaredProduction", "/api/plants/{id}/production/{productionId}")
      .adding("plantLevelsChart", "/api/plants/{id}/levels/chart.svg{?from,to,resolution,width,height,scale,theme}")
      .adding("plantLevelsPicture", "/api/plants/{id}/levels/chart.png{?from,to,resolution,width,height,scale,theme}")
      .adding("plantProductionChart", "/api/plants/{id}/production/chart.svg{?from,to,width,height,scale,theme}")
      .adding("plantProductionPicture", "/api/plants/{id}/production/chart.png{?from,to,width,height,scale,theme}")
  }

  private var plantRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/plants", access: access, "The plants of my sites", answers: .json(Page<Plant>.self),
        handler: listPlants),
      Route(
        .post, "/api/plants", access: access,
        "Make a plant, at my own site where none is named; it is a device there with power and energy",
        answers: .json(Plant.self, status: .created), handler: createPlant),
      Route(
        .get, "/api/plants/{id}", access: access, "A plant, and what its reserve holds now",
        answers: .json(Plant.self), handler: showPlant),
      Route(
        .patch, "/api/plants/{id}", access: access,
        "Change a plant; a capacity holds from `storage.since` on, and never below a level that is held then",
        answers: .json(Plant.self), .problem(ReserveRefusal.self, status: 409), handler: changePlant),
      Route(
        .delete, "/api/plants/{id}", access: access, "Delete a plant with all that was declared of it",
        answers: .empty(), handler: deletePlant),
    ]
  }

  private var reserveRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/plants/{id}/movements", access: access, "What was declared of a reserve, the latest instant first",
        answers: .json(Page<Movement>.self), handler: listMovements),
      Route(
        .post, "/api/plants/{id}/movements", access: access,
        "Declare energy that went in or out, at an instant or evenly over a time, however late",
        answers: .json(Movement.self, status: .created), .problem(ReserveRefusal.self, status: 409),
        handler: declareMovement),
      Route(
        .get, "/api/plants/{id}/movements/{movementId}", access: access, "One of them", answers: .json(Movement.self),
        handler: showMovement),
      Route(
        .post, "/api/plants/{id}/movements/{movementId}/reversal", access: access,
        "Take a movement back: its opposite at the same time",
        answers: .json(Movement.self, status: .created), .problem(ReserveRefusal.self, status: 409),
        handler: reverseMovement),
      Route(
        .post, "/api/plants/{id}/counts", access: access,
        "Say what the reserve holds, as it was read; the difference is shown, and late declarations before it change it alone",
        answers: .json(Movement.self, status: .created), .problem(ReserveRefusal.self, status: 409), handler: countLevel
      ),
      Route(
        .get, "/api/plants/{id}/levels", access: access,
        "What the reserve held: from each item's `wh` the level goes straight to the next one's `beforeWh`; roll-ups keep the lowest and the highest",
        answers: .json(LevelSeries.self), .media(.csv), handler: showLevels),
    ]
  }

  private var productionRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/plants/{id}/production", access: access, "What a plant produced, the latest first",
        answers: .json(Page<Production>.self), .media(.csv), handler: listProduction),
      Route(
        .post, "/api/plants/{id}/production", access: access, "Declare production by hand, no time twice",
        answers: .json(Production.self, status: .created), .problem(ProductionRefusal.self, status: 409),
        handler: declareProduction),
      Route(
        .get, "/api/plants/{id}/production/{productionId}", access: access, "One of them",
        answers: .json(Production.self), handler: showProduction),
      Route(
        .delete, "/api/plants/{id}/production/{productionId}", access: access, "Take a declared production back",
        answers: .empty(), handler: deleteProduction),
    ]
  }

  private var plantPictures: [Route] {
    let access = doorkeeper.driver
    let (svg, png) = (PictureFormat.svg.type, PictureFormat.png.type)
    return [
      Route(
        .get, "/api/plants/{id}/levels/chart.svg", access: access, "The level and the capacity as a picture",
        answers: .media(svg), handler: { call, driver in try await drawLevels(call, .svg, driver) }),
      Route(
        .get, "/api/plants/{id}/levels/chart.png", access: access, "The level and the capacity as a picture",
        answers: .media(png), handler: { call, driver in try await drawLevels(call, .png, driver) }),
      Route(
        .get, "/api/plants/{id}/production/chart.svg", access: access, "The production as a picture",
        answers: .media(svg), handler: { call, driver in try await drawProduction(call, .svg, driver) }),
      Route(
        .get, "/api/plants/{id}/production/chart.png", access: access, "The production as a picture",
        answers: .media(png), handler: { call, driver in try await drawProduction(call, .png, driver) }),
    ]
  }
}
