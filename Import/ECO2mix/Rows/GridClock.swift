import Grid
import Runtime

/// Days and hours of files as instants. The clock of a day is looked up once: rows come in their order.
struct GridClock {
  private struct Day {
    let day: CivilDay
    let start: Instant
    /// The clock does not change on that day.
    let isPlain: Bool
    /// It is put back.
    let isLong: Bool
  }

  private static let noFlags = ReadingFlags(rawValue: 0)
  private let zone = Paris.zone
  private var known: Day?

  /// The clock changes on the day that was looked up last.
  var changes: Bool { known?.isPlain == false }

  /// Minutes since midnight; nil for what is no quarter of an hour. Spreadsheets write a part of a day.
  static func minutes(_ cell: Record.Cell) -> Int? {
    // As nearly all of them are written: 08:30.
    if cell.count == 5, cell[2] == UInt8(ascii: ":") {
      guard let hour = number(cell[0], cell[1]), let minute = number(cell[3], cell[4]) else { return nil }
      return hour < 24 && minute < 60 && minute % 15 == 0 ? hour * 60 + minute : nil
    }
    let parts = cell.string.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "h" || $0 == "H" }
    if parts.count == 1 {
      guard let number = DecimalNumber(cell, comma: true), number.end == cell.count, (0.0..<1).contains(number.value)
      else { return nil }
      let minutes = Int((number.value * 1440).rounded())
      return minutes < 1440 && minutes % 15 == 0 ? minutes : nil
    }
    guard parts.count <= 3, let hour = number(parts[0]), let minute = number(parts[1]), hour < 24, minute < 60,
      minute % 15 == 0, parts.count == 2 || number(parts[2].prefix { $0 != "." }) == 0
    else { return nil }
    return hour * 60 + minute
  }

  private static func number(_ tens: UInt8, _ ones: UInt8) -> Int? {
    let (tens, ones) = (tens &- 48, ones &- 48)
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    (1...2).contains(text.utf8.count) && text.utf8.allSatisfy { $0 &- 48 < 10 } ? Int(text) : nil
  }

  /// A day in any spelling of dates, and as a spreadsheet counts it.
  static func day(_ cell: Record.Cell) -> CivilDay? {
    if let date = DateCell(cell) { return date.day }
    guard cell.count >= 5, let number = DecimalNumber(cell, comma: true), number.end == cell.count,
      (20_000.0..<80_000).contains(number.value)
    else { return nil }
    // 1 January 1970 is day 25,569 there.
    return CivilDay(daysSince1970: Int(number.value) - 25_569)
  }

  /// Nil where the clock is put forward over it; the first of two where it is put back over it.
  mutating func instant(_ day: CivilDay, _ minutes: Int) -> (at: Instant, flags: ReadingFlags)? {
    let found = clock(of: day)
    // For nearly all rows: in whole numbers, as lengths of time take as long as the rest of the row.
    if found.isPlain {
      return (Instant(microseconds: found.start.microseconds + Int64(minutes) * 60_000_000), Self.noFlags)
    }
    guard let at = zone.instant(of: LocalTime(day: day, second: minutes * 60)) else { return nil }
    // Files have one hour where there are two, and which of them cannot be told.
    return (at, found.isLong && (90...210).contains(minutes) ? .clockChange : Self.noFlags)
  }

  /// The same doubt for what names its instant.
  mutating func flags(_ at: Instant) -> ReadingFlags {
    let wall = zone.local(at)
    return clock(of: wall.day).isLong && (90...210).contains(wall.second / 60) ? .clockChange : []
  }

  private mutating func clock(of day: CivilDay) -> Day {
    if let known, known.day == day { return known }
    let (start, end) = (zone.start(of: day), zone.start(of: day.adding(1)))
    let length = (end - start).inSeconds
    let found = Day(day: day, start: start, isPlain: length == 86_400, isLong: length > 86_400)
    known = found
    return found
  }
}
