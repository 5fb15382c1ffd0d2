import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET, PATCH and DELETE /api/community/players/{id}: one's own player. Who leaves the game takes their points along.
struct ChangePlayer: Decodable, Sendable {
  let mode: Mode?
  let pseudonym: Pseudonym?
  let showName: Bool?
}

struct PlayerPath: Decodable, Sendable {
  let id: Player.ID
}

extension CommunityFeature {
  func showPlayer(_ call: Call<PlayerPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await player(call.path.id, of: driver, in: database).response()
  }

  func changePlayer(
    _ call: Call<PlayerPath, Nothing, JSONBody<ChangePlayer>>, _ driver: Driver
  ) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let before = try await player(id, of: driver, in: transaction)
      try call.request.honourMatch(before.tag)
      if wanted.mode == .full, try await !hasBox(before.player, in: transaction) { throw Problem.noBox }
      try await refuseTaken(wanted.pseudonym, for: id, in: transaction)
      let changed = try await transaction.first(
        """
        update community_players pl set mode = coalesce(\(wanted.mode?.rawValue), mode),
          pseudonym = coalesce(\(wanted.pseudonym?.text), pseudonym),
          show_name = coalesce(\(wanted.showName), show_name), version = version + 1
        where id = \(id) returning \(sql: Player.columns)
        """
      ) { try Player.Versioned(&$0) }
      guard let changed else { throw Problem(.notFound) }
      try await noteChange(in: transaction)
      return try changed.response()
    }
  }

  func leaveGame(_ call: Call<PlayerPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let id = call.path.id
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let before = try await player(id, of: driver, in: transaction)
      try call.request.honourMatch(before.tag)
      try await transaction.execute("delete from community_players where id = \(id)")
      return .noContent
    }
  }

  private func player(_ id: Player.ID, of driver: Driver, in database: some Querying) async throws -> Player.Versioned {
    let found = try await database.first(
      "select \(sql: Player.columns) from community_players pl where pl.id = \(id) and pl.account_id = \(driver.id)"
    ) { try Player.Versioned(&$0) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  private func hasBox(_ player: Player, in database: some Querying) async throws -> Bool {
    try await database.first(
      "select exists (select from boxes where home_id = \(player.homeId) and paired_at is not null)"
    ) { try $0.next(Bool.self) } ?? false
  }

  private func refuseTaken(_ name: Pseudonym?, for id: Player.ID, in database: some Querying) async throws {
    guard let name else { return }
    let isTaken = try await database.first(
      "select exists (select from community_players where lower(pseudonym) = lower(\(name.text)) and id <> \(id))"
    ) { try $0.next(Bool.self) }
    if isTaken == true { throw Problem.pseudonymTaken }
  }
}
