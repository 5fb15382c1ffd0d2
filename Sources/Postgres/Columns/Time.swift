package import Runtime

/// PostgreSQL counts from the year 2000.
private let microsecondsTo2000: Int64 = 946_684_800_000_000
private let daysTo2000 = 10_957

extension Instant: Column, ArrayElement {
  package static var type: SQLType { .timestamptz }

  package static func decode(_ cell: Cell) -> Instant? {
    guard let microseconds: Int64 = cell.integer() else { return nil }
    // The two ends stand for -infinity and infinity, which are no moments.
    guard microseconds != .min, microseconds < Int64.max - microsecondsTo2000 else { return nil }
    return Instant(microseconds: microseconds + microsecondsTo2000)
  }

  package func encode(into writer: inout BinaryWriter) {
    let (since2000, overflow) = microseconds.subtractingReportingOverflow(microsecondsTo2000)
    if overflow || since2000 == .min { writer.refuse("an instant before all of PostgreSQL's") }
    writer.append(since2000)
  }
}

extension CivilDay: Column, ArrayElement {
  package static var type: SQLType { .date }

  package static func decode(_ cell: Cell) -> CivilDay? {
    guard let days: Int32 = cell.integer(), days != .min, days != .max else { return nil }
    return CivilDay(daysSince1970: Int(days) + daysTo2000)
  }

  package func encode(into writer: inout BinaryWriter) {
    let days = Int32(exactly: daysSince1970 - daysTo2000)
    if days == nil || days == .min || days == .max { writer.refuse("a day outside PostgreSQL's calendar") }
    writer.append(days ?? 0)
  }
}

/// A tstzrange, half-open as Swift's own: `[start, end)`. Unbounded, empty and closed ranges are refused, not bent.
extension Range: Column, ArrayElement where Bound == Instant {
  private static var halfOpen: UInt8 { 0x02 }  // RANGE_LB_INC alone
  package static var type: SQLType { .tstzrange }

  package static func decode(_ cell: Cell) -> Range<Instant>? {
    guard cell.bytes.count == 25, cell.bytes[0] == halfOpen,
      let lower = cell.slice(from: 5, count: 8, oid: SQLType.timestamptz.oid).flatMap(Instant.decode),
      let upper = cell.slice(from: 17, count: 8, oid: SQLType.timestamptz.oid).flatMap(Instant.decode),
      lower < upper
    else { return nil }
    return lower..<upper
  }

  package func encode(into writer: inout BinaryWriter) {
    if isEmpty { writer.refuse("an empty range of time") }
    writer.append(Self.halfOpen)
    writer.appendField(lowerBound)
    writer.appendField(upperBound)
  }
}
