import HTTP
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

/// Stations keep their own clocks, and some of those change.
@Suite struct ClockTests {
  struct Day: Sendable, CustomTestStringConvertible {
    let zone: String
    let noon: String
    let count: Int
    let first: String
    var testDescription: String { "\(zone) on \(noon)" }
  }

  @Test(
    arguments: [
      Day(zone: "Europe/Paris", noon: "2026-10-25T12:00:00Z", count: 50, first: "2026-10-24T22:00:00Z"),
      Day(zone: "Europe/Paris", noon: "2027-03-28T12:00:00Z", count: 46, first: "2027-03-27T23:00:00Z"),
      Day(zone: "Europe/Paris", noon: "2026-11-22T12:00:00Z", count: 48, first: "2026-11-21T23:00:00Z"),
      Day(zone: "Indian/Reunion", noon: "2026-10-25T12:00:00Z", count: 48, first: "2026-10-24T20:00:00Z"),
      Day(zone: "Indian/Reunion", noon: "2027-03-28T12:00:00Z", count: 48, first: "2027-03-27T20:00:00Z"),
      Day(zone: "America/Guadeloupe", noon: "2026-10-25T12:00:00Z", count: 48, first: "2026-10-25T04:00:00Z"),
      Day(zone: "America/Guadeloupe", noon: "2027-03-28T12:00:00Z", count: 48, first: "2027-03-28T04:00:00Z"),
    ])
  func `a day is shown by the station's clock, and every half-hour of it can be booked`(_ day: Day) async throws {
    let test = try await TestReservations.make()
    try test.move(to: day.noon)
    test.clock.advance(by: .seconds(-3 * 86_400))
    let (driver, point) = (try await test.driver(), try await test.point(zone: day.zone))
    let path = "/api/points/\(point)/slots?from=\(day.first)"
    let shown = try await driver.call(.get, path)
    #expect(shown.json["timeZone"] == .string(day.zone))
    #expect(shown.items.count == day.count && shown.count("free") == day.count)
    #expect(shown.items.first?["startsAt"] == .string(day.first))
    for (slot, next) in zip(shown.items, shown.items.dropFirst()) { #expect(slot["endsAt"] == next["startsAt"]) }
    // Those around the change, a driver's share of them.
    let starts = shown.items.prefix(8).suffix(4).compactMap { $0["startsAt"]?.text }
    for start in starts { #expect(try await driver.book(point, try test.at(start)).status == 201, "\(start)") }
    let booked = try await driver.call(.get, path)
    #expect(booked.items.filter { $0["state"] == "mine" }.compactMap { $0["startsAt"]?.text } == starts)
  }

  @Test func `today is the station's, not that of whoever asks`() async throws {
    let test = try await TestReservations.make()
    try test.move(to: "2026-11-21T23:30:00Z")
    let days = [
      ("Europe/Paris", "2026-11-21T23:00:00Z"), ("Indian/Reunion", "2026-11-21T20:00:00Z"),
      ("America/Guadeloupe", "2026-11-21T04:00:00Z"),
    ]
    for (zone, midnight) in days {
      let point = try await test.point(zone: zone)
      let today = try await test.app.call(.get, "/api/points/\(point)/slots")
      #expect(today.items.first?["startsAt"] == .string(midnight), "\(zone)")
    }
  }

  struct Try: Sendable, CustomTestStringConvertible {
    let hours: String
    let start: String
    let isOpen: Bool
    var testDescription: String { "\(hours) at \(start)" }
  }

  @Test(
    arguments: [
      // The clocks go back at 01:00Z: from two to three there are two hours.
      Try(hours: "Mo-Su 01:00-03:00", start: "2026-10-24T23:00:00Z", isOpen: true),
      Try(hours: "Mo-Su 01:00-03:00", start: "2026-10-25T00:45:00Z", isOpen: true),
      Try(hours: "Mo-Su 01:00-03:00", start: "2026-10-25T01:30:00Z", isOpen: true),
      Try(hours: "Mo-Su 01:00-03:00", start: "2026-10-25T01:31:00Z", isOpen: false),
      // They go forward at 01:00Z: from two to three there is nothing.
      Try(hours: "Mo-Su 01:00-03:30", start: "2027-03-28T00:45:00Z", isOpen: true),
      Try(hours: "Mo-Su 01:00-03:30", start: "2027-03-28T01:00:00Z", isOpen: true),
      Try(hours: "Mo-Su 01:00-03:30", start: "2027-03-28T01:01:00Z", isOpen: false),
      Try(hours: "Mo-Su 03:00-04:00", start: "2027-03-28T00:59:00Z", isOpen: false),
      Try(hours: "Mo-Su 03:00-04:00", start: "2027-03-28T01:00:00Z", isOpen: true),
      // Across midnight, as long as the day before lets it.
      Try(hours: "Sa 20:00-02:00", start: "2026-11-21T22:59:00Z", isOpen: true),
      Try(hours: "Sa 20:00-02:00", start: "2026-11-22T00:30:00Z", isOpen: true),
      Try(hours: "Sa 20:00-02:00", start: "2026-11-22T00:31:00Z", isOpen: false),
      Try(hours: "Sa-Su 00:00-24:00", start: "2026-11-21T22:45:00Z", isOpen: true),
      Try(hours: "Sa 00:00-24:00", start: "2026-11-21T22:45:00Z", isOpen: false),
    ])
  func `a half-hour across midnight or a change of the clocks fits or does not`(_ wanted: Try) async throws {
    let test = try await TestReservations.make()
    try test.move(to: wanted.start)
    test.clock.advance(by: .seconds(-86_400))
    let (driver, point) = (try await test.driver(), try await test.point(hours: wanted.hours))
    let answer = try await driver.book(point, try test.at(wanted.start))
    #expect(answer.status == (wanted.isOpen ? 201 : 422), "\(answer.text)")
    #expect(answer.problem == (wanted.isOpen ? nil : "outside-hours"))
  }

  @Test func `24-7 has no closing time that a half-hour could straddle`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    #expect(try await driver.book(point, try test.at("2026-11-21T22:45:00Z")).status == 201)
  }
}
