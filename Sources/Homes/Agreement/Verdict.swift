import HTTP
import Postgres
import Runtime

enum Verdict: String, CaseIterable, Field, Sendable {
  /// The operator's figure is still to come.
  case pending
  case agreed, diverging
  /// It never came.
  case uncertified
  /// Too little was read on the spot.
  case noLocal = "no-local"
}

/// What local figures come from.
enum LocalSource: String, CaseIterable, Field, Sendable { case tic, pulse }

/// How far figures may be apart. A past verdict keeps the one that it was judged by.
struct Threshold: Sendable, Equatable {
  let id: Int
  let ticPermille: Int
  let ticWh: Int
  let pulsePermille: Int
  let pulseWh: Int
  let halfHourPermille: Int
  let halfHourWh: Int
  let coveragePermille: Int

  /// Of the table `agreement_thresholds` under the name `t`.
  static let columns: SQL = """
    t.id, t.tic_permille, t.tic_wh, t.pulse_permille, t.pulse_wh, t.half_hour_permille, t.half_hour_wh, t.coverage_permille
    """

  init(_ row: inout Row) throws {
    (id, ticPermille, ticWh) = (try row.next(), try row.next(), try row.next())
    (pulsePermille, pulseWh) = (try row.next(), try row.next())
    (halfHourPermille, halfHourWh, coveragePermille) = (try row.next(), try row.next(), try row.next())
  }

  init(id: Int = 1, ticPermille: Int = 10, ticWh: Int = 100) {
    (self.id, self.ticPermille, self.ticWh) = (id, ticPermille, ticWh)
    (pulsePermille, pulseWh, halfHourPermille, halfHourWh, coveragePermille) = (30, 150, 30, 20, 900)
  }

  /// The whole Wh that a day may be off by.
  func allowed(of certified: Int, _ source: LocalSource) -> Int {
    switch source {
    case .tic: max(certified * ticPermille / 1000, ticWh)
    case .pulse: max(certified * pulsePermille / 1000, pulseWh)
    }
  }
}

/// What is known of a day in one direction.
struct DayFigures: Sendable {
  let day: CivilDay
  let direction: Direction
  let localWh: Int?
  /// Of the whole day.
  let certifiedWh: Int?
  /// What it is of the half-hours that `localWh` is of, where those are not all.
  let comparedWh: Int?
  /// Half-hours that were read on the spot, and those that the day has.
  let read: Int
  let expected: Int
  let source: LocalSource
  let threshold: Threshold

  /// How long the operator's figure is waited for.
  private static let patience = 30

  var coverage: Double { expected == 0 ? 0 : Double(read) / Double(expected) }

  var allowedWh: Int? { certifiedWh.map { threshold.allowed(of: $0, source) } }

  func verdict(today: CivilDay) -> Verdict {
    guard let localWh, read * 1000 >= expected * threshold.coveragePermille else { return .noLocal }
    guard let certifiedWh, let allowedWh else {
      return today.daysSince1970 - day.daysSince1970 > Self.patience ? .uncertified : .pending
    }
    return abs(localWh - (comparedWh ?? certifiedWh)) <= allowedWh ? .agreed : .diverging
  }
}
