import Glibc
package import Runtime

/// A house with panels, a small wind turbine and a battery, as its devices measure it. Only forward: what the battery
/// holds and what the meter shows follow from what has passed.
package struct EnergyHouse: Sendable {
  package struct Reading: Sendable, Equatable {
    package var solarWatts = 0.0
    package var irradiance = 0.0
    package var windWatts = 0.0
    package var windSpeed = 0.0
    /// Charging is positive.
    package var batteryWatts = 0.0
    /// Percent.
    package var soc = 50.0
    /// From the grid; negative into it.
    package var gridWatts = 0.0
    /// What the meter's registers show, in Wh.
    package var energyDrawn = 0.0
    package var energyInjected = 0.0
    package var temperature = 0.0
  }

  private static let batteryWattHours = 10_000.0
  private static let batteryMostWatts = 4000.0
  private static let turbineWatts = 2500.0

  private let household: Household
  private var last: Instant?
  private var reading = Reading()

  /// The n-th house; nil beyond those that usage points can name.
  package init?(number: Int) {
    let digits = String(number)
    guard number >= 0, digits.utf8.count <= 10 else { return nil }
    let usagePoint = "9999" + String(repeating: "0", count: 10 - digits.utf8.count) + digits
    guard var household = Household(usagePoint: usagePoint) else { return nil }
    household.panels = max(household.panels, 3000)
    self.household = household
    reading.energyDrawn = 12_000_000
    reading.energyInjected = 2_000_000
  }

  /// Goes on where it stood, as what it said last tells.
  package mutating func resume(at instant: Instant, soc: Double, energyDrawn: Double, energyInjected: Double) {
    last = instant
    (reading.soc, reading.energyDrawn, reading.energyInjected) = (soc, energyDrawn, energyInjected)
  }

  /// What the devices say at an instant that is not before the last one.
  package mutating func read(at instant: Instant) -> Reading {
    let seconds = last.map { min(3600, max(0, (instant - $0).inSeconds)) } ?? 0
    last = instant
    let moment = Moment(Slot(of: instant))
    let power = household.power(at: instant)
    reading.temperature = moment.temperature
    reading.solarWatts = Double(power.produced)
    reading.irradiance = max(0, moment.sun) * 1000 * (1 - 0.7 * moment.cloud)
    reading.windSpeed = household.wind(at: instant)
    reading.windWatts = Self.turbine(reading.windSpeed)
    settle(surplus: reading.solarWatts + reading.windWatts - Double(power.used), over: seconds)
    return reading
  }

  /// The battery takes and gives what it can, the grid the rest.
  private mutating func settle(surplus: Double, over seconds: Double) {
    let held = reading.soc / 100 * Self.batteryWattHours
    let hours = max(seconds, 1) / 3600
    let room = min(Self.batteryMostWatts, (Self.batteryWattHours * 0.98 - held) / hours)
    let rest = min(Self.batteryMostWatts, (held - Self.batteryWattHours * 0.1) / hours)
    reading.batteryWatts = min(max(surplus, -max(0, rest)), max(0, room))
    reading.gridWatts = reading.batteryWatts - surplus
    guard seconds > 0 else { return }
    reading.soc = (held + reading.batteryWatts * seconds / 3600) / Self.batteryWattHours * 100
    reading.energyDrawn += max(0, reading.gridWatts) * seconds / 3600
    reading.energyInjected += max(0, -reading.gridWatts) * seconds / 3600
  }

  /// From 3 m/s on by the cube, from 11 m/s on at its peak, from 25 m/s on stopped.
  private static func turbine(_ speed: Double) -> Double {
    guard (3..<25).contains(speed) else { return 0 }
    return min(turbineWatts, turbineWatts * pow(speed / 11, 3))
  }
}

extension Household {
  /// In m/s: the same front for all, gusts for each.
  fileprivate func wind(at instant: Instant) -> Double {
    let days = Double(instant.seconds) / 86_400
    let front = Draw.everywhere.smooth(.wind, days / 2.3)
    let gust = draw.smooth(.wind, days * 480)
    return max(0, 1 + 12 * front * front + 3 * (gust - 0.5))
  }
}
