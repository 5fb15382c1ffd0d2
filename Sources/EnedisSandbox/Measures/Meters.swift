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

  /// Mean power in W of an interval that is a multiple of five minutes.
  func watts(_ point: Scenario, _ direction: Direction, from start: Instant, minutes: Int) -> Int {
    guard let house = house(point) else { return 0 }
    let power = house.mean(from: start, minutes: minutes)
    var watts = direction == .drawn ? power.drawn : power.injected
    if point.isNet { watts = max(0, watts - (direction == .drawn ? power.injected : power.drawn)) }
    return watts.drifting(point.drift)
  }

  /// In watt-seconds. A day that excludes the one direction or the other does so by its half-hours.
  func energy(_ point: Scenario, _ direction: Direction, on day: CivilDay) -> Int {
    if point.isNet {
      return point.intervals(of: day).reduce(0) { sum, interval in
        sum + watts(point, direction, from: interval.start, minutes: interval.minutes) * interval.minutes * 60
      }
    }
    guard let energy = energy(point, on: day) else { return 0 }
    return (direction == .drawn ? energy.drawn : energy.injected).drifting(point.drift)
  }

  private func energy(_ point: Scenario, on day: CivilDay) -> Household.Energy? {
    let key = Key(prm: point.prm, kind: point.kind, day: day)
    if let known = days.withLock({ $0[key] }) { return known }
    let hours = day.hours
    let energy = house(point)?.energy(from: hours.lowerBound, to: hours.upperBound)
    days.withLock { days in
      if days.count > 100_000 { days.removeAll() }
      days[key] = energy
    }
    return energy
  }

  /// The highest mean of five minutes of a day as apparent power, and when it ended.
  func peak(_ point: Scenario, on day: CivilDay) -> (at: Instant, voltAmperes: Int) {
    let hours = day.hours
    var found = (at: hours.lowerBound, voltAmperes: 0)
    var start = hours.lowerBound
    while start < hours.upperBound {
      let watts = watts(point, .drawn, from: start, minutes: 5)
      if watts > found.voltAmperes { found = (start + .seconds(137), watts) }
      start = start + .seconds(300)
    }
    return (found.at, found.voltAmperes * 104 / 100)
  }
}

extension Int {
  fileprivate func drifting(_ percent: Double) -> Int {
    percent == 0 ? self : Int((Double(self) * (1 + percent / 100)).rounded())
  }
}
