import Postgres
import Runtime

/// A piece of a curve: the mean power of a half-open interval.
struct CurveReading: Sendable, Equatable {
  let startsAt: Instant
  let endsAt: Instant
  let watts: Int
  let quality: Quality

  var seconds: Double { Double((endsAt - startsAt).wholeSeconds) }
}

/// The rows of one day, of every quality and step.
struct CurveRows: Sendable {
  struct Row: Sendable {
    let quality: Quality
    let step: Int
    let watts: [Int32?]
  }

  let day: CivilDay
  let rows: [Row]

  /// Each moment once: the better quality is believed, and the others fill what it leaves out.
  func merged(zone: Zone = Paris.zone) -> [CurveReading] {
    let start = zone.start(of: day)
    var taken: [Bool] = Array(repeating: false, count: day.minutes(in: zone) / 5)
    var found: [CurveReading] = []
    for row in rows.sorted(by: { ($1.quality, $0.step) < ($0.quality, $1.step) }) {
      for (index, watts) in row.watts.enumerated() {
        let slots = index * row.step / 5..<(index + 1) * row.step / 5
        guard let watts, slots.upperBound <= taken.count, !taken[slots].contains(true) else { continue }
        taken.replaceSubrange(slots, with: repeatElement(true, count: slots.count))
        let at = start + .seconds(index * row.step * 60)
        found.append(
          CurveReading(startsAt: at, endsAt: at + .seconds(row.step * 60), watts: Int(watts), quality: row.quality))
      }
    }
    return found.sorted { $0.startsAt < $1.startsAt }
  }
}

/// Readings of a span as one: their mean over the time that they cover, and the least of their qualities.
struct CurveMean: Sendable {
  private var joules = 0.0
  private var seconds = 0.0
  private var quality = Quality.certified

  mutating func add(_ reading: CurveReading) {
    joules += Double(reading.watts) * reading.seconds
    seconds += reading.seconds
    quality = min(quality, reading.quality)
  }

  func reading(_ span: Range<Instant>) -> CurveReading? {
    guard seconds > 0 else { return nil }
    return CurveReading(
      startsAt: span.lowerBound, endsAt: span.upperBound, watts: Int((joules / seconds).rounded()), quality: quality)
  }
}

/// Makes one reading of those of an hour, a day or a month, as they pass by.
struct CurveAggregator: Sendable {
  let resolution: ReadingResolution
  private var span: Range<Instant>?
  private var mean = CurveMean()

  init(_ resolution: ReadingResolution) { self.resolution = resolution }

  /// What is complete by this reading.
  mutating func add(_ reading: CurveReading) -> CurveReading? {
    if resolution == .raw { return reading }
    var done: CurveReading?
    if let span, !span.contains(reading.startsAt) { done = finish() }
    if span == nil { span = resolution.span(around: reading.startsAt, in: Paris.zone) }
    mean.add(reading)
    return done
  }

  mutating func finish() -> CurveReading? {
    defer { (span, mean) = (nil, CurveMean()) }
    return span.flatMap { mean.reading($0) }
  }
}

extension ReadingResolution {
  /// The hour, day or month that a moment lies in.
  func span(around at: Instant, in zone: Zone) -> Range<Instant> {
    let day = zone.local(at).day
    switch self {
    case .auto, .raw: return at..<at + .seconds(1)
    case .hours:
      let over = ((at.seconds % 3600) + 3600) % 3600
      let start = Instant(seconds: at.seconds - over)
      return start..<start + .seconds(3600)
    case .days: return zone.start(of: day)..<zone.start(of: day.adding(1))
    case .months:
      let first = CivilDay(year: day.year, month: day.month, day: 1)
      let next = CivilDay(year: day.year + day.month / 12, month: day.month % 12 + 1, day: 1)
      return zone.start(of: first)..<zone.start(of: next)
    }
  }
}

/// The sum or the maximum of a day or a month.
struct DayReading: Sendable {
  let span: Range<Instant>
  let value: Int
  /// When the maximum was; nil of a sum.
  let at: Instant?
  let quality: Quality
}

extension [DayReading] {
  /// One of each month: the sum of its days, or the greatest of them.
  var months: [DayReading] {
    let groups = Dictionary(grouping: self) {
      ReadingResolution.months.span(around: $0.span.lowerBound, in: Paris.zone)
    }
    return groups.sorted { $0.key.lowerBound < $1.key.lowerBound }.compactMap { span, days in
      guard let greatest = days.max(by: { $0.value < $1.value }) else { return nil }
      let value = greatest.at == nil ? days.reduce(0) { $0 + $1.value } : greatest.value
      return DayReading(
        span: span, value: value, at: greatest.at, quality: days.map(\.quality).min() ?? greatest.quality)
    }
  }
}
