import HTTP

/// Energy before the game or in it, and how cold it was.
struct SavingsPeriod: Codable, Sendable, CheckedWhole {
  let wh: Int
  let days: Int
  /// Degree days to the base of 18 °C; null where nobody knows the weather.
  let degreeDays: Double?
  /// Of the days and of the energy those of Saturdays and Sundays.
  let weekendWh: Int?
  let weekendDays: Int?

  var fault: FieldFault? {
    Amounts.fault([wh, weekendWh], days: [days, weekendDays]) ?? Amounts.fault([degreeDays])
  }
}

/// How a home draws by the weather: so much a day, and so much a degree day.
struct WeatherFit: Codable, Sendable, CheckedWhole {
  let dailyWh: Double
  let degreeDayWh: Double
  let r2: Double
  let days: Int
  /// How far a day is off, as a rule.
  let errorWh: Double

  var fault: FieldFault? { Amounts.fault([dailyWh, degreeDayWh, r2, errorWh], days: [days]) }

  var isGood: Bool { days >= 60 && r2 >= 0.3 }
}

/// Energy that was not drawn, against what the same weather would have had the home draw before. Without weather, or where it
/// explains too little, against the mean of the same weekdays; and it says so.
struct Savings: RuleInputs {
  let reference: SavingsPeriod
  let game: SavingsPeriod
  let fit: WeatherFit?

  static let leastDays = 14
  /// Points for a per cent, and for how many at the most.
  private static let worth = 10.0
  private static let mostPercent = 20.0

  func outcome() -> Outcome {
    guard game.days >= Self.leastDays, reference.days >= Self.leastDays, expectedWh > 0 else { return tooEarly }
    let gain = percent(of: expectedWh)
    let points = (gain.clamped(to: 0...Self.mostPercent) * Self.worth).points
    return Outcome(
      points: points, explanation: told(gain, points),
      figures: [
        Figure(name: "expected", value: expectedWh.rounded(), unit: "Wh"),
        Figure(name: "drawn", value: Double(game.wh), unit: "Wh"),
        Figure(name: "gain", value: (gain * 10).rounded() / 10, unit: "%"),
        Figure(name: "gainLow", value: (gain - margin).tenths, unit: "%"),
        Figure(name: "gainHigh", value: (gain + margin).tenths, unit: "%"),
      ])
  }

  var isCorrected: Bool { fit?.isGood == true && game.degreeDays != nil }

  var expectedWh: Double {
    if let fit, isCorrected, let cold = game.degreeDays {
      return fit.dailyWh * Double(game.days) + fit.degreeDayWh * cold
    }
    return plainWh
  }

  var savedWh: Double { expectedWh - Double(game.wh) }

  /// How far the expectation is off: days are off independently of one another.
  var marginWh: Double { 1.96 * (fit?.errorWh ?? 0) * Double(max(game.days, 0)).squareRoot() }

  private var margin: Double { expectedWh > 0 ? 100 * marginWh / expectedWh : 0 }

  private func percent(of expected: Double) -> Double { 100 * (1 - Double(game.wh) / expected) }

  private var plainWh: Double {
    let mean = Double(reference.wh) / Double(max(reference.days, 1))
    guard let wh = reference.weekendWh, let days = reference.weekendDays, let ours = game.weekendDays, days > 0,
      reference.days > days
    else { return mean * Double(game.days) }
    let (weekend, week) = (Double(wh) / Double(days), Double(reference.wh - wh) / Double(reference.days - days))
    return weekend * Double(ours) + week * Double(game.days - ours)
  }
}

extension Savings {
  private func told(_ gain: Double, _ points: Int) -> Text {
    let (drawn, expected) = (Text.kilowattHours(game.wh), Text.kilowattHours(Int(expectedWh)))
    let how =
      isCorrected
      ? Text(fr: "par le même temps", en: "in the same weather")
      : Text(
        fr: "les mêmes jours de la semaine, sans corriger du froid", en: "on the same weekdays, not corrected for cold")
    let (change, range) = (Text.number(abs(gain)), Text.number(margin))
    let word = gain < 0 ? Text(fr: "de plus", en: "more") : Text(fr: "de moins", en: "less")
    return .joined([
      Text(
        fr: "Vous avez consommé \(drawn.french) ; \(how.french), c’était \(expected.french) avant le jeu.",
        en: "You used \(drawn.english); \(how.english) it was \(expected.english) before the game."),
      Text(
        fr: "C’est \(change.french) % \(word.french)\(margin > 0 ? " (à \(range.french) près)" : ""). "
          + "Un pour cent de moins vaut dix points.",
        en: "That is \(change.english) % \(word.english)\(margin > 0 ? " (give or take \(range.english))" : ""). "
          + "One per cent less is ten points."),
    ])
  }

  private var tooEarly: Outcome {
    let days = Self.leastDays
    return Outcome(
      points: 0,
      explanation: Text(
        fr: "Il faut \(days) jours complets avant le jeu et \(days) pendant : \(game.days) pour l’instant.",
        en: "It takes \(days) whole days before the game and \(days) in it: \(game.days) so far."))
  }
}

extension Double {
  fileprivate var tenths: Double { (self * 10).rounded() / 10 }
}
