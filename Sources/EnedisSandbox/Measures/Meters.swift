import Household
import Runtime
import Synchronization

/// What the meters of all points have counted: a function of seed, point and instant, and a memory of days that were
/// asked for.
final class Meters: Sendable {
  private struct Key: Hashable, Sendable {
    let prm: String
    let kind: Scenario.Kind
    let day: CivilDay
  }

  private let seed: UInt64
  private let days = Mutex<[Key: Household.Energy]>([:])
  /// Both directions of a curve, the day's sum and its peak are made of the same five minutes.
  private let slots = Mutex<[Key: [Household.Energy]]>([:])
  private static let mostSlots = 1000

  init(seed: UInt64) { self.seed = seed }

  /// The house as a point's scenario has it. Where the scenario asks for nothing else it is the house whose wire
  /// `watts-box simulate` writes.
  func house(_ point: Scenario) -> Household? {
    guard var house = Household(usagePoint: point.prm, seed: seed) else { return nil }
    switch point.kind {
    case .drawing: house.panels = 0
    case .producing: house.draws = false
    case .both: break
    }
    if point.kind != .drawing, house.panels == 0 { house.panels = 3000 }
    return house
  }

  /// The kind of a point that nobody has described.
  func kind(_ prm: String) -> Scenario.Kind {
    Household(usagePoint: prm, seed: seed).map { $0.panels > 0 ? .both : .drawing } ?? .drawing
  }

  /// Mean powers in W of a day's intervals, each a multiple of five minutes long.
  func watts(_ point: Scenario, _ direction: Direction, on day: CivilDay, _ intervals: [Interval]) -> [Int] {
    let (slots, start) = (slots(point, on: day), day.hours.lowerBound)
    return intervals.map { interval in
      let first = Int(interval.start.seconds - start.seconds) / 300
      var (drawn, injected, count) = (0, 0, 0)
      for slot in slots.dropFirst(first).prefix(interval.minutes / 5) {
        (drawn, injected, count) = (drawn + slot.drawn, injected + slot.injected, count + 1)
      }
      guard count > 0 else { return 0 }
      func mean(_ sum: Int) -> Int { (2 * sum + 300 * count) / (600 * count) }
      let (wanted, other) = direction == .drawn ? (mean(drawn), mean(injected)) : (mean(injected), mean(drawn))
      return (point.isNet ? max(0, wanted - other) : wanted).drifting(point.drift)
    }
  }

  private func slots(_ point: Scenario, on day: CivilDay) -> [Household.Energy] {
    let key = Key(prm: point.prm, kind: point.kind, day: day)
    if let known = slots.withLock({ $0[key] }) { return known }
    let hours = day.hours
    let made = house(point).map { house in
      stride(from: hours.lowerBound.seconds, to: hours.upperBound.seconds, by: 300).map { second in
        house.energy(from: Instant(seconds: second), to: Instant(seconds: second + 300))
      }
    }
    slots.withLock { slots in
      if slots.count >= Self.mostSlots { slots.removeAll() }
      slots[key] = made
    }
    return made ?? []
  }

  /// In watt-seconds. A day that excludes the one direction or the other does so by its half-hours.
  func energy(_ point: Scenario, _ direction: Direction, on day: CivilDay) -> Int {
    if point.isNet {
      let intervals = point.intervals(of: day)
      return zip(watts(point, direction, on: day, intervals), intervals).reduce(0) { $0 + $1.0 * $1.1.minutes * 60 }
    }
    let energy = energy(point, on: day)
    return (direction == .drawn ? energy.drawn : energy.injected).drifting(point.drift)
  }

  private func energy(_ point: Scenario, on day: CivilDay) -> Household.Energy {
    let key = Key(prm: point.prm, kind: point.kind, day: day)
    if let known = days.withLock({ $0[key] }) { return known }
    let energy = slots(point, on: day).reduce(into: Household.Energy.none) { $0.add($1) }
    days.withLock { days in
      if days.count > 100_000 { days.removeAll() }
      days[key] = energy
    }
    return energy
  }

  /// The highest mean of five minutes of a day as apparent power, and when it ended.
  func peak(_ point: Scenario, on day: CivilDay) -> (at: Instant, voltAmperes: Int) {
    let hours = day.hours
    let slots = stride(from: hours.lowerBound.seconds, to: hours.upperBound.seconds, by: 300).map { second in
      Interval(start: Instant(seconds: second), minutes: 5)
    }
    var found = (at: hours.lowerBound, voltAmperes: 0)
    for (slot, watts) in zip(slots, watts(point, .drawn, on: day, slots)) where watts > found.voltAmperes {
      found = (slot.start + .seconds(137), watts)
    }
    return (found.at, found.voltAmperes * 104 / 100)
  }
}

extension Int {
  fileprivate func drifting(_ percent: Double) -> Int {
    percent == 0 ? self : Int((Double(self) * (1 + percent / 100)).rounded())
  }
}
