import HTTP
import Runtime

/// What brings a player furthest now, in a sentence.
struct NextStep: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case consent, team, action, shedding }

  let kind: Kind
  let action: ActionID?
  let points: Int?
  let text: String
}

extension NextStep {
  /// First what is missing to play at all, then the action that saves most of the lowest level that is not held.
  static func best(
    for player: Player, done: Set<ActionID>, _ progress: MyGame.Progress, at now: Instant, in language: Language
  ) -> NextStep {
    if !progress.consent { return NextStep(kind: .consent, action: nil, points: nil, text: consent(in: language)) }
    if player.teamId == nil { return NextStep(kind: .team, action: nil, points: nil, text: team(in: language)) }
    if let action = action(after: done, at: now) {
      let entry = action.entry
      return NextStep(kind: .action, action: action, points: entry.points, text: entry.label(in: language))
    }
    return NextStep(kind: .shedding, action: nil, points: nil, text: shedding(in: language))
  }

  private static func action(after done: Set<ActionID>, at now: Instant) -> ActionID? {
    let today = France.zone.local(now).day
    let open = ActionID.allCases.filter { id in
      id.entry.points > 0 && !done.contains(id) && id.entry.isInSeason(on: today)
    }
    return open.min { left, right in
      (left.entry.level, -left.entry.savesWh) < (right.entry.level, -right.entry.savesWh)
    }
  }

  private static let consent = Text(
    fr: "Donnez votre accord pour que vos mesures comptent dans le jeu.",
    en: "Agree that your readings count in the game.")
  private static let team = Text(
    fr: "Rejoignez une équipe avec son code, ou fondez la vôtre.", en: "Join a team by its code, or found your own.")
  private static let shedding = Text(
    fr: "Annoncez un délestage à l’heure de pointe : il compte triple.",
    en: "Announce a shedding at the peak: it counts three times.")
}
