import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/points, newest first, and …/points.csv: what may have to be revoked. Energy stays with its
/// player: neither inputs nor figures are told.
struct ListAllPoints: Decodable, Sendable {
  let player: Player.ID?
  let rule: RuleName?
  let cursor: Cursor<AdministeredPoints>?
  let limit: PageLimit?
  let totals: Bool?
}

extension ListAllPoints {
  /// Of the points `p` and their players `pl`.
  fileprivate var condition: SQL {
    """
    p.state <> 'superseded' and (\(player)::uuid is null or pl.id = \(player))
      and (\(rule?.rawValue)::text is null or p.rule = \(rule?.rawValue))
    """
  }
}

struct AdministeredPoints: Codable, Sendable {
  let id: PointRow.ID
  let at: Instant
  let earnedAt: Instant
  let playerId: Player.ID
  let pseudonym: String
  let rule: RuleName
  /// Of an action, what it was.
  let action: String?
  let evidence: OfferedEvidence?
  let points: Int
  let state: PointState
  let reason: String?
  let _links: Links
}

extension CommunityFeature {
  func listAllPoints(_ call: Call<Nothing, ListAllPoints, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, party, language) = (call.query, call.request.party, call.request.language)
    if call.request.wantsCSV { return file(of: wanted, for: party, in: language) }
    let limit = wanted.limit?.count ?? 50
    let found = try await find(wanted, after: wanted.cursor, limit + 1, for: party, in: language)
    let totals = try await Totals.ask(
      wanted.totals,
      """
      select (select count(*) from community_points p join community_players pl on pl.id = p.player_id
          where \(sql: wanted.condition)), (select count(*) from community_points where state <> 'superseded')
      """, in: database, for: party)
    return try CountedPage(found, totals, limit: limit, at: "/api/admin/community/points", call.request) {
      $0.cursor
    }.response()
  }

  func downloadPoints(_ call: Call<Nothing, ListAllPoints, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party, in: call.request.language)
  }

  private func file(of wanted: ListAllPoints, for party: String, in language: Language) -> Response {
    AdministeredPoints.file.response { last, limit in
      try await find(wanted, after: last?.cursor ?? wanted.cursor, limit, for: party, in: language)
    }
  }

  private func find(
    _ wanted: ListAllPoints, after cursor: Cursor<AdministeredPoints>?, _ limit: Int, for party: String,
    in language: Language
  ) async throws -> [AdministeredPoints] {
    try await database.heavily(for: party).query(
      """
      select p.id, p.at, p.earned_at, pl.id, pl.pseudonym, p.rule, a.action, a.evidence, p.points, p.state, p.reason
      from community_points p join community_players pl on pl.id = p.player_id
        left join community_actions a on p.rule = 'levels' and p.key = 'action:' || a.id and a.player_id = p.player_id
      where \(sql: wanted.condition) and (\(cursor?.id)::uuid is null or p.id < \(cursor?.id))
      order by p.id desc limit \(limit)
      """
    ) { try AdministeredPoints(&$0, in: language) }
  }
}

extension AdministeredPoints {
  fileprivate static let file = CSVFile<AdministeredPoints>(
    "points",
    [
      ("id", { $0.id.description }), ("at", { $0.at.description }), ("earnedAt", { $0.earnedAt.description }),
      ("pseudonym", { $0.pseudonym }), ("rule", { $0.rule.rawValue }), ("action", { $0.action }),
      ("evidence", { $0.evidence?.rawValue }), ("points", { String($0.points) }), ("state", { $0.state.rawValue }),
      ("reason", { $0.reason }),
    ])

  fileprivate var cursor: Cursor<AdministeredPoints> { Cursor(id: Identifier(high: id.high, low: id.low)) }
}

extension AdministeredPoints {
  fileprivate init(_ row: inout Row, in language: Language) throws {
    (id, at, earnedAt) = (try row.next(), try row.next(), try row.next())
    (playerId, pseudonym, rule) = (try row.next(), try row.next(), try row.word())
    action = try row.wordIfAny(ActionID.self)?.entry.label(in: language)
    (evidence, points, state, reason) = (try row.wordIfAny(), try row.next(), try row.word(), try row.next())
    let links = Links().adding("player", "/api/admin/community/players?q=\(pseudonym.percentEncoded)")
    _links =
      state == .revoked
      ? links : links.adding("revoke", "/api/admin/community/points/\(id)/revocation", method: .post)
  }
}
