package import Accounts
package import HTTP
package import Postgres
package import Runtime

/// Places that people look after together: who they are, what stands there and what it measures.
package struct SitesFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource

  package init(
    database: Database, doorkeeper: Doorkeeper, log: Log, clock: WallClock, ids: IdentifierSource = .random
  ) {
    (self.database, self.doorkeeper, self.log, self.clock, self.ids) = (database, doorkeeper, log, clock, ids)
  }

  package var feature: Feature { Feature(routes: catalogue, links: links) }

  private var catalogue: [Route] {
    [
      Route(
        .get, "/api/metrics", access: .public, "What devices can measure, with unit and range",
        answers: .json(MetricList.self), handler: listMetrics)
    ]
  }

  private var links: Links { Links().adding("metrics", "/api/metrics") }
}
