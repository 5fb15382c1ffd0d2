import HTTP
import Postgres
package import Runtime

/// GET /api/grid/outlook: the coming half-hours, each in its place.
struct Outlook: Codable, Sendable {
  enum Basis: String, CaseIterable, Field { case rte, blend, week }

  struct Item: Codable, Sendable {
    let startsAt: Instant
    let endsAt: Instant
    let gramsPerKwh: Double?
    /// How far forecasts so far ahead are off, as a rule.
    let spread: Double
    /// RTE's where there is one, else ours.
    let loadWatts: Int?
    let ourLoadWatts: Int?
    let rteLoadWatts: Int?
    /// By grams among the half-hours of its day that are still to come: 1 is the best of `of`.
    var rank: Int?
    var of: Int
    let band: Band?
    /// 0 to 3 by the load's place in a year: from 90, 95 and 99 % on.
    let stress: Int
    let basis: Basis
    let tempo: TempoColour?
  }

  struct Day: Codable, Sendable {
    let date: String
    /// False where the best differs from the mean by less than what forecasts are off.
    let hasPreference: Bool
    let best: Double
    let mean: Double
  }

  struct Limits: Codable, Sendable {
    let gramsPerKwh: [Double]
    let loadWatts: [Int]
  }

  let items: [Item]
  let days: [Day]
  let limits: Limits
  let updatedAt: Instant?
  /// `demonstration` where the readings behind it are made up.
  let nature: NatureWord
}

extension Outlook {
  static let none = Outlook(
    items: [], days: [], limits: Limits(gramsPerKwh: [], loadWatts: []), updatedAt: nil, nature: .realTime)

  /// The half-hours that touch a span, and the days that they lie in.
  func within(_ span: ClosedRange<Instant>) -> Outlook {
    let items = items.filter { $0.endsAt > span.lowerBound && $0.startsAt <= span.upperBound }
    let dates = Set(items.map { Paris.zone.local($0.startsAt).day.text })
    return Outlook(
      items: items, days: days.filter { dates.contains($0.date) }, limits: limits, updatedAt: updatedAt, nature: nature)
  }
}

/// What a half-hour that can be booked is told of the grid.
package struct GridMark: Sendable {
  package let band: String
  package let rank: Int
  package let of: Int
  package let gramsPerKwh: Double
}

extension GridFeature {
  /// The marks of half-hours by their starts, and whether they are made up.
  package func marks(at now: Instant) async -> (marks: [Instant: GridMark], areMadeUp: Bool) {
    guard let outlook = try? await outlook(at: now) else { return ([:], false) }
    var marks: [Instant: GridMark] = [:]
    for item in outlook.items {
      guard let band = item.band, let rank = item.rank, let grams = item.gramsPerKwh else { continue }
      marks[item.startsAt] = GridMark(band: band.rawValue, rank: rank, of: item.of, gramsPerKwh: grams)
    }
    return (marks, outlook.nature == .demonstration)
  }
}
