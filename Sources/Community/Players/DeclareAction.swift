import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/community/actions: an action of the catalogue that was done; GET lists mine, the newest first.
struct DeclareAction: Decodable, Sendable {
  let action: ActionID
  let evidence: Evidence
}

struct DeclaredAction: Codable, Sendable {
  typealias ID = Identifier<DeclaredAction>

  let id: ID
  let action: ActionID
  let evidence: Evidence
  let declaredAt: Instant
  let validUntil: CivilDate
  let points: Int
}

struct ListDeclared: Decodable, Sendable {
  let cursor: Cursor<DeclaredAction>?
  let limit: PageLimit?
}

extension CommunityFeature {
  func declareAction(_ call: Call<Nothing, Nothing, JSONBody<DeclareAction>>, _ driver: Driver) async throws -> Response
  {
    let (wanted, now) = (call.body, clock.now)
    let id = ids.next(DeclaredAction.self, at: now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let player = try await player(of: driver.id, in: transaction)
      let season = try await seasonToPlay(in: transaction)
      let today = France.zone.local(now).day
      // Once it is not valid any more it may be declared again; what has no term of its own holds for the season.
      let end = wanted.action.entry.validDays.map(today.adding) ?? max(season.last, today).adding(1)
      let stored = try await transaction.execute(
        """
        insert into community_actions (id, player_id, season_id, action, evidence, declared_at, valid)
        values (\(id), \(player.id), \(season.id), \(wanted.action.rawValue), \(wanted.evidence.rawValue), \(now),
          daterange(\(today), \(end)))
        on conflict on constraint community_actions_once do nothing
        """)
      guard stored == 1 else { throw Problem.declaredAlready }
      let points = try await reckonLevels(of: player.id, season, at: now, in: transaction)
      let made = DeclaredAction(
        id: id, action: wanted.action, evidence: wanted.evidence, declaredAt: now, validUntil: CivilDate(day: end),
        points: points["action:\(id)"] ?? 0)
      return try .json(made, status: .created).header("Location", "/api/community/actions")
    }
  }

  func listDeclared(_ call: Call<Nothing, ListDeclared, NoBody>, _ driver: Driver) async throws -> Response {
    let (limit, cursor) = (call.query.limit?.count ?? 50, call.query.cursor?.id)
    let found = try await database.query(
      """
      select a.id, a.action, a.evidence, a.declared_at, upper(a.valid), coalesce((
          select p.points from community_points p where p.player_id = a.player_id and p.season_id = a.season_id
            and p.rule = 'levels' and p.key = 'action:' || a.id and p.state in ('provisional', 'final')), 0)
      from community_actions a join community_players pl on pl.id = a.player_id
      where pl.account_id = \(driver.id) and (\(cursor)::uuid is null or a.id < \(cursor))
      order by a.id desc limit \(limit + 1)
      """
    ) { row in
      DeclaredAction(
        id: try row.next(), action: try row.word(), evidence: try row.word(), declaredAt: try row.next(),
        validUntil: CivilDate(day: try row.next()), points: try row.next())
    }
    return try Page(found, limit: limit, at: "/api/community/actions", call.request) { Cursor(id: $0.id) }.response()
  }
}

extension Problem {
  fileprivate static var declaredAlready: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Vous avez déjà déclaré cette action, et elle compte encore.",
        en: "You have declared this action already, and it still counts."))
  }
}
