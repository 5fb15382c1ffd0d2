package import Accounts
import Charts
package import HTTP
package import Postgres
import Resources
package import Runtime
package import Secrets

/// Homes: where people live, what they agreed to, and what their meter said.
package struct HomesFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  /// Nil on a server that Enedis does not know: files by hand and boxes work all the same.
  let enedis: EnedisClient?
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource
  /// Nil on a server without keys, which pairs no box.
  let signer: OrderSigner?
  let teams: HomeTeams
  /// Where files are read: a long one must not hold up the loop.
  let files = Workers(name: "readings", threads: 1, queueLimit: 16, niceness: 5)

  package init(
    database: Database, doorkeeper: Doorkeeper, enedis: EnedisClient? = nil, keys: SecretKeys? = nil, log: Log,
    clock: WallClock, ids: IdentifierSource = .random, teams: @escaping HomeTeams = { _, _ in [:] }
  ) {
    signer = keys.map { OrderSigner($0) }
    (self.database, self.doorkeeper, self.enedis) = (database, doorkeeper, enedis)
    (self.log, self.clock, self.ids) = (log, clock, ids)
    self.teams = teams
  }

  package var feature: Feature {
    Feature(
      routes: homes + consents + readings + pictures + boxRoutes + agreementRoutes,
      links: Links().adding("homes", "/api/homes{?cursor,limit}"),
      work: work + boxWork)
  }

  private var access: Access<Driver> { doorkeeper.driver }

  private var homes: [Route] {
    [
      Route(
        .get, "/api/homes", access: access, "My homes", answers: .json(Page<Home>.self), handler: listHomes),
      Route(
        .post, "/api/homes", access: access, "Add a home", answers: .json(Home.self, status: .created),
        handler: addHome),
      Route(
        .get, "/api/homes/{id}", access: access, "One of my homes, with the whole number of its usage point",
        answers: .json(Home.self), handler: showHome),
      Route(
        .patch, "/api/homes/{id}", access: access, "Change a home", answers: .json(Home.self), handler: changeHome),
      Route(
        .delete, "/api/homes/{id}", access: access, "Leave a home: its readings go, its point is free",
        answers: .empty(), handler: deleteHome),
      Route(
        .get, "/api/admin/homes", access: doorkeeper.administrator,
        "How homes are connected, and what is missing; never what their meters said",
        answers: .json(Page<HomeStatus>.self), handler: listStatuses),
    ]
  }

  private var consents: [Route] {
    [
      Route(
        .get, "/api/homes/{id}/consents", access: access, "What I agreed to, newest first",
        answers: .json(Page<Consent>.self), handler: listConsents),
      Route(
        .post, "/api/homes/{id}/consents", access: access,
        "Agree, purpose by purpose; confirmed on Enedis' page at authorizeUrl",
        answers: .json(GivenConsent.self, status: .created), handler: giveConsent),
      Route(
        .delete, "/api/homes/{id}/consents/{consentId}", access: access,
        "Withdraw: what was read under it is erased at once", answers: .empty(), handler: withdrawConsent),
      .immediate(
        .get, "/enedis/callback", "Back from Enedis' page", query: ReturnQuery.self, answers: .media(.html),
        traffic: .ordinary
      ) { request in .later { try await returnFromEnedis(request) } },
    ]
  }

  private var readings: [Route] {
    [
      Route(
        .get, "/api/homes/{id}/readings", access: access, "What the meter said: items that start in [from, to)",
        answers: .json(ReadingAnswer.schema), .media(.csv), handler: showReadings),
      Route(
        .post, "/api/homes/{id}/readings/file", access: access,
        "Bring an export of Enedis by hand, CSV or JSON; its readings are provisional",
        answers: .json(TakenFile.self, status: .created), handler: takeFile),
      Route(
        .get, "/api/homes/{id}/gaps", access: access, "The days that are not complete, newest first",
        answers: .json(GapList.self), handler: showGaps),
    ]
  }

  private var pictures: [Route] {
    [
      Route(
        .get, "/api/homes/{id}/readings/chart.svg", access: access, "My readings as a picture",
        answers: .media(PictureFormat.svg.type), handler: { try await drawReadings($0, $1, .svg) }),
      Route(
        .get, "/api/homes/{id}/readings/chart.png", access: access, "My readings as a picture",
        answers: .media(PictureFormat.png.type), handler: { try await drawReadings($0, $1, .png) }),
    ]
  }
}
