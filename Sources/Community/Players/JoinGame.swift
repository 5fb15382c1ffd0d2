import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/community/players: a home whose usage point is the account's own enters the game.
struct JoinGame: Decodable, Sendable {
  let homeId: Identifier<PlayersHome>
  let mode: Mode?
  let pseudonym: Pseudonym?
  let showName: Bool?
}

extension CommunityFeature {
  func joinGame(_ call: Call<Nothing, Nothing, JSONBody<JoinGame>>, _ driver: Driver) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    let id = ids.next(Player.self, at: now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let isEquipped = try await checkHome(wanted.homeId, of: driver, in: transaction)
      if wanted.mode == .full, !isEquipped { throw Problem.noBox }
      let mode = wanted.mode ?? (isEquipped ? .full : .simple)
      let name = wanted.pseudonym?.text ?? Nickname.made(from: id)
      let made = try await transaction.first(
        """
        insert into community_players as pl (id, account_id, home_id, mode, pseudonym, show_name, joined_at)
        values (\(id), \(driver.id), \(wanted.homeId), \(mode.rawValue), \(name), \(wanted.showName ?? false), \(now))
        on conflict do nothing returning \(sql: Player.columns)
        """
      ) { try Player.Versioned(&$0) }
      guard let made else { throw try await refusal(of: driver, in: transaction) }
      try await noteChange(in: transaction)
      return try made.response(.created).header("Location", "/api/community/players/\(id)")
    }
  }

  /// Whether a box is paired there.
  private func checkHome(
    _ home: Identifier<PlayersHome>, of driver: Driver, in transaction: Transaction
  ) async throws -> Bool {
    let found = try await transaction.first(
      """
      select h.point_state = 'owned', exists (select from boxes b where b.home_id = h.id and b.paired_at is not null)
      from homes h where h.id = \(home) and h.account_id = \(driver.id) for update
      """
    ) { row in (isOwned: try row.next(Bool?.self), hasBox: try row.next(Bool.self)) }
    guard let found else { throw Problem.noHome("/homeId") }
    guard found.isOwned == true else { throw Problem.pointNotOwned }
    return found.hasBox
  }

  private func refusal(of driver: Driver, in transaction: Transaction) async throws -> Problem {
    if try await playerIfAny(of: driver.id, in: transaction) != nil {
      return Problem(
        .conflict,
        Text(fr: "Vous jouez déjà : un foyer, un joueur.", en: "You play already: one household, one player."))
    }
    return Problem.pseudonymTaken
  }
}

extension Problem {
  static func noHome(_ pointer: String) -> Problem {
    let fault = FieldFault("unknown-home", fr: "Vous n’avez pas cette maison.", en: "You have no such home.")
    return Problem(.validation, faults: [Problem.Fault(pointer, fault)])
  }

  static var pointNotOwned: Problem {
    Problem(
      .conflict,
      Text(
        fr:
          "Le point de livraison de cette maison n’est pas encore confirmé : donnez d’abord votre accord chez Enedis.",
        en: "The usage point of this home is not confirmed yet: give your consent at Enedis first."))
  }

  static var noBox: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Le mode complet demande un boîtier : jouez en mode simple, ou associez-en un.",
        en: "The full mode needs a box: play in simple mode, or pair one."))
  }

  static var pseudonymTaken: Problem {
    Problem(
      .conflict,
      Text(fr: "Ce pseudonyme est déjà pris : choisissez-en un autre.", en: "This pseudonym is taken: choose another."))
  }
}
