import Runtime
import Stations
import TestSupport
import Testing

@Suite struct OpeningHoursTests {
  private func hours(_ text: String) throws -> OpeningHours { try #require(OpeningHours.read(text).hours) }
  private func zone(_ name: String) throws -> Zone { try #require(Zone.named(name)) }
  private func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

  private func isOpen(_ text: String, _ from: String, _ to: String, in name: String = "Europe/Paris") throws -> Bool {
    try hours(text).isOpen(throughout: instant(from)..<instant(to), in: zone(name))
  }

  @Test(arguments: [
    ("2026-11-23T07:59:00+01:00", false), ("2026-11-23T08:00:00+01:00", true), ("2026-11-23T11:59:59+01:00", true),
    ("2026-11-23T12:00:00+01:00", false), ("2026-11-23T23:30:00+01:00", true), ("2026-11-24T00:59:59+01:00", true),
    ("2026-11-24T01:00:00+01:00", false), ("2026-11-22T10:00:00+01:00", false), ("2026-11-22T23:00:00+01:00", true),
    ("2026-11-23T00:30:00+01:00", true),
  ])
  func `open and closed are what the clock on the wall says`(_ moment: String, _ open: Bool) throws {
    let hours = try hours("Mo 08:00-12:00; Mo,Su 23:00-01:00")
    #expect(try hours.isOpen(at: instant(moment), in: zone("Europe/Paris")) == open)
  }

  @Test func `a slot that reaches beyond closing time is not within the hours`() throws {
    #expect(try isOpen("Mo-Fr 08:00-18:15", "2026-11-23T17:30:00+01:00", "2026-11-23T18:00:00+01:00"))
    #expect(try isOpen("Mo-Fr 08:00-18:15", "2026-11-23T17:45:00+01:00", "2026-11-23T18:15:00+01:00"))
    #expect(try !isOpen("Mo-Fr 08:00-18:15", "2026-11-23T18:00:00+01:00", "2026-11-23T18:30:00+01:00"))
    #expect(try !isOpen("Mo-Fr 08:00-18:15", "2026-11-23T17:45:00.000001+01:00", "2026-11-23T18:15:00.000001+01:00"))
    #expect(try !isOpen("Mo 08:00-12:00,12:30-18:00", "2026-11-23T11:45:00+01:00", "2026-11-23T12:45:00+01:00"))
  }

  @Test func `midnight parts no span, nor does the end of the week`() throws {
    #expect(try isOpen("Mo-Su 06:00-01:00", "2026-11-22T23:45:00+01:00", "2026-11-23T00:15:00+01:00"))
    #expect(try isOpen("Su 20:00-24:00, Mo 00:00-06:00", "2026-11-22T23:45:00+01:00", "2026-11-23T00:15:00+01:00"))
    #expect(try isOpen("Fr-Su 00:00-24:00", "2026-11-20T00:00:00+01:00", "2026-11-23T00:00:00+01:00"))
    #expect(try !isOpen("Fr-Su 00:00-24:00", "2026-11-20T00:00:00+01:00", "2026-11-23T00:00:01+01:00"))
    #expect(try isOpen("24/7", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"))
  }

  @Test func `in spring the hour that does not exist is nobody's opening time`() throws {
    // 29 March 2026: 02:00 is followed by 03:00.
    #expect(try isOpen("Mo-Su 01:30-02:00, Mo-Su 03:00-03:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"))
    #expect(try isOpen("Mo-Su 03:00-20:00", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"))
    #expect(try !isOpen("Mo-Su 03:00-20:00", "2026-03-29T00:45:00Z", "2026-03-29T01:15:00Z"))
    #expect(try !isOpen("Mo-Su 02:00-03:00", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"))
  }

  @Test func `in autumn the hour that comes twice counts twice`() throws {
    // 25 October 2026: 03:00 is followed by 02:00.
    #expect(try isOpen("Mo-Su 02:00-03:00", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"))
    #expect(try !isOpen("Mo-Su 02:30-03:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"))
    #expect(try !isOpen("Mo-Su 00:00-02:45", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"))
    #expect(try isOpen("Mo-Su 00:00-02:45", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"))
  }

  @Test func `overseas stations live by their own clocks`() throws {
    for (name, morning) in [
      ("Indian/Reunion", "2026-07-06T04:00:00Z"), ("America/Guadeloupe", "2026-07-06T12:00:00Z"),
      ("Pacific/Noumea", "2026-07-05T21:00:00Z"), ("America/Miquelon", "2026-07-06T10:00:00Z"),
      ("Europe/Paris", "2026-07-06T06:00:00Z"),
    ] {
      let start = try instant(morning)
      let hours = try hours("Mo 08:00-08:30")
      #expect(try hours.isOpen(throughout: start..<start + .seconds(1800), in: zone(name)), "\(name)")
      #expect(try !hours.isOpen(at: start - .seconds(1), in: zone(name)), "\(name)")
      #expect(try !hours.isOpen(at: start + .seconds(1800), in: zone(name)), "\(name)")
    }
  }

  @Test func `a day's spans begin on that day`() throws {
    let hours = try hours("Mo-Fr 08:00-12:00,14:00-18:00; Fr-Su 20:00-02:00")
    let friday = CivilDay(year: 2026, month: 11, day: 20)
    #expect(hours.spans(on: friday) == [480..<720, 840..<1080, 1200..<1560])
    #expect(hours.spans(on: CivilDay(year: 2026, month: 11, day: 22)) == [1200..<1560])
    #expect(hours.spans(on: CivilDay(year: 2026, month: 11, day: 23)) == [480..<720, 840..<1080])
    #expect(OpeningHours.always.spans(on: friday) == [0..<1440])
  }

  @Test(arguments: ["Europe/Paris", "America/Miquelon", "Indian/Reunion"])
  func `a slot is open exactly when each of its minutes is`(_ name: String) async throws {
    let zone = try zone(name)
    let changes = try [
      instant("2026-03-29T01:00:00Z"), instant("2026-10-25T01:00:00Z"), instant("2026-03-08T05:00:00Z"),
    ]
    let found = try await complaints(seed: 3_003, attempts: FuzzScale.count(2_000, long: 200_000)) { random in
      guard let hours = OpeningHours.read(ReadHoursTests.rules(&random)).hours else { return nil }
      let near = changes[Int.random(in: 0..<3, using: &random)]
      let start = near + .seconds(Int.random(in: -600...600, using: &random) * 60)
      let slot = start..<start + .seconds(1800)
      let minutes = (0..<30).map { start + .seconds($0 * 60) }
      let expected = minutes.allSatisfy { minute in
        let local = zone.local(minute)
        let yesterday = CivilDay(daysSince1970: local.day.daysSince1970 - 1)
        return hours.spans(on: local.day).contains { $0.contains(local.second / 60) }
          || hours.spans(on: yesterday).contains { $0.contains(local.second / 60 + 1440) }
      }
      let each = minutes.allSatisfy { hours.isOpen(at: $0, in: zone) }
      let whole = hours.isOpen(throughout: slot, in: zone)
      return whole == expected && each == expected ? nil : "\(hours) at \(start): \(whole), \(each), \(expected)"
    }
    #expect(found.isEmpty, "\(found)")
  }
}
