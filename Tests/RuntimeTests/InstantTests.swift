import Foundation
import Runtime
import TestSupport
import Testing

struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2000-02-29T12:00:00Z", 951_825_600),
    ("2026-11-21T08:30:00Z", 1_795_249_800), ("2038-01-19T03:14:08Z", 2_147_483_648),
    ("0000-01-01T00:00:00Z", -62_167_219_200), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ("1900-02-28T23:59:59Z", -2_203_891_201), ("2024-12-31T23:59:59Z", 1_735_689_599),
  ])
  func `known moments are read and written`(text: String, seconds: Int64) {
    #expect(Instant(rfc3339: text) == Instant(seconds: seconds))
    #expect(Instant(seconds: seconds).description == text)
  }

  @Test(arguments: [
    ("2026-11-21T08:30:00+01:00", "2026-11-21T07:30:00Z"), ("2026-11-21T00:30:00-05:30", "2026-11-21T06:00:00Z"),
    ("2026-11-21t08:30:00z", "2026-11-21T08:30:00Z"), ("2026-11-21 08:30:00Z", "2026-11-21T08:30:00Z"),
    ("2026-11-21T08:30:00.5Z", "2026-11-21T08:30:00.500Z"),
    ("2026-11-21T08:30:00.1234567899Z", "2026-11-21T08:30:00.123456Z"),
    ("2026-11-21T08:30:00.000001Z", "2026-11-21T08:30:00.000001Z"),
    ("2026-11-21T08:30:00.000Z", "2026-11-21T08:30:00Z"),
    ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
    ("2026-11-21T08:30:00-00:00", "2026-11-21T08:30:00Z"),
  ])
  func `offsets and fractions become UTC`(text: String, expected: String) {
    #expect(Instant(rfc3339: text)?.description == expected)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21T08:30Z", "2026-11-21T08:30:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-11-21T24:00:00Z", "2026-11-21T23:60:00Z", "2026-12-31T23:59:60Z", "2026-11-21T08:30:00.Z",
    "2026-11-21T08:30:00+1:00", "2026-11-21T08:30:00+24:00", "2026-11-21T08:30:00+01:60", "2026-11-21T08:30:00+0100",
    "2026-11-21T08:30:00ZZ", " 2026-11-21T08:30:00Z", "26-11-21T08:30:00Z", "2026-11-21T08:30:00,5Z",
    "+2026-11-21T08:30:00Z", "2026-1١-21T08:30:00Z", "2026-11-21T08:30:00Z\0", "-001-11-21T08:30:00Z",
  ])
  func `anything else is refused`(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test(arguments: ["0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"])
  func `an offset that leads out of the four-digit years is refused`(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test func `instants read back what they wrote`() async throws {
    let found = try await complaints(seed: 21, attempts: FuzzScale.count(50_000, long: 1_000_000)) { random in
      let microseconds = Int64.random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &random)
      let instant = Instant(microseconds: microseconds)
      return Instant(rfc3339: instant.description) == instant ? nil : instant.description
    }
    #expect(found.isEmpty)
  }

  @Test func `arithmetic keeps microseconds on both sides of 1970`() {
    let instant = Instant(seconds: -1)
    #expect((instant + .microseconds(1)).microseconds == -999_999)
    #expect((instant - .milliseconds(1)).microseconds == -1_001_000)
    #expect(Instant(microseconds: -1).seconds == -1)
    #expect(Instant(seconds: 5) - Instant(seconds: 7) == .seconds(-2))
    #expect(Duration.milliseconds(-1500).microseconds == -1_500_000)
    #expect(Duration.milliseconds(1500).inSeconds == 1.5)
  }
}

struct CivilDayTests {
  @Test func `every day of eight centuries follows the day before`() {
    var day = CivilDay(year: 1600, month: 1, day: 1)
    let first = day.daysSince1970
    var wrong: [CivilDay] = []
    for number in first..<(first + 2 * 146_097) {
      if CivilDay(daysSince1970: number) != day || day.daysSince1970 != number { wrong.append(day) }
      day = next(after: day)
    }
    #expect(wrong.isEmpty)
  }

  private func next(after day: CivilDay) -> CivilDay {
    if day.day < CivilDay.length(ofMonth: day.month, year: day.year) {
      return CivilDay(year: day.year, month: day.month, day: day.day + 1)
    }
    return day.month < 12
      ? CivilDay(year: day.year, month: day.month + 1, day: 1) : CivilDay(year: day.year + 1, month: 1, day: 1)
  }

  @Test func `days agree with another calendar`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    // From 1583 on: Foundation's calendar is Julian before.
    for days in stride(from: -141_000, through: 200_000, by: 37) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      let day = CivilDay(daysSince1970: days)
      #expect(parts.year == day.year && parts.month == day.month && parts.day == day.day)
    }
  }

  @Test(arguments: [(1900, 28), (2000, 29), (2024, 29), (2026, 28), (2100, 28), (2400, 29), (0, 29)])
  func `february is long in leap years`(year: Int, length: Int) {
    #expect(CivilDay.length(ofMonth: 2, year: year) == length)
  }
}
