package import Runtime

/// A home that does not exist: what it draws, injects and produces at any instant follows from the 14 digits of its usage
/// point, a seed and the instant alone, so that a meter's wire and the grid operator's curve show the same house.
package struct Household: Sendable, Equatable {
  package enum Heating: String, Sendable, CaseIterable {
    case electric, heatPump, gas, oil, wood, district, other
  }

  package let usagePoint: String
  /// Twelve digits, as on the meter's plate.
  package let serial: String
  /// What follows may be set, for a house that a scene needs.
  package var heating: Heating
  package var adults: Int
  package var teens: Int
  package var children: Int
  /// Peak power of the panels in W; 0 without panels.
  package var panels: Int
  /// False for a point that only injects.
  package var draws = true
  /// What the contract allows, in VA.
  package var contract: Int
  let draw: Draw

  /// Nil unless the usage point is 14 ASCII digits.
  package init?(usagePoint: String, seed: UInt64 = 0) {
    let digits = Array(usagePoint.utf8)
    guard digits.count == 14, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.usagePoint = usagePoint
    let draw = Draw(digits, seed: seed)
    self.draw = draw
    serial = "0" + String(21_000_000_000 + draw.whole(.serial, 0, below: 70_000_000_000))
    heating = Household.heating(draw.share(.heating, 0))
    adults = 1 + draw.whole(.people, 0, below: 2)
    teens = max(0, draw.whole(.people, 1, below: 5) - 2)
    children = max(0, draw.whole(.people, 2, below: 5) - 2)
    panels = draw.share(.panels, 0) < 0.4 ? 1500 + 500 * draw.whole(.panels, 1, below: 10) : 0
    contract = heating == .electric ? 12_000 : heating == .heatPump ? 9000 : 6000
  }

  private static func heating(_ share: Double) -> Heating {
    switch share {
    case ..<0.34: .electric
    case ..<0.50: .heatPump
    case ..<0.83: .gas
    case ..<0.90: .oil
    case ..<0.95: .wood
    case ..<0.99: .district
    default: .other
    }
  }
}

extension Household {
  /// Power in W. Of drawn and injected one is 0 at any instant; means over a while may have both.
  package struct Power: Sendable, Equatable {
    package var drawn: Int
    package var injected: Int
    package var produced: Int

    package init(drawn: Int, injected: Int, produced: Int) {
      (self.drawn, self.injected, self.produced) = (drawn, injected, produced)
    }

    /// What the home uses.
    package var used: Int { drawn + produced - injected }
  }

  /// At an instant: the slot's mean, and a ripple on it that sums to nothing within the slot.
  package func power(at instant: Instant) -> Power {
    let slot = Slot(of: instant)
    let mean = power(in: slot)
    let second = Int(instant.seconds) - slot.start
    let ripple = draw.whole(.ripple, slot.index &* 15 + second / 20, below: max(mean.drawn, mean.injected) / 8 + 1)
    let sign = second % 20 < 10 ? 1 : -1
    return Power(
      drawn: mean.drawn == 0 ? 0 : mean.drawn + sign * ripple,
      injected: mean.injected == 0 ? 0 : mean.injected + sign * ripple,
      produced: mean.injected == 0 ? mean.produced : mean.produced + sign * ripple)
  }

  func power(in slot: Slot) -> Power {
    let moment = Moment(slot)
    let produced = production(moment)
    let used = draws ? consumption(moment) : 0
    return Power(drawn: max(0, used - produced), injected: max(0, produced - used), produced: produced)
  }
}
