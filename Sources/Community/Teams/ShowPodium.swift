import Accounts
import HTTP
import Postgres
import Runtime

/// GET /api/community/podium: the best three teams of all, and mine.
struct Podium: Codable, Sendable {
  struct Place: Codable, Sendable {
    let rank: Int?
    let teamId: Team.ID
    let name: String
    let score: Double?
    let members: Int
    let counted: Int
    /// Made up.
    let demonstration: Bool
  }

  let items: [Place]
  /// Null for whoever is in no team.
  let mine: Place?
  let teams: Int
  let seasonId: Season.ID?
  let _links: Links
}

extension CommunityFeature {
  func showPodium(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let table = try await standings()
    let mine = try await database.readFirst(
      """
      select (select m.team_id from community_memberships m join community_players pl on pl.id = m.player_id
          where pl.account_id = \(driver.id) and m.left_at is null),
        (select id from community_seasons order by state = 'open' desc, last_day desc, id desc limit 1)
      """
    ) { row in (team: try row.next(Team.ID?.self), season: try row.next(Season.ID?.self)) }
    let place = mine?.team.flatMap { table?.team($0) }
    return try .json(
      Podium(
        items: (table?.podium ?? []).map(Podium.Place.init), mine: place.map(Podium.Place.init),
        teams: table?.places.count ?? 0, seasonId: mine?.season,
        _links: Links().adding("self", "/api/community/podium").adding("team", "/api/community/teams/{id}")))
  }
}

extension Podium.Place {
  init(_ place: Standings.Place) {
    self.init(
      rank: place.rank, teamId: place.team, name: place.name, score: place.score, members: place.members,
      counted: place.counted, demonstration: place.isMadeUp)
  }
}
