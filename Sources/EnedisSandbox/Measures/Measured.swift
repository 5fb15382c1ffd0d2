import HTTP
import Runtime

/// The points of an answer, before they are written in one form or the other.
enum Measured: Sendable {
  typealias CurvePoint = (end: Instant, minutes: Int, value: Scenario.Value)

  case curve([CurvePoint])
  case daily([(day: CivilDay, wh: Int)])
  case peaks([(at: Instant, voltAmperes: Int)])
  case index([(day: CivilDay, wh: Int)])

  var isEmpty: Bool {
    switch self {
    case .curve(let points): points.isEmpty
    case .daily(let points), .index(let points): points.isEmpty
    case .peaks(let points): points.isEmpty
    }
  }
}

extension EnedisSandbox {
  /// What is published by now.
  func measured(_ question: Question, _ point: Scenario, at now: Instant) -> Measured {
    let days = point.publishedDays(question.days, at: now)
    switch question.measure {
    case .curve(let direction): return .curve(point.hasCurve ? curve(point, direction, days) : [])
    case .daily(let direction): return .daily(days.map { ($0, daily(point, direction, on: $0)) })
    case .index(let direction): return .index(days.map { ($0, index(point, direction, on: $0)) })
    case .peak: return .peaks(peaks(point, days, isMonthly: question.isMonthly))
    }
  }

  private func curve(_ point: Scenario, _ direction: Direction, _ days: [CivilDay]) -> [Measured.CurvePoint] {
    days.filter { !point.missing.contains($0) }.flatMap { curve(point, direction, on: $0) }
  }

  private func curve(_ point: Scenario, _ direction: Direction, on day: CivilDay) -> [Measured.CurvePoint] {
    let intervals = point.intervals(of: day)
    var points: [Measured.CurvePoint] = []
    for (interval, watts) in zip(intervals, meters.watts(point, direction, on: day, intervals)) {
      let value = point.value(of: interval, watts)
      if case .absent = value { continue }
      points.append((interval.end, interval.minutes, value))
    }
    return points
  }

  private func daily(_ point: Scenario, _ direction: Direction, on day: CivilDay) -> Int {
    let wh = Double(meters.energy(point, direction, on: day)) / 3600
    return Int((wh * (1 + point.dailyDrift / 100)).rounded())
  }

  private func peaks(
    _ point: Scenario, _ days: [CivilDay], isMonthly: Bool
  ) -> [(at: Instant, voltAmperes: Int)] {
    let peaks = days.map { (day: $0, peak: meters.peak(point, on: $0)) }
    guard isMonthly else { return peaks.map(\.peak) }
    let months = Dictionary(grouping: peaks) { $0.day.year * 12 + $0.day.month }
    return months.sorted { $0.key < $1.key }.compactMap { $0.value.map(\.peak).max { $0.voltAmperes < $1.voltAmperes } }
  }

  /// The register at the first moment of a day. A new meter begins with nothing.
  private func index(_ point: Scenario, _ direction: Direction, on day: CivilDay) -> Int {
    var since = CivilDay(year: 2023, month: 9, day: 1)
    if let change = point.meterChange, change <= day { since = change }
    var sum = 0
    while since < day {
      sum += meters.energy(point, direction, on: since)
      since = since.adding(1)
    }
    return sum / 3600
  }
}
