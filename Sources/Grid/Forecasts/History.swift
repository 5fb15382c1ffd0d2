import Runtime

/// Half-hours that have been, and what may be said of others by them.
struct History: Sendable {
  /// By their start.
  let values: [Instant: Double]
  let zone: Zone
  let knownUntil: Instant
  /// How much the last day that is known lies above the same day a week before, and two, three and four weeks.
  private let shifts: [Double?]

  init?(_ values: [Instant: Double], zone: Zone = Paris.zone) {
    guard let last = values.keys.max() else { return nil }
    self.values = values
    self.zone = zone
    knownUntil = last
    shifts = (1...4).map { weeks in History.shift(values, weeks: weeks, until: last, zone) }
  }

  private static func shift(_ values: [Instant: Double], weeks: Int, until last: Instant, _ zone: Zone) -> Double? {
    var (sum, count) = (0.0, 0)
    for index in 0..<48 {
      let at = last - .seconds(1800 * index)
      guard let now = values[at], let before = values[zone.daysBefore(at, 7 * weeks)] else { continue }
      sum += now - before
      count += 1
    }
    return count > 0 ? sum / Double(count) : nil
  }

  /// The same time of the day before.
  func yesterday(_ at: Instant) -> Double? { values[zone.daysBefore(at, 1)] }

  /// The same time of the latest week that is known, moved to the level of the last day.
  func lastWeek(_ at: Instant) -> Double? {
    for weeks in 1...4 {
      if let value = values[zone.daysBefore(at, 7 * weeks)], let shift = shifts[weeks - 1] { return value + shift }
    }
    return nil
  }

  /// Whether the day before is known whole.
  func isNear(_ at: Instant) -> Bool { at <= knownUntil + .seconds(86_400) }

  /// Load, within a day of what is known: the mean of yesterday and of last week at yesterday's level; beyond, last week.
  func load(_ at: Instant) -> Double? {
    let week = lastWeek(at)
    guard isNear(at), let day = yesterday(at) else { return week }
    return week.map { (day + $0) / 2 } ?? day
  }

  /// The rate: yesterday's within a day; beyond, the mean of that time of the last seven days that are known.
  func rate(_ at: Instant) -> Double? {
    if isNear(at), let day = yesterday(at) { return day }
    let known = (1...14).compactMap { values[zone.daysBefore(at, $0)] }.prefix(7)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
}

extension Zone {
  /// The same time by the clock on the wall, so many days before; where there is none, so many times 24 hours before.
  func daysBefore(_ at: Instant, _ days: Int) -> Instant {
    let wall = local(at)
    return instant(of: LocalTime(day: wall.day.adding(-days), second: wall.second)) ?? at - .seconds(86_400 * days)
  }
}
