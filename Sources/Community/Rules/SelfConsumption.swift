import HTTP

/// Energy over some days. With panels: what was drawn, produced and injected. Without: what was drawn, and how much of that
/// while the sun is high, between 11 and 16 h.
struct EnergyPeriod: Codable, Sendable, CheckedWhole {
  let drawnWh: Int
  let producedWh: Int?
  let injectedWh: Int?
  let middayWh: Int?
  let days: Int?

  var fault: FieldFault? { Amounts.fault([drawnWh, producedWh, injectedWh, middayWh], days: [days]) }

  /// What the home used: drawn and produced, less what it gave away.
  var consumedWh: Int { drawnWh + (producedWh ?? 0) - (injectedWh ?? 0) }

  /// The share that came from the street; without panels, the share that was drawn away from the sun.
  var share: Double? {
    if producedWh != nil || injectedWh != nil { return ratio(drawnWh, consumedWh) }
    return middayWh.flatMap { ratio(drawnWh - $0, drawnWh) }
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? (Double(part) / Double(whole)).clamped(to: 0...1) : nil
  }
}

/// A household's consumption beside that of others: 1 for the first adult, 0.5 for any other person of 14 years or more, 0.3
/// for a child.
struct HouseholdUse: Codable, Sendable, CheckedWhole {
  let wh: Int
  let days: Int
  /// Tenths of a unit, 10 for one adult alone.
  let tenths: Int
  /// Wh a day and unit from which on it costs points.
  let limitWh: Int

  var fault: FieldFault? { Amounts.fault([wh, limitWh], days: [days, tenths]) }

  static func tenths(adults: Int, teens: Int, children: Int) -> Int {
    max(10, 10 + 5 * max(0, adults + teens - 1) + 3 * children)
  }

  var perUnitWh: Double { days > 0 ? Double(wh) * 10 / Double(days * max(tenths, 1)) : 0 }

  /// What is taken away: nothing up to the limit, 40 at the most.
  var malus: Double {
    guard limitWh > 0, perUnitWh > Double(limitWh) else { return 0 }
    return min(40, 100 * (perUnitWh / Double(limitWh) - 1))
  }
}

/// The contest to use what the own roof gives: how much smaller the share from the street has become.
struct SelfConsumption: RuleInputs {
  let reference: EnergyPeriod
  let game: EnergyPeriod
  /// The share to be expected under the sun of the game, in millionths; without it, that of the reference.
  let expectedPpm: Int?
  let household: HouseholdUse?

  func outcome() -> Outcome {
    guard let now = game.share, let before = reference.share, let expected, expected > 0 else { return tooEarly }
    let gained = (100 * (expected - now) / expected).clamped(to: -50...100)
    let malus = household?.malus ?? 0
    return Outcome(
      points: (gained - malus).points, explanation: .joined(told(now, expected) + taken(malus)),
      figures: [
        Figure(name: "referenceShare", value: before.permille, unit: "1"),
        Figure(name: "expectedShare", value: expected.permille, unit: "1"),
        Figure(name: "gameShare", value: now.permille, unit: "1"),
        Figure(name: "malus", value: malus.permille, unit: "points"),
      ])
  }

  private var expected: Double? { expectedPpm.map { Double($0) / 1e6 } ?? reference.share }

  private var hasPanels: Bool { game.producedWh != nil || game.injectedWh != nil }

  private func told(_ now: Double, _ expected: Double) -> [Text] {
    let (now, before) = (Text.number(now * 100), Text.number(expected * 100))
    let when =
      hasPanels
      ? Text(fr: "par ce soleil", en: "under this sun")
      : Text(fr: "les mêmes jours de la semaine", en: "on the same weekdays")
    let what =
      hasPanels
      ? Text(fr: "de votre électricité vient de la rue", en: "of your electricity comes from the street")
      : Text(
        fr: "de votre électricité est prise hors des heures de soleil (11 h – 16 h)",
        en: "of your electricity is drawn away from the sunny hours (11 h – 16 h)")
    return [
      Text(
        fr: "\(now.french) % \(what.french), contre \(before.french) % attendus \(when.french).",
        en: "\(now.english) % \(what.english), against \(before.english) % expected \(when.english)."),
      Text(fr: "Un pour cent de moins vaut un point.", en: "One per cent less is one point."),
    ]
  }

  private func taken(_ malus: Double) -> [Text] {
    guard malus > 0, let household else { return [] }
    let (use, limit) = (Text.kilowattHours(Int(household.perUnitWh)), Text.kilowattHours(household.limitWh))
    let lost = Text.number(malus)
    return [
      Text(
        fr: "Votre foyer consomme \(use.french) par jour et par personne, au-delà de \(limit.french) : "
          + "\(lost.french) points retirés.",
        en: "Your home uses \(use.english) a day and person, above \(limit.english): \(lost.english) points taken away."
      )
    ]
  }

  private var tooEarly: Outcome {
    Outcome(
      points: 0,
      explanation: Text(
        fr: "Il manque encore des jours de mesure pour comparer avec avant le jeu.",
        en: "Days of readings are still missing to compare with the time before the game."))
  }
}

extension Double {
  fileprivate var permille: Double { (self * 1000).rounded() / 1000 }
}
