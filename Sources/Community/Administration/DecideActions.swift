import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/actions, newest first, `doubted` for those that somebody doubts and nobody has decided; POST
/// …/{id}/decision lets one stand, or takes its points away.
struct ListAllActions: Decodable, Sendable {
  let doubted: Bool?
  let cursor: Cursor<AdministeredAction>?
  let limit: PageLimit?
}

struct DecideAction: Decodable, Sendable {
  let stands: Bool
  let reason: RevocationReason
}

struct AdministeredAction: Codable, Sendable {
  let id: DeclaredAction.ID
  let playerId: Player.ID
  let pseudonym: String
  let action: ActionID
  let label: String
  let evidence: OfferedEvidence
  let declaredAt: Instant
  let shown: Shown
  let doubts: Int
  /// What an administrator decided; null where none has.
  let stands: Bool?
  let _links: Links
}

extension AdministeredAction {
  fileprivate static let rows: SQL = """
    select a.id, pl.id, pl.pseudonym, a.action, \(sql: Proof.columns)
    from community_actions a join community_players pl on pl.id = a.player_id
    """

  fileprivate init(_ row: inout Row, at now: Instant, in language: Language) throws {
    (id, playerId, pseudonym) = (try row.next(), try row.next(), try row.next())
    action = try row.word()
    let proof = try Proof(&row)
    label = action.entry.label(in: language)
    (evidence, declaredAt, shown) = (proof.offered, proof.declaredAt, Shown(proof, at: now))
    (doubts, stands) = (proof.doubts, proof.stands)
    let path = "/api/admin/community/actions/\(id)"
    let links = Links().adding("decide", path + "/decision", method: .post)
      .adding("points", "/api/admin/community/points?player=\(playerId)")
    _links = proof.hasPhoto ? links.adding("photo", path + "/photo") : links
  }
}

extension CommunityFeature {
  func listAllActions(_ call: Call<Nothing, ListAllActions, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, now, language) = (call.query, clock.now, call.request.language)
    let (limit, cursor, isDoubted) = (wanted.limit?.count ?? 50, wanted.cursor?.id, wanted.doubted ?? false)
    let found = try await database.heavily(for: call.request.party).query(
      """
      \(sql: AdministeredAction.rows)
      where (\(cursor)::uuid is null or a.id < \(cursor)) and (not \(isDoubted) or a.stands is null and exists (
        select from community_answers n where n.action_id = a.id and not n.confirms))
      order by a.id desc limit \(limit + 1)
      """
    ) { try AdministeredAction(&$0, at: now, in: language) }
    return try Page(found, limit: limit, at: "/api/admin/community/actions", call.request) {
      Cursor(id: Identifier(high: $0.id.high, low: $0.id.low))
    }.response()
  }

  func decideAction(
    _ call: Call<ActionPath, Nothing, JSONBody<DecideAction>>, _ administrator: Administrator
  ) async throws -> Response {
    let (id, wanted, now) = (call.path.id, call.body, clock.now)
    let language = call.request.language
    return try await doorkeeper.onlyOnce(call.request, administrator.driver) { transaction in
      let found = try await transaction.execute(
        "update community_actions set stands = \(wanted.stands), decided_at = \(now) where id = \(id)")
      guard found == 1 else { throw Problem(.notFound) }
      if !wanted.stands { try await revoke(id, wanted.reason.text, at: now, in: transaction) }
      if let season = try await openSeason(in: transaction) {
        try await reckonLevels(of: owner(of: id, in: transaction), season, at: now, in: transaction)
      }
      try await noteChange(in: transaction)
      let details: JSON = ["stands": .bool(wanted.stands), "reason": .string(wanted.reason.text)]
      try await record("action.decided", administrator, id, transaction, kind: "action", details)
      let shown = try await transaction.first("\(sql: AdministeredAction.rows) where a.id = \(id)") {
        try AdministeredAction(&$0, at: now, in: language)
      }
      guard let shown else { throw Problem(.notFound) }
      return try .json(shown)
    }
  }

  private func owner(of id: DeclaredAction.ID, in transaction: Transaction) async throws -> Player.ID? {
    try await transaction.first("select player_id from community_actions where id = \(id)") { try $0.next() }
  }

  private func revoke(
    _ id: DeclaredAction.ID, _ reason: String, at now: Instant, in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      update community_points p set state = 'revoked', reason = \(reason), revoked_at = \(now)
      from community_actions a
      where a.id = \(id) and p.player_id = a.player_id and p.season_id = a.season_id and p.rule = 'levels'
        and p.key = 'action:' || a.id and p.state in ('provisional', 'final')
      """)
  }
}
