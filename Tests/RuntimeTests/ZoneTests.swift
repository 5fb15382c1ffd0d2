import Postgres
import Runtime
import TestSupport
import Testing

@Suite struct ZoneTests {
  private static let names = [
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
    "America/Miquelon", "America/Marigot", "Pacific/Noumea", "Pacific/Tahiti", "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kathmandu", "America/Nuuk",
  ]

  private func zone(_ name: String) throws -> Zone { try #require(Zone.named(name)) }
  private func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

  @Test(arguments: [
    ("2026-03-29T00:59:59Z", 3600), ("2026-03-29T01:00:00Z", 7200), ("2026-10-25T00:59:59Z", 7200),
    ("2026-10-25T01:00:00Z", 3600), ("1900-01-01T00:00:00Z", 561), ("2075-07-01T00:00:00Z", 7200),
    ("2075-12-01T00:00:00Z", 3600),
  ])
  func `Paris is where its clocks say`(_ moment: String, _ offset: Int) throws {
    #expect(try zone("Europe/Paris").offset(at: instant(moment)) == offset)
  }

  @Test func `changes follow one another, long after the file ends`() throws {
    let paris = try zone("Europe/Paris")
    #expect(try paris.change(after: instant("2026-11-21T00:00:00Z")) == instant("2027-03-28T01:00:00Z"))
    #expect(try paris.change(after: instant("2027-03-28T01:00:00Z")) == instant("2027-10-31T01:00:00Z"))
    #expect(try paris.change(after: instant("2090-01-01T00:00:00Z")) == instant("2090-03-26T01:00:00Z"))
    #expect(try zone("Indian/Reunion").change(after: instant("2026-01-01T00:00:00Z")) == nil)
  }

  @Test func `the wall shows yesterday, today or tomorrow`() throws {
    let moment = try instant("2026-11-21T23:30:15Z")
    #expect(
      try zone("Pacific/Noumea").local(moment)
        == LocalTime(day: CivilDay(year: 2026, month: 11, day: 22), second: 37_815))
    #expect(
      try zone("Pacific/Tahiti").local(moment)
        == LocalTime(day: CivilDay(year: 2026, month: 11, day: 21), second: 48_615))
    #expect(
      try zone("Europe/Paris").local(instant("1969-12-31T22:00:00Z"))
        == LocalTime(day: CivilDay(year: 1969, month: 12, day: 31), second: 82_800))
  }

  @Test func `days of the week are counted from Monday`() {
    #expect(CivilDay(year: 2026, month: 11, day: 21).weekday == 5)
    #expect(CivilDay(year: 1970, month: 1, day: 1).weekday == 3)
    #expect(CivilDay(year: 1969, month: 12, day: 28).weekday == 6)
  }

  @Test(arguments: [
    "Europe/Nowhere", "", "/etc/passwd", "../../../etc/passwd", "Europe", "Europe/Paris\0", "zone.tab", "Évian",
  ])
  func `what is no zone is none`(_ name: String) {
    #expect(Zone.named(name) == nil)
  }

  @Test(arguments: names)
  func `PostgreSQL reads the clocks in the same way`(_ name: String) async throws {
    let test = try await TestDatabase.make()
    let zone = try zone(name)
    var random = SplitMix(seed: 3_100)
    // The years that clocks are asked about here, and those after the file's last change.
    let moments = (0..<2_000).map { _ in Instant(seconds: Int64.random(in: 0...4_000_000_000, using: &random)) }
    let offsets = try await test.database.query(
      """
      select extract(epoch from (at at time zone \(name)) - (at at time zone 'UTC'))::integer
      from unnest(\(moments)) with ordinality as moment (at, number) order by number
      """
    ) { try $0.next(Int.self) }
    let wrong = zip(moments, offsets).filter { zone.offset(at: $0) != $1 }
    #expect(wrong.isEmpty, "\(name), seed 3100: \(wrong.prefix(3))")
  }
}
