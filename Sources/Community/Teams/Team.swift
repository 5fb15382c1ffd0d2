import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// Homes that play together, as anybody who is signed in may see them.
struct Team: Codable, Sendable {
  typealias ID = Identifier<Team>

  struct Member: Codable, Sendable {
    let pseudonym: String
    /// Of the account, where the member shows it.
    let name: String?
    /// Whether there are readings enough for the team's mean.
    let counted: Bool
    let isMe: Bool
  }

  let id: ID
  let name: String
  let members: [Member]
  let rank: Int?
  let score: Double?
  /// Of all members; those that follow from kilowatt-hours in round numbers.
  let points: Int
  /// Energy that was drawn together; null below ten homes.
  let wh: Int?
  /// To join with; members alone are told.
  let code: String?
  let createdAt: Instant
  /// Made up.
  let demonstration: Bool
  let _links: Links
}

typealias TeamName = CheckedText<TeamNameRule>

enum TeamNameRule: LengthRule {
  static let longest = 60
  static let controls = ControlCharacters.none
  static let sample = "Rue des Lilas"
}

/// Eight letters and digits that nobody takes for another, from an id's random bits.
enum TeamCode {
  private static let signs = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

  static func made(from id: Identifier<TeamCode>) -> String {
    String((0..<8).map { signs[Int(id.low >> UInt64($0 * 5) & 31)] })
  }

  /// As somebody may type it.
  static func read(_ text: String) -> String { text.uppercased().filter { !" -".contains($0) } }
}

struct TeamPath: Decodable, Sendable {
  let id: Team.ID
}

extension CommunityFeature {
  func showTeam(_ call: Call<TeamPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try .json(await team(call.path.id, for: driver.id, standings(), in: database))
  }

  func team(
    _ id: Team.ID, for account: Account.ID, _ table: Standings?, in database: some Querying
  ) async throws -> Team {
    let head = try await database.first(
      "select t.name, t.code, t.created_at, t.demonstration from community_teams t where t.id = \(id)"
    ) { try Head(&$0) }
    guard let head else { throw Problem(.notFound) }
    let found = table?.team(id)
    let members = try await members(of: id, for: account, table, in: database)
    let isMine = members.contains(where: \.isMe)
    let path = "/api/community/teams/\(id)"
    var links = Links().adding("self", path).adding("podium", "/api/community/podium")
    if isMine {
      links = links.adding("actions", path + "/actions").adding("leave", path + "/members/me", method: .delete)
    }
    return Team(
      id: id, name: head.name, members: members, rank: found?.rank, score: found?.score, points: found?.points ?? 0,
      wh: try await energy(of: id, in: database), code: isMine ? head.code : nil, createdAt: head.at,
      demonstration: head.isMadeUp, _links: links)
  }

  private struct Head: Sendable {
    let name: String
    let code: String
    let at: Instant
    let isMadeUp: Bool

    init(_ row: inout Row) throws {
      (name, code, at, isMadeUp) = (try row.next(), try row.next(), try row.next(), try row.next())
    }
  }

  private func members(
    of team: Team.ID, for account: Account.ID, _ table: Standings?, in database: some Querying
  ) async throws -> [Team.Member] {
    try await database.query(
      """
      select pl.id, pl.pseudonym, case when pl.show_name then a.display_name end, pl.account_id = \(account)
      from community_memberships m join community_players pl on pl.id = m.player_id
        join accounts a on a.id = pl.account_id
      where m.team_id = \(team) and m.left_at is null order by m.joined_at, m.id
      """
    ) { row in
      let id = try row.next(Player.ID.self)
      return Team.Member(
        pseudonym: try row.next(), name: try row.next(), counted: table?.counts(id) ?? false, isMe: try row.next())
    }
  }

  /// Of the weeks that were told, each of enough homes, and never of a team that has fewer now: what two sums differ by is
  /// always whole weeks of that many.
  private func energy(of team: Team.ID, in database: some Querying) async throws -> Int? {
    let least = try await thresholds(in: database).leastHomes
    return try await database.first(
      """
      select sum(w.wh)::bigint from community_team_weeks w where w.team_id = \(team) and (
        select count(*) from community_memberships m join community_players pl on pl.id = m.player_id
          join homes h on h.id = pl.home_id
        where m.team_id = \(team) and m.left_at is null and h.point_state = 'owned') >= \(least)
      """
    ) { try $0.next(Int?.self) } ?? nil
  }
}
