import HTTP
import Runtime

enum PiggyPeriod: String, CaseIterable, Field, Sendable {
  case day, month, year

  /// As an answer names it.
  var resolution: String {
    switch self {
    case .day: "P1D"
    case .month: "P1M"
    case .year: "P1Y"
    }
  }

  /// How many days are told where nobody says.
  var back: Int {
    switch self {
    case .day: 30
    case .month: 365
    case .year: 1100
    }
  }

  func name(_ day: CivilDay) -> String {
    switch self {
    case .day: day.text
    case .month: String(day.text.prefix(7))
    case .year: String(day.text.prefix(4))
    }
  }

  /// All days of the period that one of them belongs to.
  func days(around day: CivilDay) -> Range<CivilDay> {
    switch self {
    case .day: return day..<day.adding(1)
    case .month:
      let first = CivilDay(year: day.year, month: day.month, day: 1)
      return first..<first.adding(CivilDay.length(ofMonth: day.month, year: day.year))
    case .year: return CivilDay(year: day.year, month: 1, day: 1)..<CivilDay(year: day.year + 1, month: 1, day: 1)
    }
  }
}

/// What panels gave to the grid, less what the home took from it.
struct PiggyBank: Codable, Sendable {
  let period: PiggyPeriod
  let unit: String
  let resolution: String
  let from: Instant
  let to: Instant
  /// Of the days asked for, the share on which both directions are known.
  let coverage: Double
  let items: [PiggyItem]
}

/// One of `day`, `month`, `year` names it; the others are null.
struct PiggyItem: Codable, Sendable {
  let day: String?
  let month: String?
  let year: String?
  let injectedWh: Int
  let drawnWh: Int
  let wh: Int
  /// All of its days are over and certified.
  let closed: Bool
}

/// A day on which both directions are known.
struct PiggyDay: Sendable {
  let day: CivilDay
  let injectedWh: Int
  let drawnWh: Int
  let isCertified: Bool
}

extension PiggyBank {
  init(_ days: [PiggyDay], _ period: PiggyPeriod, _ window: DayWindow) {
    self.period = period
    (unit, resolution) = ("Wh", period.resolution)
    (from, to) = (window.span.lowerBound, window.span.upperBound)
    coverage = window.count == 0 ? 0 : Double(days.count) / Double(window.count)
    let groups = Dictionary(grouping: days) { period.days(around: $0.day).lowerBound }
    items = groups.sorted { $0.key < $1.key }.map { first, days in PiggyItem(period, first, days) }
  }
}

extension PiggyItem {
  fileprivate init(_ period: PiggyPeriod, _ first: CivilDay, _ days: [PiggyDay]) {
    let name = period.name(first)
    day = period == .day ? name : nil
    month = period == .month ? name : nil
    year = period == .year ? name : nil
    injectedWh = days.reduce(0) { $0 + $1.injectedWh }
    drawnWh = days.reduce(0) { $0 + $1.drawnWh }
    wh = injectedWh - drawnWh
    let whole = period.days(around: first)
    closed =
      days.allSatisfy(\.isCertified) && days.count == whole.upperBound.daysSince1970 - whole.lowerBound.daysSince1970
  }
}
