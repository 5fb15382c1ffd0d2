import Glibc
package import Runtime

/// Five minutes, counted from 1970: the grain of the house.
struct Slot: Sendable, Equatable {
  static let seconds = 300
  let index: Int

  init(index: Int) { self.index = index }

  init(of instant: Instant) {
    let seconds = Int(instant.seconds)
    index = (seconds - (seconds % Slot.seconds + Slot.seconds) % Slot.seconds) / Slot.seconds
  }

  /// Seconds since 1970.
  var start: Int { index * Slot.seconds }
  var next: Slot { Slot(index: index + 1) }
}

/// A slot by the clock on the wall, with the weather outside.
struct Moment: Sendable {
  let slot: Slot
  /// Days since 1970 and hours since midnight, in France.
  let day: Int
  let hour: Double
  let isWeekend: Bool
  /// In °C.
  let temperature: Double
  /// 0 is a clear sky.
  let cloud: Double
  /// The sine of the sun's height; below 0 at night.
  let sun: Double

  init(_ slot: Slot) {
    self.slot = slot
    let instant = Instant(seconds: Int64(slot.start))
    let wall = slot.start + Household.zone.offset(at: instant)
    day = wall / 86_400
    hour = Double(wall % 86_400) / 3600
    isWeekend = (day + 3) % 7 > 4
    let days = Double(slot.start) / 86_400
    let year = 2 * Double.pi * (days - 18) / 365.2422
    // A front passes in three days or so; a sky clears or clouds over within hours.
    let front = Draw.everywhere.smooth(.clouds, days / 3.1)
    let sky = Draw.everywhere.smooth(.clouds, 100_000 + days * 5)
    cloud = min(1, max(0, front * 1.15 - 0.1 + (sky - 0.5) * 0.5))
    let noon = 2 * Double.pi * (days - days.rounded(.down) - 0.5)
    temperature =
      12 - 8 * cos(year) + 9 * (Draw.everywhere.smooth(.place, days / 4.3) - 0.5)
      + (4 - 2.5 * cloud) * cos(noon - 0.7)
    let declination = -0.4091 * cos(2 * Double.pi * (days + 9.5) / 365.2422)
    // 46.5 degrees north.
    sun = 0.7254 * sin(declination) + 0.6884 * cos(declination) * cos(noon)
  }
}

extension Household {
  package static let zone: Zone = {
    guard let zone = Zone.named("Europe/Paris") else { preconditionFailure("tzdata is not installed") }
    return zone
  }()
}
