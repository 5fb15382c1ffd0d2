import HTTP
import Runtime

/// The curve of one civil day at one step, from its first interval on; nil where there is no reading.
struct CurveDay: Sendable, Equatable {
  let day: CivilDay
  let step: Int
  var watts: [Int32?]
}

/// A reading of a whole day; of a maximum also its instant.
struct DayValue: Sendable, Equatable {
  let day: CivilDay
  let value: Int
  let at: Instant?
}

/// Readings at their places in real time.
struct PlacedReadings: Sendable {
  private(set) var curves: [CurveDay] = []
  private(set) var values: [DayValue] = []

  /// - Parameter days: what else there is in an answer is nobody's business.
  init(_ answer: MeterAnswer, on days: Range<CivilDay>? = nil, zone: Zone = Paris.zone) {
    switch answer.series.kind {
    case .curve: curves = Self.curves(answer, on: days, zone)
    case .daily, .maxPower: values = Self.values(answer, on: days, zone)
    }
  }

  /// How many readings a day has, and how many it should have at its own step.
  func count(on day: CivilDay, zone: Zone = Paris.zone) -> (readings: Int, expected: Int) {
    let rows = curves.filter { $0.day == day }
    guard !rows.isEmpty else { return (values.contains { $0.day == day } ? 1 : 0, 0) }
    let length = day.minutes(in: zone)
    let readings = rows.map { row in row.watts.count { $0 != nil } }
    let covered = zip(rows, readings).reduce(0) { $0 + $1.0.step * $1.1 }
    let count = readings.reduce(0, +)
    // What is not covered would have had the step of the last row.
    return (count, count + max(0, length - covered) / (rows.last?.step ?? 30))
  }
}

extension CivilDay {
  /// 1,380, 1,440 or 1,500.
  func minutes(in zone: Zone) -> Int {
    (zone.start(of: adding(1)) - zone.start(of: self)).wholeSeconds / 60
  }
}

// MARK: Curves

extension PlacedReadings {
  static let steps = [5, 10, 15, 30, 60]

  private struct Place: Hashable {
    let day: CivilDay
    let step: Int
  }

  private static func curves(_ answer: MeterAnswer, on days: Range<CivilDay>?, _ zone: Zone) -> [CurveDay] {
    var rows: [Place: [Int32?]] = [:]
    var last: Instant?
    for reading in answer.readings {
      let minutes = reading.minutes ?? 30
      guard steps.contains(minutes),
        let end = ClockReader.end(of: reading, minutes, after: last, from: answer.from, in: zone)
      else { continue }
      last = end
      let start = end - .seconds(minutes * 60)
      let day = zone.local(start).day
      guard let value = reading.value, days?.contains(day) ?? true else { continue }
      let into = (start - zone.start(of: day)).wholeSeconds
      guard into.isMultiple(of: minutes * 60) else { continue }
      let index = into / (minutes * 60)
      var watts = rows[Place(day: day, step: minutes)] ?? []
      while watts.count <= index { watts.append(nil) }
      watts[index] = Int32(value)
      rows[Place(day: day, step: minutes)] = watts
    }
    return rows.map { CurveDay(day: $0.key.day, step: $0.key.step, watts: $0.value) }
      .sorted { ($0.day, $0.step) < ($1.day, $1.step) }
  }

  private static func values(_ answer: MeterAnswer, on days: Range<CivilDay>?, _ zone: Zone) -> [DayValue] {
    var found: [CivilDay: DayValue] = [:]
    let isMaximum = answer.series.kind == .maxPower
    for reading in answer.readings {
      guard let value = reading.value, let wall = ClockReader.wall(of: reading, from: answer.from, in: zone),
        days?.contains(wall.day) ?? true
      else { continue }
      // The greatest of several maxima of a day; of sums there is one.
      if isMaximum, let known = found[wall.day], known.value >= value { continue }
      let at = zone.instant(of: wall) ?? zone.start(of: wall.day)
      found[wall.day] = DayValue(day: wall.day, value: value, at: isMaximum ? at : nil)
    }
    return found.values.sorted { $0.day < $1.day }
  }
}

/// Finds the instants that stamps without an offset mean. Where clocks are put back a label comes twice: the order of the
/// readings says which it is. Where they are put forward, the hour that is left out may be named by either side.
enum ClockReader {
  /// The end of a reading's interval.
  static func end(
    of reading: RawReading, _ minutes: Int, after last: Instant?, from: CivilDay?, in zone: Zone
  ) -> Instant? {
    switch reading.stamp {
    case .instant(let instant): return instant
    case .rank(let rank):
      guard let from, rank > 0 else { return nil }
      return zone.start(of: from) + .seconds(rank * minutes * 60)
    case .wall(let wall):
      let found = candidates(wall, zone)
      if let last, let next = found.first(where: { $0 == last + .seconds(minutes * 60) }) { return next }
      let shown = found.filter { zone.local($0) == wall }
      // An answer begins at midnight, so that the first of two is meant where nothing came before.
      let later = { (instants: [Instant]) in instants.first { instant in last.map { instant > $0 } ?? true } }
      return later(shown) ?? later(found)
    }
  }

  /// By the offsets before and after whatever change is near, the earlier first.
  private static func candidates(_ wall: LocalTime, _ zone: Zone) -> [Instant] {
    let seconds = Int64(wall.day.daysSince1970) * 86_400 + Int64(wall.second)
    let near = [-10_800, 10_800].map { Int64(zone.offset(at: Instant(seconds: seconds - 3600 + Int64($0)))) }
    return Set(near).map { Instant(seconds: seconds - $0) }.sorted()
  }

  /// The day and the time of day that a reading of a whole day bears.
  static func wall(of reading: RawReading, from: CivilDay?, in zone: Zone) -> LocalTime? {
    switch reading.stamp {
    case .wall(let wall): wall
    case .instant(let instant): zone.local(instant)
    // Both ends of the days are counted.
    case .rank(let rank): from.map { LocalTime(day: $0.adding(rank - 1), second: 0) }
    }
  }
}
