import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/teams, newest first, and …/teams.csv.
struct ListTeams: Decodable, Sendable {
  let q: String?
  let cursor: Cursor<ListedTeam>?
  let limit: PageLimit?
  let totals: Bool?
}

extension ListTeams {
  /// Of the teams `t`.
  fileprivate var condition: SQL {
    "(\(q)::text is null or position(unaccent(lower(\(q))) in unaccent(lower(t.name))) > 0)"
  }
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
  /// Made up.
  let demonstration: Bool
  let _links: Links
}

extension CommunityFeature {
  func listTeams(_ call: Call<Nothing, ListTeams, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, party) = (call.query, call.request.party)
    if call.request.wantsCSV { return file(of: wanted, for: party) }
    let limit = wanted.limit?.count ?? 50
    let found = try await find(wanted, after: wanted.cursor, limit + 1, for: party)
    let totals = try await Totals.ask(
      wanted.totals,
      """
      select (select count(*) from community_teams t where \(sql: wanted.condition)), (select count(*) from community_teams)
      """, in: database, for: party)
    return try CountedPage(found, totals, limit: limit, at: "/api/admin/community/teams", call.request) {
      $0.cursor
    }.response()
  }

  func downloadTeams(_ call: Call<Nothing, ListTeams, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party)
  }

  private func file(of wanted: ListTeams, for party: String) -> Response {
    ListedTeam.file.response { last, limit in
      try await find(wanted, after: last?.cursor ?? wanted.cursor, limit, for: party)
    }
  }

  private func find(
    _ wanted: ListTeams, after cursor: Cursor<ListedTeam>?, _ limit: Int, for party: String
  ) async throws -> [ListedTeam] {
    let table = try await standings()
    return try await database.heavily(for: party).query(
      """
      select t.id, t.name, t.created_at, t.demonstration from community_teams t
      where \(sql: wanted.condition) and (\(cursor?.id)::uuid is null or t.id < \(cursor?.id))
      order by t.id desc limit \(limit)
      """
    ) { try ListedTeam(&$0, table) }
  }
}

extension ListedTeam {
  fileprivate static let file = CSVFile<ListedTeam>(
    "equipes",
    [
      ("id", { $0.id.description }), ("name", { $0.name }), ("members", { String($0.members) }),
      ("counted", { String($0.counted) }), ("rank", { $0.rank.map { String($0) } }), ("score", { $0.score?.short }),
      ("points", { String($0.points) }), ("createdAt", { $0.createdAt.description }),
      ("demonstration", { $0.demonstration ? "true" : "false" }),
    ])

  fileprivate var cursor: Cursor<ListedTeam> { Cursor(id: Identifier(high: id.high, low: id.low)) }

  fileprivate init(_ row: inout Row, _ table: Standings?) throws {
    (id, name, createdAt, demonstration) = (try row.next(), try row.next(), try row.next(), try row.next())
    let place = table?.team(id)
    (members, counted, points) = (place?.members ?? 0, place?.counted ?? 0, place?.points ?? 0)
    (rank, score) = (place?.rank, place?.score)
    _links = Links().adding("team", "/api/community/teams/\(id)")
      .adding("players", "/api/admin/community/players?team=\(id)")
  }
}
