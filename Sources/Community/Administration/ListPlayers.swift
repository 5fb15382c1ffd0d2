import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/players, newest first, and …/players.csv; `q` is a part of the pseudonym, the name or the
/// address.
struct ListPlayers: Decodable, Sendable {
  let q: String?
  let team: Team.ID?
  let cursor: Cursor<ListedPlayer>?
  let limit: PageLimit?
  let totals: Bool?
}

extension ListPlayers {
  /// Of the players `pl`, their accounts `a` and teams `t`.
  fileprivate var condition: SQL {
    """
    (\(team)::uuid is null or t.id = \(team)) and (\(q)::text is null or position(unaccent(lower(\(q)))
      in unaccent(lower(pl.pseudonym || ' ' || a.display_name || ' ' || a.email))) > 0)
    """
  }
}

/// A player as administrators see one: states and points, no readings.
struct ListedPlayer: Codable, Sendable {
  let id: Player.ID
  let accountId: Account.ID
  let pseudonym: String
  let name: String
  let email: String
  let mode: Mode
  let teamId: Team.ID?
  let team: String?
  let points: Int
  let days: Int
  let coverage: Double
  let consent: Bool
  let joinedAt: Instant
  /// Made up.
  let demonstration: Bool
  let _links: Links
}

extension CommunityFeature {
  func listPlayers(_ call: Call<Nothing, ListPlayers, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, party) = (call.query, call.request.party)
    if call.request.wantsCSV { return file(of: wanted, for: party) }
    let limit = wanted.limit?.count ?? 50
    let found = try await find(wanted, after: wanted.cursor, limit + 1, for: party)
    let totals = try await Totals.ask(
      wanted.totals,
      """
      select (select count(*) from \(sql: ListedPlayer.tables) where \(sql: wanted.condition)),
        (select count(*) from community_players)
      """, in: database, for: party)
    return try CountedPage(found, totals, limit: limit, at: "/api/admin/community/players", call.request) {
      $0.cursor
    }.response()
  }

  func downloadPlayers(_ call: Call<Nothing, ListPlayers, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party)
  }

  private func file(of wanted: ListPlayers, for party: String) -> Response {
    ListedPlayer.file.response { last, limit in
      try await find(wanted, after: last?.cursor ?? wanted.cursor, limit, for: party)
    }
  }

  private func find(
    _ wanted: ListPlayers, after cursor: Cursor<ListedPlayer>?, _ limit: Int, for party: String
  ) async throws -> [ListedPlayer] {
    let season = try await seasonToShow(in: database)
    return try await database.heavily(for: party).query(
      """
      select pl.id, a.id, pl.pseudonym, a.display_name, a.email, pl.mode, t.id, t.name, coalesce((
          select sum(p.points) from community_points p where p.player_id = pl.id and p.season_id = \(season?.id)
            and p.key not like 'team:%' and p.state in ('provisional', 'final')), 0),
        coalesce(g.days, 0), coalesce(round((g.days::numeric / nullif(g.passed, 0)), 3), 0)::float8,
        community_may_use(pl.home_id, \(clock.now)), pl.joined_at, a.demonstration
      from \(sql: ListedPlayer.tables)
        left join community_progress g on g.player_id = pl.id and g.season_id = \(season?.id)
      where \(sql: wanted.condition) and (\(cursor?.id)::uuid is null or pl.id < \(cursor?.id))
      order by pl.id desc limit \(limit)
      """
    ) { try ListedPlayer(&$0) }
  }
}

extension ListedPlayer {
  fileprivate static let tables: SQL = """
    community_players pl join accounts a on a.id = pl.account_id
      left join community_memberships m on m.player_id = pl.id and m.left_at is null
      left join community_teams t on t.id = m.team_id
    """

  fileprivate static let file = CSVFile<ListedPlayer>(
    "joueurs",
    [
      ("id", { $0.id.description }), ("pseudonym", { $0.pseudonym }), ("name", { $0.name }), ("email", { $0.email }),
      ("mode", { $0.mode.rawValue }), ("team", { $0.team }), ("points", { String($0.points) }),
      ("days", { String($0.days) }), ("coverage", { $0.coverage.short }),
      ("consent", { $0.consent ? "true" : "false" }), ("joinedAt", { $0.joinedAt.description }),
      ("demonstration", { $0.demonstration ? "true" : "false" }),
    ])

  fileprivate var cursor: Cursor<ListedPlayer> { Cursor(id: Identifier(high: id.high, low: id.low)) }
}

extension ListedPlayer {
  fileprivate init(_ row: inout Row) throws {
    (id, accountId, pseudonym) = (try row.next(), try row.next(), try row.next())
    (name, email, mode) = (try row.next(), try row.next(), try row.word())
    (teamId, team, points) = (try row.next(), try row.next(), try row.next())
    (days, coverage, consent, joinedAt) = (try row.next(), try row.next(), try row.next(), try row.next())
    demonstration = try row.next()
    let links = Links().adding("points", "/api/admin/community/points?player=\(id)")
    _links = demonstration ? links : links.adding("account", "/api/admin/accounts/\(accountId)")
  }
}
