import HTTP
import Runtime

/// A series of readings as the documentation shows it.
struct ReadingSeries<Item: Codable & Sendable>: Codable, Sendable {
  let kind: ReadingKind
  let direction: Direction
  let unit: String
  let resolution: String
  let from: Instant
  let to: Instant
  let items: [Item]
  /// Time without any reading.
  let gaps: [ReadingGap]
  /// The part of the window that readings cover.
  let coverage: Double
}

struct CurveItem: Codable, Sendable {
  let startsAt: Instant
  let endsAt: Instant
  let watts: Int
  let quality: Quality
}

struct DailyItem: Codable, Sendable {
  let startsAt: Instant
  let endsAt: Instant
  let wh: Int
  let quality: Quality
}

struct MaxPowerItem: Codable, Sendable {
  let at: Instant
  let va: Int
  let quality: Quality
}

struct ReadingGap: Codable, Sendable, Equatable {
  let from: Instant
  let to: Instant
}

enum ReadingAnswer {
  /// One of three, by the kind that is asked for.
  static var schema: Schema {
    [
      "anyOf": [
        Schema.of(ReadingSeries<CurveItem>.self, .given).json, Schema.of(ReadingSeries<DailyItem>.self, .given).json,
        Schema.of(ReadingSeries<MaxPowerItem>.self, .given).json,
      ]
    ]
  }
}

/// Finds the time without readings, and how much has some, as they pass by in order.
struct CoverageMeter: Sendable {
  private let span: Range<Instant>
  private var next: Instant
  private var seconds = 0
  private(set) var gaps: [ReadingGap] = []

  init(_ span: Range<Instant>) { (self.span, next) = (span, span.lowerBound) }

  mutating func pass(_ interval: Range<Instant>) {
    if interval.lowerBound > next { gaps.append(ReadingGap(from: next, to: interval.lowerBound)) }
    let (from, to) = (max(interval.lowerBound, span.lowerBound), min(interval.upperBound, span.upperBound))
    if to > from { seconds += (to - from).wholeSeconds }
    next = max(next, interval.upperBound)
  }

  mutating func finish() -> (gaps: [ReadingGap], coverage: Double) {
    if next < span.upperBound { gaps.append(ReadingGap(from: next, to: span.upperBound)) }
    next = max(next, span.upperBound)
    return (gaps, min(1, Double(seconds) / Double(max(1, (span.upperBound - span.lowerBound).wholeSeconds))))
  }
}

extension Request {
  /// Whether a spreadsheet's file is wanted before JSON.
  var wantsCSV: Bool {
    for part in (headers["Accept"] ?? "").lowercased().split(separator: ",") {
      let name = part.split(separator: ";")[0].filter { $0 != " " }
      if name == "text/csv" { return true }
      if name == "application/json" || name == "*/*" { return false }
    }
    return false
  }
}

extension Instant {
  /// `2025-01-01T06:00:00+01:00`, by the clock on the wall.
  var onTheWall: String {
    let offset = Paris.zone.offset(at: self)
    let shifted = Instant(seconds: seconds + Int64(offset)).description.dropLast()
    return "\(shifted)+0\(offset / 3600):00"
  }
}
