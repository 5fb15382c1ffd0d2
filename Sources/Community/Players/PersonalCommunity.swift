package import Accounts
import HTTP
import Postgres
import Runtime

extension CommunityFeature {
  /// Player, teams, actions, sheddings and every point go into the export. All of it goes with the account; the weeks of a team
  /// that this home was part of go as a whole, so that what is left does not tell of it.
  package static let personalData = PersonalData(
    "community",
    export: { database, account in
      let player = try await database.first(
        "select \(sql: Player.columns) from community_players pl where pl.account_id = \(account)"
      ) { try Player.Versioned(&$0).player }
      guard let player else { return .null }
      return [
        "pseudonym": .string(player.pseudonym), "mode": .string(player.mode.rawValue),
        "showName": .bool(player.showName),
        "homeId": .string(player.homeId.description), "joinedAt": .string(player.joinedAt.description),
        "teams": .array(try await teams(of: player.id, in: database)),
        "actions": .array(try await actions(of: player.id, in: database)),
        "answers": .array(try await answers(of: player.id, in: database)),
        "sheddings": .array(try await sheddings(of: player.id, in: database)),
        "points": .array(try await points(of: player.id, in: database)),
      ]
    },
    forget: { transaction, account, _ in
      try await transaction.execute("delete from community_players where account_id = \(account)")
    })

  private static func teams(of player: Player.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select t.name, m.joined_at, m.left_at from community_memberships m join community_teams t on t.id = m.team_id
      where m.player_id = \(player) order by m.joined_at
      """
    ) { row in
      [
        "name": .string(try row.next()), "joinedAt": .string(try row.next(Instant.self).description),
        "leftAt": (try row.next(Instant?.self)).map { .string($0.description) } ?? .null,
      ]
    }
  }

  private static func actions(of player: Player.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select a.id::text, a.action, a.evidence, a.declared_at, exists (select from community_photos f where f.action_id = a.id)
      from community_actions a where a.player_id = \(player) order by a.id
      """
    ) { row in
      let id = try row.next(String.self)
      return [
        "action": .string(try row.next()), "evidence": .string(try row.next()),
        "declaredAt": .string(try row.next(Instant.self).description),
        "photo": try row.next(Bool.self) ? .string("/api/community/actions/\(id)/photo") : .null,
      ]
    }
  }

  /// What was said of team mates' actions.
  private static func answers(of player: Player.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select a.action, n.confirms, n.at from community_answers n join community_actions a on a.id = n.action_id
      where n.player_id = \(player) order by n.at, a.id
      """
    ) { row in
      [
        "action": .string(try row.next()), "confirms": .bool(try row.next()),
        "at": .string(try row.next(Instant.self).description),
      ]
    }
  }

  private static func sheddings(of player: Player.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select lower(during), upper(during), watts, created_at from community_sheddings
      where player_id = \(player) order by lower(during)
      """
    ) { row in
      [
        "from": .string(try row.next(Instant.self).description), "to": .string(try row.next(Instant.self).description),
        "watts": .integer(try row.next()), "createdAt": .string(try row.next(Instant.self).description),
      ]
    }
  }

  private static func points(of player: Player.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      "select \(sql: PointRow.columns) from community_points p where p.player_id = \(player) order by p.at, p.id"
    ) { row in
      let point = try PointRow(&row, in: .french)
      return [
        "id": .string(point.id.description), "at": .string(point.at.description),
        "earnedAt": .string(point.earnedAt.description), "rule": .string(point.rule.rawValue),
        "points": .integer(point.points), "state": .string(point.state.rawValue), "inputs": point.inputs?.json ?? .null,
        "explanation": .string(point.explanation),
      ]
    }
  }
}
