import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/community/teams/{id}/actions: what its members have declared in the season, the newest first, for its members alone.
struct TeamAction: Codable, Sendable {
  let id: DeclaredAction.ID
  let action: ActionID
  let label: String
  let level: Int
  let pseudonym: String
  let isMine: Bool
  let declaredAt: Instant
  let evidence: OfferedEvidence
  let shown: Shown
  /// What I said of it: true where I have seen it done, false where I doubt it, null where I said nothing.
  let answer: Bool?
  /// Whether my word would count, and else why not.
  let mayConfirm: Bool
  let whyNot: String?
  let _links: Links
}

struct ListTeamActions: Decodable, Sendable {
  let cursor: Cursor<TeamAction>?
  let limit: PageLimit?
}

extension TeamAction {
  fileprivate static let columns: SQL = """
    a.id, a.action, pl.pseudonym, \(sql: Proof.columns),
    (select n.confirms from community_answers n where n.action_id = a.id and n.player_id = me.id), \(sql: AnswerRight.columns)
    """

  fileprivate init(_ row: inout Row, at now: Instant, in language: Language) throws {
    (id, action, pseudonym) = (try row.next(), try row.word(), try row.next())
    let proof = try Proof(&row)
    answer = try row.next()
    let right = try AnswerRight(&row)
    (label, level) = (action.entry.label(in: language), action.entry.level)
    (isMine, declaredAt, evidence) = (right.isOwn, proof.declaredAt, proof.offered)
    shown = Shown(proof, at: now)
    (mayConfirm, whyNot) = (right.refusal == nil, right.refusal?(in: language))
    let path = "/api/community/actions/\(id)"
    var links = Links().adding("answer", path + "/answers", method: .post)
    if answer != nil { links = links.adding("takeBack", path + "/answers/mine", method: .delete) }
    _links = proof.hasPhoto ? links.adding("photo", path + "/photo") : links
  }
}

extension CommunityFeature {
  func listTeamActions(_ call: Call<TeamPath, ListTeamActions, NoBody>, _ driver: Driver) async throws -> Response {
    let (limit, cursor, team) = (call.query.limit?.count ?? 50, call.query.cursor?.id, call.path.id)
    let (now, language) = (clock.now, call.request.language)
    let isMine = try await database.first(
      """
      select from community_memberships m join community_players pl on pl.id = m.player_id
      where pl.account_id = \(driver.id) and m.team_id = \(team) and m.left_at is null
      """
    ) { _ in true }
    guard isMine == true else { throw Problem(.notFound) }
    let season = try await seasonToShow(in: database)
    let found = try await database.query(
      """
      select \(sql: TeamAction.columns) from \(sql: AnswerRight.actions)
      where me.account_id = \(driver.id) and a.season_id = \(season?.id) and (\(cursor)::uuid is null or a.id < \(cursor))
      order by a.id desc limit \(limit + 1)
      """
    ) { try TeamAction(&$0, at: now, in: language) }
    return try Page(found, limit: limit, at: "/api/community/teams/\(team)/actions", call.request) {
      Cursor(id: Identifier(high: $0.id.high, low: $0.id.low))
    }.response()
  }

  func teamAction(
    _ id: DeclaredAction.ID, for driver: Driver, in language: Language, _ database: some Querying
  ) async throws -> TeamAction {
    let now = clock.now
    let found = try await database.first(
      """
      select \(sql: TeamAction.columns) from \(sql: AnswerRight.actions)
      where me.account_id = \(driver.id) and a.id = \(id)
      """
    ) { try TeamAction(&$0, at: now, in: language) }
    guard let found else { throw Problem(.notFound) }
    return found
  }
}
