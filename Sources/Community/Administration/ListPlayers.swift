import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/community/players, newest first; `q` is a part of the pseudonym, the name or the address.
struct ListPlayers: Decodable, Sendable {
  let q: String?
  let team: Team.ID?
  let cursor: Cursor<ListedPlayer>?
  let limit: PageLimit?
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
  let _links: Links
}

extension CommunityFeature {
  func listPlayers(_ call: Call<Nothing, ListPlayers, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, season) = (call.query, try await seasonToShow(in: database))
    let (limit, cursor) = (wanted.limit?.count ?? 50, wanted.cursor?.id)
    let found = try await database.heavily(for: call.request.party).query(
      """
      select pl.id, a.id, pl.pseudonym, a.display_name, a.email, pl.mode, t.id, t.name, coalesce((
          select sum(p.points) from community_points p where p.player_id = pl.id and p.season_id = \(season?.id)
            and p.key not like 'team:%' and p.state in ('provisional', 'final')), 0),
        coalesce(g.days, 0), coalesce(round((g.days::numeric / nullif(g.passed, 0)), 3), 0)::float8,
        community_may_use(pl.home_id, \(clock.now)), pl.joined_at
      from community_players pl join accounts a on a.id = pl.account_id
        left join community_memberships m on m.player_id = pl.id and m.left_at is null
        left join community_teams t on t.id = m.team_id
        left join community_progress g on g.player_id = pl.id and g.season_id = \(season?.id)
      where (\(wanted.team)::uuid is null or t.id = \(wanted.team)) and (\(cursor)::uuid is null or pl.id < \(cursor))
        and (\(wanted.q)::text is null or position(unaccent(lower(\(wanted.q)))
          in unaccent(lower(pl.pseudonym || ' ' || a.display_name || ' ' || a.email))) > 0)
      order by pl.id desc limit \(limit + 1)
      """
    ) { try ListedPlayer(&$0) }
    return try Page(found, limit: limit, at: "/api/admin/community/players", call.request) {
      Cursor(id: Identifier(high: $0.id.high, low: $0.id.low))
    }.response()
  }
}

extension ListedPlayer {
  fileprivate init(_ row: inout Row) throws {
    (id, accountId, pseudonym) = (try row.next(), try row.next(), try row.next())
    (name, email, mode) = (try row.next(), try row.next(), try row.word())
    (teamId, team, points) = (try row.next(), try row.next(), try row.next())
    (days, coverage, consent, joinedAt) = (try row.next(), try row.next(), try row.next(), try row.next())
    _links = Links().adding("points", "/api/admin/community/points?player=\(id)")
      .adding("account", "/api/admin/accounts/\(accountId)")
  }
}
