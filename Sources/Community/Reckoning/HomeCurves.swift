import HTTP
import Postgres
import Runtime

/// What a home drew, half-hour by half-hour of the real time that a day has: 46, 48 or 50 of them.
struct HomeCurve: Sendable {
  private struct Day {
    var certified: [Int?] = []
    var local: [Int?] = []
  }

  private var days: [CivilDay: Day] = [:]

  /// A row of `curve_days`: the mean power of steps of so many minutes.
  mutating func add(_ day: CivilDay, _ isCertified: Bool, step: Int, _ watts: [Int32?]) {
    let halves = Self.halves(step: step, watts)
    var known = days[day] ?? Day()
    if isCertified {
      known.certified = Self.merged(known.certified, halves)
    } else {
      known.local = Self.merged(known.local, halves)
    }
    days[day] = known
  }

  private static func merged(_ old: [Int?], _ new: [Int?]) -> [Int?] {
    (0..<max(old.count, new.count)).map { index in
      (new.indices.contains(index) ? new[index] : nil) ?? (old.indices.contains(index) ? old[index] : nil)
    }
  }

  private static func halves(step: Int, _ watts: [Int32?]) -> [Int?] {
    if step == 30 { return watts.map { $0.map(Int.init) } }
    if step > 30 { return watts.flatMap { value in Array(repeating: value.map(Int.init), count: step / 30) } }
    let size = 30 / step
    return stride(from: 0, to: watts.count, by: size).map { start in
      let piece = watts[start..<min(start + size, watts.count)].compactMap { $0 }
      return piece.count == size ? piece.reduce(0) { $0 + Int($1) } / size : nil
    }
  }

  /// Of the half-hour that begins then, and whether it is certified.
  func watts(_ at: Instant) -> (watts: Int, isCertified: Bool)? {
    let day = France.zone.local(at).day
    guard let known = days[day] else { return nil }
    let index = Int((at.seconds - France.zone.start(of: day).seconds) / 1800)
    if known.certified.indices.contains(index), let watts = known.certified[index] { return (watts, true) }
    if known.local.indices.contains(index), let watts = known.local[index] { return (watts, false) }
    return nil
  }

  /// The days by the clock on the wall, as a baseline compares them.
  var history: [CurveDay] {
    days.keys.map { day in
      let start = France.zone.start(of: day)
      let count = Int((France.zone.start(of: day.adding(1)).seconds - start.seconds) / 1800)
      let places = (0..<count).compactMap { index -> (DayPlace, Int)? in
        let at = start + .seconds(1800 * index)
        return watts(at).map { (at.dayPlace, $0.watts) }
      }
      return CurveDay(day: day, watts: Dictionary(places, uniquingKeysWith: { first, _ in first }))
    }
  }
}

extension Instant {
  /// The half-hour of the day that it lies in, by the clock on the wall.
  var dayPlace: DayPlace { France.zone.local(self).second / 1800 }
}

extension CommunityFeature {
  /// What homes drew between two days, both included.
  func curves(
    of homes: [Identifier<PlayersHome>], from: CivilDay, to: CivilDay, in transaction: Transaction
  ) async throws -> [Identifier<PlayersHome>: HomeCurve] {
    var curves: [Identifier<PlayersHome>: HomeCurve] = [:]
    _ = try await transaction.query(
      """
      select home_id, day, quality = 'certified', step::integer, watts from curve_days
      where home_id = any(\(homes)) and direction = 'drawn' and quality in ('certified', 'local')
        and day between \(from) and \(to)
      """
    ) { row in
      let home = try row.next(Identifier<PlayersHome>.self)
      curves[home, default: HomeCurve()].add(
        try row.next(), try row.next(), step: try row.next(), try row.next([Int32?].self))
    }
    return curves
  }
}
