import HTTP
import Postgres
import Runtime

/// Whether somebody's word on a team mate's action counts: nobody confirms themselves, in return, as a favour to one friend, or
/// having been fetched for it.
struct AnswerRight: Sendable {
  let isOwn: Bool
  let joinedLater: Bool
  /// Whether that team mate has confirmed an action of theirs in this season.
  let isInReturn: Bool
  /// How many others of that team mate they have confirmed in this season.
  let confirmed: Int

  /// For one team mate in a season.
  static let most = 5

  var refusal: Text? {
    if isOwn {
      return Text(
        fr: "Vos propres actions, d’autres les confirment.", en: "Your own actions are for others to confirm.")
    }
    if joinedLater {
      return Text(
        fr: "Cette action a été déclarée avant votre arrivée dans l’équipe.",
        en: "This action was declared before you joined the team.")
    }
    if isInReturn {
      return Text(
        fr: "Ce foyer a confirmé une de vos actions : qu’un autre confirme la sienne.",
        en: "This home has confirmed an action of yours: let another one confirm theirs.")
    }
    guard confirmed < Self.most else {
      return Text(
        fr: "Vous avez déjà confirmé \(Self.most) actions de ce foyer cette saison.",
        en: "You have confirmed \(Self.most) actions of this home in this season already.")
    }
    return nil
  }

  /// For the player `me`, who is in the team of the action `a`'s player by the membership `mine`.
  static let columns: SQL = """
    a.player_id = me.id, mine.joined_at > a.declared_at,
    exists (
      select from community_answers n join community_actions o on o.id = n.action_id
      where o.player_id = me.id and n.player_id = a.player_id and n.confirms and o.season_id = a.season_id),
    (select count(*) from community_answers n join community_actions o on o.id = n.action_id
      where n.player_id = me.id and n.confirms and o.player_id = a.player_id and o.season_id = a.season_id and o.id <> a.id)
    """

  /// Actions `a` of whoever is in one team with `me`, who may be the same. Metered ones ask for nobody's word.
  static let actions: SQL = """
    community_players me join community_memberships mine on mine.player_id = me.id and mine.left_at is null
      join community_memberships theirs on theirs.team_id = mine.team_id and theirs.left_at is null
      join community_actions a on a.player_id = theirs.player_id and a.evidence <> 'metered'
      join community_players pl on pl.id = a.player_id
    """

  init(_ row: inout Row) throws {
    (isOwn, joinedLater, isInReturn) = (try row.next(), try row.next(), try row.next())
    confirmed = try row.next()
  }
}
