import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/teams, newest first.
struct ListTeams: Decodable, Sendable {
  let q: String?
  let cursor: Cursor<ListedTeam>?
  let limit: PageLimit?
}

struct ListedTeam: Codable, Sendable {
  let id: Team.ID
  let name: String
  let members: Int
  let counted: Int
  let rank: Int?
  let score: Double?
  let points: Int
  let createdAt: Instant
  let _links: Links
}

extension CommunityFeature {
  func listTeams(_ call: Call<Nothing, ListTeams, NoBody>, _: Administrator) async throws -> Response {
    let wanted = call.query
    let (limit, cursor) = (wanted.limit?.count ?? 50, wanted.cursor?.id)
    let table = try await standings()
    let found = try await database.heavily(for: call.request.party).query(
      """
      select t.id, t.name, t.created_at from community_teams t
      where (\(wanted.q)::text is null or position(unaccent(lower(\(wanted.q))) in unaccent(lower(t.name))) > 0)
        and (\(cursor)::uuid is null or t.id < \(cursor))
      order by t.id desc limit \(limit + 1)
      """
    ) { row in
      let id = try row.next(Team.ID.self)
      return ListedTeam(id, try row.next(), try row.next(), table?.team(id))
    }
    return try Page(found, limit: limit, at: "/api/admin/community/teams", call.request) {
      Cursor(id: Identifier(high: $0.id.high, low: $0.id.low))
    }.response()
  }
}

extension ListedTeam {
  fileprivate init(_ id: Team.ID, _ name: String, _ createdAt: Instant, _ place: Standings.Place?) {
    self.init(
      id: id, name: name, members: place?.members ?? 0, counted: place?.counted ?? 0, rank: place?.rank,
      score: place?.score, points: place?.points ?? 0, createdAt: createdAt,
      _links: Links().adding("team", "/api/community/teams/\(id)")
        .adding("players", "/api/admin/community/players?team=\(id)"))
  }
}
