package import Accounts
package import HTTP
package import Postgres
import Resources
package import Runtime

/// Stations and their charge points: what is shown of them, and how administrators and technicians change them.
package struct StationsFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource
  /// What everybody is shown.
  package let country: PresentCountry
  let ready = ReadyStations()

  /// Without a `country` that others follow, each who asks has it loaded.
  package init(
    database: Database, doorkeeper: Doorkeeper, log: Log, clock: WallClock, ids: IdentifierSource = .random,
    country: PresentCountry? = nil
  ) {
    self.country = country ?? PresentCountry(database: database, clock: clock, log: log)
    self.database = database
    self.doorkeeper = doorkeeper
    self.log = log
    self.clock = clock
    self.ids = ids
  }

  package init(showing country: PresentCountry, doorkeeper: Doorkeeper) {
    self.init(
      database: country.database, doorkeeper: doorkeeper, log: country.log, clock: country.clock, country: country)
  }

  package var feature: Feature {
    Feature(
      routes: (shown + stations + points).map(seenAtOnce),
      links: Links().adding("stations", FindStations.link)
        .adding("actOnStations", "/api/admin/stations/actions", method: .post)
        .adding("actOnPoints", "/api/admin/points/actions", method: .post)
        .adding("station", "/api/stations/{id}")
        .adding("pointService", "/api/points/{id}/service", method: .put)
        .adding("administeredStations", "/api/admin/stations{?q,source,withdrawn,manual,sort,cursor,limit,totals}")
        .adding(
          "administeredPoints", "/api/admin/points{?q,stationId,withdrawn,outOfService,sort,cursor,limit,totals}"),
      work: work)
  }

  /// The same feature, for slices whose changes to stations are to be seen at this server by who made them.
  package func seenAtOnce(_ feature: Feature) -> Feature {
    Feature(routes: feature.routes.map(seenAtOnce), links: feature.links, work: feature.work)
  }

  /// Whoever changes something reads it next, at this server.
  private func seenAtOnce(_ route: Route) -> Route {
    if route.method.isSafe { return route }
    return route.surrounded { _, answer in
      let response = try await answer()
      await country.catchUp()
      return response
    }
  }

  private var shown: [Route] {
    [
      .immediate(
        .get, "/api/stations", "Stations in a box, around a place, by words, in a commune, along a way",
        query: FindStations.self, answers: .json(StationList.Description.self), traffic: .ordinary,
        handler: findStations),
      .immediate(
        .get, "/api/stations/{id}", "One station with its points", path: StationPath.self,
        answers: .json(StationDescription.self), traffic: .ordinary, handler: showStation),
      Route(
        .put, "/api/points/{id}/service", access: doorkeeper.technician, "Take a point out of service, or put it back",
        answers: .json(ServiceState.self), handler: switchService),
    ]
  }

  private var stations: [Route] {
    let access = doorkeeper.administrator
    return [
      Route(
        .get, "/api/admin/stations", access: access, "Find stations, withdrawn ones too",
        answers: .json(CountedPage<AdministeredStation>.self), handler: listStations),
      Route(
        .get, "/api/admin/stations.csv", access: access, "The same as a file, all of it", answers: .media(.csv),
        handler: downloadStations),
      Route(
        .post, "/api/admin/stations", access: access, "Add a station by hand",
        answers: .json(AdministeredStation.self, status: .created), handler: createStation),
      Route(
        .post, "/api/admin/stations/actions", access: access, "Withdraw many stations, or offer them again",
        answers: .json(BulkOutcome.self), handler: actOnStations),
      Route(
        .get, "/api/admin/stations/{id}", access: access, "One station, with where each fact comes from",
        answers: .json(AdministeredStation.self), handler: readStation),
      Route(
        .patch, "/api/admin/stations/{id}", access: access, "Change a station; imports leave alone what is set here",
        answers: .json(AdministeredStation.self), handler: changeStation),
      Route(
        .delete, "/api/admin/stations/{id}", access: access.fresh, "Withdraw a station with its points",
        answers: .empty(),
        handler: withdrawStation),
    ]
  }

  private var points: [Route] {
    let access = doorkeeper.administrator
    return [
      Route(
        .get, "/api/admin/points", access: access, "Find points, withdrawn ones too",
        answers: .json(CountedPage<AdministeredPoint>.self), handler: listPoints),
      Route(
        .get, "/api/admin/points.csv", access: access, "The same as a file, all of it", answers: .media(.csv),
        handler: downloadPoints),
      Route(
        .post, "/api/admin/points", access: access, "Add a point by hand",
        answers: .json(AdministeredPoint.self, status: .created), handler: createPoint),
      Route(
        .post, "/api/admin/points/actions", access: access, "Withdraw many points, or switch their service",
        answers: .json(BulkOutcome.self), handler: actOnPoints),
      Route(
        .get, "/api/admin/points/{id}", access: access, "One point, with where each fact comes from",
        answers: .json(AdministeredPoint.self), handler: readPoint),
      Route(
        .patch, "/api/admin/points/{id}", access: access, "Change a point; imports leave alone what is set here",
        answers: .json(AdministeredPoint.self), handler: changePoint),
      Route(
        .delete, "/api/admin/points/{id}", access: access.fresh, "Withdraw a point", answers: .empty(),
        handler: withdrawPoint),
    ]
  }
}
