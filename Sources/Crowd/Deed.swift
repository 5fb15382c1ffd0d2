/// The things that a driver does at one time.
enum Deed: Equatable, CaseIterable {
  case book, bookAhead, plugIn, extend, unplug, giveBack, rest

  /// What matters of a driver's bookings.
  enum Situation: Equatable {
    case away(ahead: Int)
    /// At a point that waits for them.
    case expected
    case charging(isExtended: Bool)
  }

  static func drawn(in situation: Situation, _ dice: Dice) -> Deed {
    switch situation {
    // Some never come, and the point is given back.
    case .expected: dice.chance(0.93) ? .plugIn : .rest
    case .charging(let isExtended):
      if dice.chance(0.3) { .unplug } else if !isExtended, dice.chance(0.5) { .extend } else { .rest }
    case .away(let ahead):
      if dice.chance(0.7) { .book } else if ahead > 1 { .giveBack } else { dice.chance(0.7) ? .bookAhead : .rest }
    }
  }

  /// Seconds until the next one.
  func pause(_ dice: Dice) -> Int {
    switch self {
    case .book: dice.chance(0.6) ? dice.number(1...15) : dice.number(60...700)
    case .plugIn: dice.number(480...1500)
    case .extend: dice.number(900...2000)
    case .unplug, .rest: dice.number(120...900)
    case .bookAhead, .giveBack: dice.number(10...180)
    }
  }
}
