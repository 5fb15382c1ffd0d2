import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// Somebody who plays, with their home.
struct Player: Codable, Sendable {
  typealias ID = Identifier<Player>

  let id: ID
  let homeId: Identifier<PlayersHome>
  let mode: Mode
  let pseudonym: String
  let showName: Bool
  let joinedAt: Instant
  let teamId: Team.ID?
  let _links: Links
}

/// The subject of a home's id.
enum PlayersHome {}

extension Player {
  /// The columns that `Versioned` reads, of the table `community_players` under the name `pl`.
  static let columns: SQL = """
    pl.id, pl.home_id, pl.mode, pl.pseudonym, pl.show_name, pl.joined_at,
    (select m.team_id from community_memberships m where m.player_id = pl.id and m.left_at is null), pl.version
    """

  struct Versioned: Sendable {
    let player: Player
    let tag: EntityTag

    init(_ row: inout Row) throws {
      let id = try row.next(Player.ID.self)
      let path = "/api/community/players/\(id)"
      player = Player(
        id: id, homeId: try row.next(), mode: try row.word(), pseudonym: try row.next(), showName: try row.next(),
        joinedAt: try row.next(), teamId: try row.next(),
        _links: Links().adding("self", path).adding("change", path, method: .patch)
          .adding("leave", path, method: .delete).adding("me", "/api/community/me"))
      tag = EntityTag(String(try row.next(Int.self)))
    }

    func response(_ status: Status = .ok) throws -> Response { try .json(player, status: status).tagged(tag) }
  }
}

/// The name that others see.
typealias Pseudonym = CheckedText<PseudonymRule>

enum PseudonymRule: LengthRule {
  static let longest = 40
  static let controls = ControlCharacters.none
  static let sample = "Mésange bleue"
}

extension CommunityFeature {
  /// Whoever has an account and does not play has nothing to declare.
  func player(of account: Account.ID, in database: some Querying) async throws -> Player {
    guard let found = try await playerIfAny(of: account, in: database) else {
      throw Problem(
        .conflict,
        Text(fr: "Inscrivez d’abord votre maison au jeu.", en: "First enter your home into the game."))
    }
    return found
  }

  func playerIfAny(of account: Account.ID, in database: some Querying) async throws -> Player? {
    try await database.first(
      "select \(sql: Player.columns) from community_players pl where pl.account_id = \(account)"
    ) { try Player.Versioned(&$0).player }
  }
}
