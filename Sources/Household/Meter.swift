package import Runtime

extension Household {
  /// Energy in watt-seconds, so that nothing is lost where it is summed.
  package struct Energy: Sendable, Equatable {
    package var drawn: Int
    package var injected: Int
    package var produced: Int

    package static let none = Energy(drawn: 0, injected: 0, produced: 0)

    mutating func add(_ power: Power, for seconds: Int) {
      drawn += power.drawn * seconds
      injected += power.injected * seconds
      produced += power.produced * seconds
    }

    package mutating func add(_ other: Energy) {
      drawn += other.drawn
      injected += other.injected
      produced += other.produced
    }

    /// Whole Wh, as a register shows them.
    package var wattHours: (drawn: Int, injected: Int, produced: Int) {
      (drawn / 3600, injected / 3600, produced / 3600)
    }

    /// The mean over so many seconds, rounded half up.
    package func mean(over seconds: Int) -> Power {
      func mean(_ sum: Int) -> Int { (2 * sum + seconds) / (2 * seconds) }
      return Power(drawn: mean(drawn), injected: mean(injected), produced: mean(produced))
    }
  }

  /// Between two instants, each rounded down to five minutes.
  package func energy(from start: Instant, to end: Instant) -> Energy {
    var energy = Energy.none
    var slot = Slot(of: start)
    let last = Slot(of: end)
    while slot.index < last.index {
      energy.add(power(in: slot), for: Slot.seconds)
      slot = slot.next
    }
    return energy
  }

  /// The mean power of so many minutes, a multiple of five: a point of the load curve.
  package func mean(from start: Instant, minutes: Int) -> Power {
    let seconds = minutes * 60
    return energy(from: start, to: start + .seconds(seconds)).mean(over: seconds)
  }

  /// The registers of the house's meter, which was put in on 1 September 2023 with nothing on it. Only forward: the next
  /// instant costs what has passed since the last one.
  package struct Meter: Sendable {
    package static let since = Instant(seconds: 1_693_519_200)
    private let house: Household
    private var slot: Slot
    private var before: Energy

    init(_ house: Household) {
      self.house = house
      slot = Slot(of: Meter.since)
      before = .none
    }

    /// What has passed through since it was put in; an instant before the last one asked for reads like that one's slot.
    package mutating func energy(at instant: Instant) -> Energy {
      let now = Slot(of: instant)
      while slot.index < now.index {
        before.add(house.power(in: slot), for: Slot.seconds)
        slot = slot.next
      }
      guard slot == now else { return before }
      var energy = before
      // The ripple of ten seconds up is taken back by the ten after.
      let second = Int(instant.seconds) - slot.start
      energy.add(house.power(in: slot), for: second - second % 20)
      if second % 20 > 0 {
        let up = house.power(at: Instant(seconds: Int64(slot.start + second - second % 20)))
        energy.add(up, for: min(10, second % 20))
        if second % 20 > 10 {
          let down = house.power(at: Instant(seconds: Int64(slot.start + second - second % 20 + 10)))
          energy.add(down, for: second % 20 - 10)
        }
      }
      return energy
    }
  }

  package func meter() -> Meter { Meter(self) }
}
