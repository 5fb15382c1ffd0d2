import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/points, newest first: what may have to be revoked. Energy stays with its player: neither inputs nor
/// figures are told.
struct ListAllPoints: Decodable, Sendable {
  let player: Player.ID?
  let rule: RuleName?
  let cursor: Cursor<AdministeredPoints>?
  let limit: PageLimit?
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
  let evidence: Evidence?
  let points: Int
  let state: PointState
  let reason: String?
  let _links: Links
}

extension CommunityFeature {
  func listAllPoints(_ call: Call<Nothing, ListAllPoints, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, language) = (call.query, call.request.language)
    let (limit, cursor, rule) = (wanted.limit?.count ?? 50, wanted.cursor?.id, wanted.rule?.rawValue)
    let found = try await database.heavily(for: call.request.party).query(
      """
      select p.id, p.at, p.earned_at, pl.id, pl.pseudonym, p.rule, a.action, a.evidence, p.points, p.state, p.reason
      from community_points p join community_players pl on pl.id = p.player_id
        left join community_actions a on p.rule = 'levels' and p.key = 'action:' || a.id and a.player_id = p.player_id
      where p.state <> 'superseded' and (\(wanted.player)::uuid is null or pl.id = \(wanted.player))
        and (\(rule)::text is null or p.rule = \(rule)) and (\(cursor)::uuid is null or p.id < \(cursor))
      order by p.id desc limit \(limit + 1)
      """
    ) { try AdministeredPoints(&$0, in: language) }
    return try Page(found, limit: limit, at: "/api/admin/community/points", call.request) {
      Cursor(id: Identifier(high: $0.id.high, low: $0.id.low))
    }.response()
  }
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
