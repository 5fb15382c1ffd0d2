import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/community/actions/{id}/answers: a team mate has seen it done, or doubts it; said again it takes the place of what
/// was said before. DELETE …/answers/mine takes it back.
struct AnswerAction: Decodable, Sendable {
  let confirms: Bool
}

extension CommunityFeature {
  func answerAction(
    _ call: Call<ActionPath, Nothing, JSONBody<AnswerAction>>, _ driver: Driver
  ) async throws -> Response {
    let (id, confirms, now) = (call.path.id, call.body.confirms, clock.now)
    let language = call.request.language
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let asked = try await askedAction(id, of: driver, in: transaction)
      if confirms || asked.right.isOwn, let refusal = asked.right.refusal { throw Problem(.conflict, refusal) }
      try await transaction.execute(
        """
        insert into community_answers (action_id, player_id, confirms, at) values (\(id), \(asked.me), \(confirms), \(now))
        on conflict (action_id, player_id) do update set confirms = excluded.confirms, at = excluded.at
        """)
      try await settle(asked, at: now, in: transaction)
      return try .json(await teamAction(id, for: driver, in: language, transaction), status: .created)
        .header("Location", "/api/community/teams/\(asked.team)/actions")
    }
  }

  func takeBackAnswer(_ call: Call<ActionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let (id, now) = (call.path.id, clock.now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let asked = try await askedAction(id, of: driver, in: transaction)
      let gone = try await transaction.execute(
        "delete from community_answers where action_id = \(id) and player_id = \(asked.me)")
      guard gone == 1 else { throw Problem(.notFound) }
      try await settle(asked, at: now, in: transaction)
      return .noContent
    }
  }

  private struct AskedAction: Sendable {
    let me: Player.ID
    let owner: Player.ID
    let team: Team.ID
    let season: Season.ID
    let right: AnswerRight

    init(_ row: inout Row) throws {
      (me, owner, team, season) = (try row.next(), try row.next(), try row.next(), try row.next())
      right = try AnswerRight(&row)
    }
  }

  /// Two who confirm each other at once come here one after the other.
  private func askedAction(
    _ id: DeclaredAction.ID, of driver: Driver, in transaction: Transaction
  ) async throws -> AskedAction {
    try await transaction.execute(
      """
      select from community_teams t where t.id = (
        select m.team_id from community_memberships m join community_players p on p.id = m.player_id
        where p.account_id = \(driver.id) and m.left_at is null) for no key update
      """)
    let found = try await transaction.first(
      """
      select me.id, a.player_id, mine.team_id, a.season_id, \(sql: AnswerRight.columns) from \(sql: AnswerRight.actions)
      where me.account_id = \(driver.id) and a.id = \(id)
      """
    ) { try AskedAction(&$0) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  private func settle(_ asked: AskedAction, at now: Instant, in transaction: Transaction) async throws {
    let season = try await seasonToPlay(in: transaction)
    guard season.id == asked.season else {
      throw Problem(
        .conflict, Text(fr: "La saison de cette action est finie.", en: "The season of this action is over."))
    }
    try await reckonLevels(of: asked.owner, season, at: now, in: transaction)
  }
}
