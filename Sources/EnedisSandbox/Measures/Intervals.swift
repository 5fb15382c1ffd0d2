import HTTP
import Runtime

/// A point of the load curve to be: where it begins and how long it is.
struct Interval: Sendable {
  let start: Instant
  let minutes: Int

  var end: Instant { start + .seconds(minutes * 60) }
}

extension Scenario {
  /// The intervals of a day, 46, 48 or 50 half-hours of them; another step may begin at noon.
  func intervals(of day: CivilDay) -> [Interval] {
    let hours = day.hours
    let noon = Paris.zone.instant(of: LocalTime(day: day, second: 43_200)) ?? hours.upperBound
    var (intervals, start): ([Interval], Instant) = ([], hours.lowerBound)
    while start < hours.upperBound {
      let interval = Interval(start: start, minutes: start >= noon ? stepAfterNoon ?? step : step)
      intervals.append(interval)
      start = interval.end
    }
    return intervals
  }

  /// What the curve has of an interval: a value, none at all, or a word that stands for none.
  func value(of interval: Interval, _ watts: Int) -> Value {
    if holes.isEmpty { return .watts(watts) }
    let local = Paris.zone.local(interval.start)
    let number = chance(at: interval.start)
    if holes.contains(.tuesdays), (1...2).contains(local.day.weekday) { return .absent }
    if holes.contains(.night), (7200..<14_400).contains(local.second) { return .absent }
    if holes.contains(.points), number % 23 == 0 { return .absent }
    if holes.contains(.null), number % 17 == 0 { return .null }
    if holes.contains(.nullText), number % 19 == 0 { return .text }
    return .watts(watts)
  }

  private func chance(at start: Instant) -> UInt64 {
    "\(prm)\(start.seconds)".utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } >> 8
  }

  enum Value: Sendable {
    case watts(Int), null, text, absent

    var json: JSON {
      switch self {
      case .watts(let watts): .string("\(watts)")
      case .text: "null"
      case .null, .absent: .null
      }
    }
  }
}

// MARK: What is there when

extension Scenario {
  /// A day comes at eight on the next, or so many hours later.
  func isPublished(_ day: CivilDay, at now: Instant) -> Bool {
    let next = day.adding(1)
    let eight = Paris.zone.instant(of: LocalTime(day: next, second: 28_800)) ?? next.hours.lowerBound
    return now >= eight + .seconds(3600 * (late[day] ?? 0))
  }

  func publishedDays(_ days: Range<CivilDay>, at now: Instant) -> [CivilDay] {
    var (found, day): ([CivilDay], CivilDay) = ([], days.lowerBound)
    while day < days.upperBound {
      if day >= activatedOn, isPublished(day, at: now) { found.append(day) }
      day = day.adding(1)
    }
    return found
  }
}
