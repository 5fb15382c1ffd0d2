package import Accounts
package import HTTP
package import Postgres
package import Runtime

/// Homes: where people live, what they agreed to, and what their meter said.
package struct HomesFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource

  package init(
    database: Database, doorkeeper: Doorkeeper, log: Log, clock: WallClock, ids: IdentifierSource = .random
  ) {
    (self.database, self.doorkeeper) = (database, doorkeeper)
    (self.log, self.clock, self.ids) = (log, clock, ids)
  }

  package var feature: Feature { Feature(routes: []) }
}
