import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/community/teams makes a team of one, POST …/join takes its code, DELETE …/members/me leaves it.
struct FoundTeam: Decodable, Sendable {
  let name: TeamName
}

struct JoinTeam: Decodable, Sendable {
  let code: String
}

extension CommunityFeature {
  private static let mostMembers = 200

  func foundTeam(_ call: Call<Nothing, Nothing, JSONBody<FoundTeam>>, _ driver: Driver) async throws -> Response {
    let now = clock.now
    let (id, code) = (ids.next(Team.self, at: now), TeamCode.made(from: ids.next(TeamCode.self, at: now)))
    let table = try await standings()
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let player = try await heldPlayer(of: driver, in: transaction)
      guard player.teamId == nil else { throw Problem.inTeamAlready }
      let made = try await transaction.execute(
        """
        insert into community_teams (id, name, code, created_at) values (\(id), \(call.body.name.text), \(code), \(now))
        on conflict do nothing
        """)
      guard made == 1 else { throw Problem.teamNameTaken }
      try await enter(id, player, in: transaction)
      return try .json(await team(id, for: driver.id, table, in: transaction), status: .created)
        .header("Location", "/api/community/teams/\(id)")
    }
  }

  func joinTeam(_ call: Call<Nothing, Nothing, JSONBody<JoinTeam>>, _ driver: Driver) async throws -> Response {
    let (code, table) = (TeamCode.read(call.body.code), try await standings())
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let player = try await heldPlayer(of: driver, in: transaction)
      let found = try await transaction.first(
        """
        select t.id, (select count(*) from community_memberships m where m.team_id = t.id and m.left_at is null)
        from community_teams t where t.code = \(code) for update
        """
      ) { row in (id: try row.next(Team.ID.self), members: try row.next(Int.self)) }
      guard let found else { throw Problem.noSuchCode }
      guard player.teamId == nil else { throw Problem.inTeamAlready }
      guard found.members < Self.mostMembers else { throw Problem(.quotaReached, Problem.teamFull) }
      try await enter(found.id, player, in: transaction)
      return try .json(await team(found.id, for: driver.id, table, in: transaction), status: .created)
        .header("Location", "/api/community/teams/\(found.id)")
    }
  }

  func leaveTeam(_ call: Call<TeamPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let now = clock.now
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let left = try await transaction.execute(
        """
        update community_memberships m set left_at = \(now), left_on = \(France.zone.local(now).day)
        from community_players pl
        where pl.id = m.player_id and pl.account_id = \(driver.id) and m.team_id = \(call.path.id) and m.left_at is null
        """)
      guard left == 1 else { throw Problem(.notFound) }
      try await noteChange(in: transaction)
      return .noContent
    }
  }

  /// Two requests at once do not enter two teams.
  private func heldPlayer(of driver: Driver, in transaction: Transaction) async throws -> Player {
    try await transaction.execute("select from community_players where account_id = \(driver.id) for update")
    return try await player(of: driver.id, in: transaction)
  }

  private func enter(_ team: Team.ID, _ player: Player, in transaction: Transaction) async throws {
    let now = clock.now
    try await transaction.execute(
      """
      insert into community_memberships (id, team_id, player_id, joined_at, joined_on)
      values (\(ids.next(Team.Member.self, at: now)), \(team), \(player.id), \(now), \(France.zone.local(now).day))
      """)
    try await noteChange(in: transaction)
  }
}

extension Problem {
  fileprivate static var inTeamAlready: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Un foyer, une équipe : quittez d’abord la vôtre.", en: "One household, one team: leave yours first."))
  }

  fileprivate static var teamNameTaken: Problem {
    Problem(.conflict, Text(fr: "Ce nom d’équipe est déjà pris.", en: "This name of a team is taken."))
  }

  fileprivate static var noSuchCode: Problem {
    let fault = FieldFault(
      "unknown-code", fr: "Aucune équipe n’a ce code : vérifiez-le.", en: "No team has this code: check it.")
    return Problem(.validation, faults: [Problem.Fault("/code", fault)])
  }

  fileprivate static var teamFull: Text { Text(fr: "Cette équipe est complète.", en: "This team is full.") }
}
