import HTTP
import Runtime

/// How finely a series of levels is told: each change by itself, or what happened within so much time.
enum LevelResolution: String, CaseIterable, Field {
  case raw
  case fiveMinutes = "PT5M"
  case hours = "PT1H"
  case days = "P1D"
  case weeks = "P7D"
  case months = "P1M"

  static let sample = LevelResolution.hours

  private static let rolledUp: [LevelResolution] = [.months, .weeks, .days, .hours, .fiveMinutes]

  /// The coarsest that gives 300 points; where that gives more than 1,000, the finest that does not.
  /// - Parameter changes: how many there are, counted up to 1,001.
  static func chosen(for span: ClosedRange<Instant>, changes: Int) -> LevelResolution {
    if changes <= 300 { return .raw }
    let counts = rolledUp.map { (resolution: $0, points: $0.points(in: span)) } + [(.raw, changes)]
    guard let coarsest = counts.first(where: { $0.points >= 300 }), coarsest.points > 1000 else {
      return counts.first { $0.points >= 300 }?.resolution ?? .raw
    }
    return counts.last { $0.points <= 1000 }?.resolution ?? .months
  }

  /// About how many items a span has.
  func points(in span: ClosedRange<Instant>) -> Int {
    Int(((span.upperBound - span.lowerBound).inSeconds / seconds).rounded(.up))
  }

  private var seconds: Double {
    switch self {
    case .raw: 1
    case .fiveMinutes: 300
    case .hours: 3600
    case .days: 86_400
    case .weeks: 7 * 86_400
    case .months: 30 * 86_400
    }
  }

  /// The time that an instant lies in: hours by UTC, days and more by the clock on the wall.
  func bucket(of instant: Instant, in zone: Zone) -> Range<Instant> {
    switch self {
    case .raw: return instant..<instant + .microseconds(1)
    case .fiveMinutes, .hours:
      let length = Int64(seconds)
      let start = Instant(seconds: instant.seconds - ((instant.seconds % length) + length) % length)
      return start..<start + .seconds(length)
    case .days, .weeks, .months:
      let day = zone.local(instant).day
      let (first, next) = days(around: day)
      return zone.start(of: first)..<zone.start(of: next)
    }
  }

  private func days(around day: CivilDay) -> (first: CivilDay, next: CivilDay) {
    switch self {
    case .weeks:
      let monday = day.adding(-day.weekday)
      return (monday, monday.adding(7))
    case .months:
      let first = CivilDay(year: day.year, month: day.month, day: 1)
      return (first, CivilDay(year: day.year + day.month / 12, month: day.month % 12 + 1, day: 1))
    default: return (day, day.adding(1))
    }
  }
}
