package import Accounts
package import HTTP
package import Postgres
import Resources
package import Runtime

/// The game: seasons, players, teams, challenges, and a ledger of points from which every rank is made.
package struct CommunityFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let weather: WeatherSource?
  let clock: WallClock
  let ids: IdentifierSource
  let kept = KeptStandings()
  /// Where pictures are read: a large one must not hold up the loop.
  let pictures = Workers(name: "photos", threads: 1, queueLimit: 16, niceness: 5)

  package init(
    database: Database, doorkeeper: Doorkeeper, weather: WeatherSource? = nil, clock: WallClock,
    ids: IdentifierSource = .random
  ) {
    (self.database, self.doorkeeper, self.weather) = (database, doorkeeper, weather)
    (self.clock, self.ids) = (clock, ids)
  }

  package var feature: Feature {
    Feature(
      routes: knowledge + players + evidence + teams + administration,
      links: links, work: work)
  }

  private var links: Links {
    Links().adding("community", "/api/community/me").adding("communitySeasons", "/api/community/seasons{?cursor,limit}")
      .adding("communityPodium", "/api/community/podium").adding("communityIdeas", "/api/community/ideas")
      .adding("communityCatalogue", "/api/community/catalogue")
      .adding("communityPoints", "/api/community/points{?rule,all,cursor,limit}")
      .adding("communityActions", "/api/community/actions{?cursor,limit}")
      .adding("communitySheddings", "/api/community/sheddings{?cursor,limit}")
      .adding("communityTeam", "/api/community/teams/{id}")
      .adding("playCommunity", "/api/community/players", method: .post)
      .adding("foundTeam", "/api/community/teams", method: .post)
      .adding("joinTeam", "/api/community/teams/join", method: .post)
      .adding("previewPoints", "/api/community/rules/{rule}/preview", method: .post)
      .adding("communityOverview", "/api/admin/community/overview")
  }

  private var knowledge: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/community/ideas", access: .public, "Ideas that save energy, each with its source",
        answers: .json(IdeaList.self), handler: listIdeas),
      Route(
        .get, "/api/community/catalogue", access: .public, "The actions of the game, and what each is worth",
        answers: .json(CatalogueList.self), handler: listCatalogue),
      Route(
        .get, "/api/community/seasons", access: access, "The seasons, newest first", answers: .json(Page<Season>.self),
        handler: listSeasons),
      Route(
        .post, "/api/community/rules/{rule}/preview", access: access,
        "What the inputs of a rule would earn; the inputs of a row of points give that row's points",
        answers: .json(PreviewedPoints.self), handler: previewRule),
      Route(
        .get, "/api/community/podium", access: access, "The best three teams of all, and mine",
        answers: .json(Podium.self), handler: showPodium),
    ]
  }
}
