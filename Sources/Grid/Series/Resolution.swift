import HTTP
import Postgres
import Runtime

/// The distance between two items of a series.
enum Resolution: String, CaseIterable, Field {
  case quarters = "PT15M"
  case halfHours = "PT30M"
  case hours = "PT1H"
  case days = "P1D"
  case weeks = "P7D"
  case months = "P1M"

  static let sample = Resolution.halfHours

  /// What is answered where nobody says: readings as they are up to 400 days, then coarser.
  static func chosen(for span: ClosedRange<Instant>) -> Resolution {
    switch (span.upperBound - span.lowerBound).inSeconds / 86_400 {
    case ...400: .halfHours
    case ...1000: .days
    case ...7000: .weeks
    default: .months
    }
  }

  /// Nil where an item is a mean.
  var readingStep: Duration? {
    switch self {
    case .quarters: .seconds(900)
    case .halfHours: .seconds(1800)
    default: nil
    }
  }

  /// The word of PostgreSQL for what is meant over; the empty one where nothing is.
  var unit: String {
    switch self {
    case .quarters, .halfHours: ""
    case .hours: "hour"
    case .days: "day"
    case .weeks: "week"
    case .months: "month"
    }
  }

  /// The first item that belongs to a span from a moment on: the next reading, or the mean that the moment lies in.
  func first(from start: Instant, in zone: Zone) -> Instant {
    switch self {
    case .quarters: start.roundedUp(to: 900)
    case .halfHours: start.roundedUp(to: 1800)
    case .hours: start.roundedDown(to: 3600)
    default: zone.start(of: day(of: zone.local(start).day))
    }
  }

  private func day(of day: CivilDay) -> CivilDay {
    switch self {
    case .weeks: day.adding(-day.weekday)
    case .months: CivilDay(year: day.year, month: day.month, day: 1)
    default: day
    }
  }

  /// The beginning of another item, so many behind one.
  func next(after item: Instant, by count: Int = 1, in zone: Zone) -> Instant {
    let day = zone.local(item).day
    switch self {
    case .quarters: return item + .seconds(900 * count)
    case .halfHours: return item + .seconds(1800 * count)
    case .hours: return item + .seconds(3600 * count)
    case .days: return zone.start(of: day.adding(count))
    case .weeks: return zone.start(of: day.adding(7 * count))
    case .months:
      let month = day.year * 12 + day.month - 1 + count
      return zone.start(of: CivilDay(year: month / 12, month: month % 12 + 1, day: 1))
    }
  }
}

extension Instant {
  var isHalfHour: Bool { self == roundedDown(to: 1800) }

  func roundedDown(to seconds: Int64) -> Instant {
    let over = ((self.seconds % seconds) + seconds) % seconds
    return Instant(seconds: self.seconds - over)
  }

  func roundedUp(to seconds: Int64) -> Instant {
    let down = roundedDown(to: seconds)
    return down == self ? self : down + .seconds(seconds)
  }
}
