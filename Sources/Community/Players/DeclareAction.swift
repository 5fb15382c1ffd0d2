import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/community/actions: an action of the catalogue that was done; GET lists mine, the newest first.
struct DeclareAction: Decodable, Sendable {
  let action: ActionID
  let evidence: OfferedEvidence
}

/// What a player can bring; to be confirmed is for others.
enum OfferedEvidence: String, CaseIterable, Field {
  case declared, photo, metered
}

struct DeclaredAction: Codable, Sendable {
  typealias ID = Identifier<DeclaredAction>

  let id: ID
  let action: ActionID
  let evidence: OfferedEvidence
  let declaredAt: Instant
  let validUntil: CivilDate
  let points: Int
  let shown: Shown
  let _links: Links
}

extension DeclaredAction {
  /// What `init` reads.
  static let rows: SQL = """
    select a.id, a.action, upper(a.valid), coalesce((
        select p.points from community_points p where p.player_id = a.player_id and p.season_id = a.season_id
          and p.rule = 'levels' and p.key = 'action:' || a.id and p.state in ('provisional', 'final')), 0),
      \(sql: Proof.columns)
    from community_actions a join community_players pl on pl.id = a.player_id
    """

  init(_ row: inout Row, at now: Instant) throws {
    (id, action) = (try row.next(), try row.word())
    (validUntil, points) = (CivilDate(day: try row.next()), try row.next())
    let proof = try Proof(&row)
    (evidence, declaredAt, shown) = (proof.offered, proof.declaredAt, Shown(proof, at: now))
    let path = "/api/community/actions/\(id)/photo"
    let links = Links().adding("actions", "/api/community/actions").adding("keepPhoto", path, method: .put)
    _links = proof.hasPhoto ? links.adding("photo", path).adding("dropPhoto", path, method: .delete) : links
  }
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
      let today = France.zone.local(now).day
      let season = try await seasonToPlay(on: today, in: transaction)
      guard wanted.action.entry.isInSeason(on: today) else { throw Problem.otherPartOfTheYear }
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
      try await reckonLevels(of: player.id, season, at: now, in: transaction)
      let made = try await transaction.first("\(sql: DeclaredAction.rows) where a.id = \(id)") {
        try DeclaredAction(&$0, at: now)
      }
      guard let made else { throw Problem(.internal) }
      return try .json(made, status: .created).header("Location", "/api/community/actions")
    }
  }

  func listDeclared(_ call: Call<Nothing, ListDeclared, NoBody>, _ driver: Driver) async throws -> Response {
    let (limit, cursor) = (call.query.limit?.count ?? 50, call.query.cursor?.id)
    let now = clock.now
    let found = try await database.query(
      """
      \(sql: DeclaredAction.rows)
      where pl.account_id = \(driver.id) and (\(cursor)::uuid is null or a.id < \(cursor))
      order by a.id desc limit \(limit + 1)
      """
    ) { try DeclaredAction(&$0, at: now) }
    return try Page(found, limit: limit, at: "/api/community/actions", call.request) { Cursor(id: $0.id) }.response()
  }
}

extension Problem {
  fileprivate static var otherPartOfTheYear: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Cette action est d’une autre partie de l’année : l’été de mai à septembre, l’hiver d’octobre à avril.",
        en: "This action is for another part of the year: summer from May to September, winter from October to April."))
  }

  fileprivate static var declaredAlready: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Vous avez déjà déclaré cette action, et elle compte encore.",
        en: "You have declared this action already, and it still counts."))
  }
}
