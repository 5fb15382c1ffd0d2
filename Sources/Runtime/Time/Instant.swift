/// A moment, in whole microseconds since 1970 UTC: what PostgreSQL's timestamptz holds, no more and no less.
package struct Instant: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }
  package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

  package var seconds: Int64 { microseconds.flooredDivision(by: 1_000_000).quotient }

  package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
  package static func + (instant: Instant, duration: Duration) -> Instant {
    Instant(microseconds: instant.microseconds + duration.microseconds)
  }
  package static func - (instant: Instant, duration: Duration) -> Instant {
    Instant(microseconds: instant.microseconds - duration.microseconds)
  }
  package static func - (left: Instant, right: Instant) -> Duration {
    .microseconds(left.microseconds - right.microseconds)
  }
}

extension Duration {
  package var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
  package var inSeconds: Double { self / .seconds(1) }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

// MARK: RFC 3339

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC, with a fraction only where there is one: `2026-11-21T08:30:00Z`, `2026-11-21T08:30:00.250Z`.
  package var description: String {
    String(unsafeUninitializedCapacity: 27) { buffer in
      var text = FixedWriter(buffer: buffer)
      text.write(self)
      return text.count
    }
  }

  /// From the first second of year 0000 to the last of year 9999.
  private static let writableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  /// Years 0000 to 9999, any offset, fraction cut after the microsecond; nil for anything else, leap seconds included.
  package init?(rfc3339 text: some StringProtocol) {
    var reader = DigitReader(bytes: Array(text.utf8))
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
      let second = reader.number(2), let fraction = reader.fraction(), let offset = reader.offset(), reader.atEnd,
      (1...12).contains(month), (1...CivilDay.length(ofMonth: month, year: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = CivilDay(year: year, month: month, day: day).daysSince1970
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset * 60)
    // An offset can lead out of the years that four digits can write again.
    guard Instant.writableSeconds.contains(seconds) else { return nil }
    self.init(microseconds: seconds * 1_000_000 + Int64(fraction))
  }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDay: Hashable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  // The year is taken to start in March, so that the leap day is its last; 400 years are an era of 146 097 days, and
  // 719 468 days lie between the first of March of year 0 and the first of January 1970.
  package init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  package var daysSince1970: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  package static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

private struct DigitReader {
  let bytes: [UInt8]
  var position = 0

  var atEnd: Bool { position == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func digit() -> Int? {
    guard position < bytes.count, (48...57).contains(bytes[position]) else { return nil }
    defer { position += 1 }
    return Int(bytes[position]) - 48
  }

  mutating func number(_ width: Int) -> Int? {
    var value = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Microseconds; zero without a fraction, nil for a point without digits.
  mutating func fraction() -> Int? {
    guard take(".") else { return 0 }
    guard var value = digit() else { return nil }
    var digits = 1
    while let digit = digit() {
      if digits < 6 { value = value * 10 + digit }
      digits += 1
    }
    for _ in digits..<max(6, digits) { value *= 10 }
    return value
  }

  /// Minutes east of UTC.
  mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("-") ? -1 : take("+") ? 1 : 0
    guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
      return nil
    }
    return sign * (hours * 60 + minutes)
  }
}

/// Writes digits into memory that the caller sized: used where a String per number would cost more than the number.
package struct FixedWriter {
  package let buffer: UnsafeMutableBufferPointer<UInt8>
  package private(set) var count = 0

  package init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  package mutating func write(_ character: Unicode.Scalar) {
    buffer[count] = UInt8(ascii: character)
    count += 1
  }

  package mutating func write(_ number: Int, width: Int) {
    var rest = number
    for place in stride(from: width - 1, through: 0, by: -1) {
      buffer[count + place] = UInt8(48 + rest % 10)
      rest /= 10
    }
    count += width
  }

  /// At most 27 bytes.
  package mutating func write(_ instant: Instant) {
    let second = instant.seconds
    let fraction = Int(instant.microseconds - second * 1_000_000)
    let (days, time) = second.flooredDivision(by: 86_400)
    let date = CivilDay(daysSince1970: Int(days))
    write(date.year, width: 4)
    write("-")
    write(date.month, width: 2)
    write("-")
    write(date.day, width: 2)
    write("T")
    write(Int(time) / 3600, width: 2)
    write(":")
    write(Int(time) / 60 % 60, width: 2)
    write(":")
    write(Int(time) % 60, width: 2)
    if fraction != 0 {
      write(".")
      if fraction.isMultiple(of: 1000) { write(fraction / 1000, width: 3) } else { write(fraction, width: 6) }
    }
    write("Z")
  }
}
