/// The clocks of years to come, as POSIX writes them: `CET-1CEST,M3.5.0,M10.5.0/3`, `<+04>-4`.
struct ZoneRule: Sendable {
  /// The last Sunday of March, at so many seconds after midnight of the clock that ends then.
  private struct Moment: Sendable {
    let month: Int
    let week: Int
    let weekday: Int
    let second: Int

    /// Seconds since 1970 by the clock on the wall.
    func wall(in year: Int) -> Int64 {
      let first = CivilDay(year: year, month: month, day: 1)
      // Here as POSIX counts: 0 is Sunday.
      let shift = (weekday - (first.weekday + 1) % 7 + 7) % 7
      var day = 1 + shift + (week - 1) * 7
      while day > CivilDay.length(ofMonth: month, year: year) { day -= 7 }
      return Int64(first.daysSince1970 + day - 1) * 86_400 + Int64(second)
    }
  }

  private let standard: Int
  private let summer: (offset: Int, begins: Moment, ends: Moment)?

  /// Nil for what is empty, and for the forms that count days of the year, which no zone of the database uses.
  init?(_ text: String) {
    var reader = RuleReader(text: text.utf8[...])
    guard reader.name(), let west = reader.time() else { return nil }
    standard = -west
    guard !reader.atEnd else {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    let offset = reader.isAt(",") ? standard + 3600 : reader.time().map { -$0 }
    guard let offset, let begins = ZoneRule.moment(&reader), let ends = ZoneRule.moment(&reader), reader.atEnd else {
      return nil
    }
    summer = (offset, begins, ends)
  }

  private static func moment(_ reader: inout RuleReader) -> Moment? {
    guard reader.take(","), reader.take("M"), let month = reader.number(), (1...12).contains(month), reader.take("."),
      let week = reader.number(), (1...5).contains(week), reader.take("."), let weekday = reader.number(), weekday < 7
    else { return nil }
    let second = reader.take("/") ? reader.time() : 7200
    return second.map { Moment(month: month, week: week, weekday: weekday, second: $0) }
  }

  func offset(at second: Int64) -> Int {
    guard let summer else { return standard }
    // The last change before; a year has two, so that last year's are enough.
    let last = changes(around: second).last { $0.at <= second }
    return last?.offset ?? summer.offset
  }

  func change(after second: Int64) -> Int64? { changes(around: second).first { $0.at > second }?.at }

  private func changes(around second: Int64) -> [(at: Int64, offset: Int)] {
    guard let summer else { return [] }
    let year = CivilDay(daysSince1970: Int((Double(second) / 86_400).rounded(.down))).year
    return (year - 1...year + 1).flatMap { year in
      [
        (at: summer.begins.wall(in: year) - Int64(standard), offset: summer.offset),
        (at: summer.ends.wall(in: year) - Int64(summer.offset), offset: standard),
      ]
    }.sorted { $0.at < $1.at }
  }
}

private struct RuleReader {
  var text: Substring.UTF8View

  var atEnd: Bool { text.isEmpty }

  func isAt(_ character: Unicode.Scalar) -> Bool { text.first == UInt8(ascii: character) }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard isAt(character) else { return false }
    text.removeFirst()
    return true
  }

  /// `CET`, or `<+04>` for a zone whose clock has no name.
  mutating func name() -> Bool {
    if take("<") {
      guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
      text = text[end...].dropFirst()
      return true
    }
    let letters = text.prefix { (65...90).contains($0) || (97...122).contains($0) }.count
    text = text.dropFirst(letters)
    return letters > 2
  }

  mutating func number() -> Int? {
    let digits = text.prefix { (48...57).contains($0) }
    guard (1...3).contains(digits.count) else { return nil }
    text = text.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  /// `[+-]hours[:minutes[:seconds]]`, in seconds.
  mutating func time() -> Int? {
    let sign = take("-") ? -1 : 1
    _ = sign == 1 && take("+")
    guard var seconds = number().map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where take(":") {
      guard let part = number() else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }
}
