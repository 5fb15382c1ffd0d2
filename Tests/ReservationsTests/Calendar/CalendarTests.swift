import Accounts
import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

@Suite struct CalendarTests {
  /// The lines of an answer, unfolded.
  private func lines(_ answer: TestAnswer) -> [String] {
    answer.text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
  }

  private func value(_ name: String, _ answer: TestAnswer) -> String? {
    lines(answer).first { $0.hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 1)) }
  }

  private func place(_ test: TestReservations, _ point: ChargePoint.ID) async throws {
    try await test.database.execute(
      """
      update stations set name = 'Halles; nord', street = '1, place du Marché', postcode = '75001'
      where id = (select station_id from charge_points where id = \(point))
      """)
  }

  @Test func `a booking is an event that a calendar understands`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let point = try await test.point()
    try await place(test, point)
    let id = try await driver.booked(point, test.now + .seconds(7200))
    let answer = try await driver.call(.get, "/api/reservations/\(id)/calendar.ics")
    #expect(answer.status == 200 && answer.headers["Content-Type"] == "text/calendar; charset=utf-8")
    #expect(answer.headers["Content-Disposition"] == "attachment; filename=\"watts-up.ics\"")
    #expect(answer.text.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && answer.text.hasSuffix("END:VCALENDAR\r\n"))
    #expect(value("UID", answer) == "\(id)@watts-up" && value("SEQUENCE", answer) == "0")
    #expect(value("DTSTAMP", answer) == "20261121T080000Z")
    #expect(value("DTSTART", answer) == "20261121T100000Z" && value("DTEND", answer) == "20261121T103000Z")
    #expect(value("SUMMARY", answer) == "Recharge : Halles\\; nord")
    #expect(value("LOCATION", answer) == "Halles\\; nord\\, 1\\, place du Marché\\, 75001 Paris")
    #expect(value("GEO", answer) == "48.860600;2.336400" && value("STATUS", answer) == "CONFIRMED")
    #expect(value("URL", answer) == "http://localhost/reservation/\(id)")
    #expect(value("DESCRIPTION", answer)?.hasPrefix("Point n° 1 (") == true)
    let alarm = lines(answer).drop { $0 != "BEGIN:VALARM" }.prefix { $0 != "END:VALARM" }
    #expect(alarm.contains("TRIGGER:-PT15M") && alarm.contains("ACTION:DISPLAY"))
  }

  @Test func `a booking that was given back is cancelled in the calendar too, under the same name`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let id = try await driver.booked(try await test.point(), test.now + .seconds(7200))
    #expect(try await driver.call(.delete, "/api/reservations/\(id)").status == 204)
    let answer = try await driver.call(.get, "/api/reservations/\(id)/calendar.ics")
    #expect(value("UID", answer) == "\(id)@watts-up" && value("SEQUENCE", answer) == "1")
    #expect(value("STATUS", answer) == "CANCELLED" && !answer.text.contains("VALARM"))
  }

  @Test func `the events of one driver are nobody else's, and speak the language of their account`() async throws {
    let test = try await TestReservations.make()
    let (driver, stranger) = (try await test.driver(), try await test.driver("sam"))
    let id = try await driver.booked(try await test.point(), test.now + .seconds(7200))
    let path = "/api/reservations/\(id)/calendar.ics"
    #expect(try await stranger.call(.get, path).status == 404)
    _ = try await driver.call(.patch, "/api/account", json: ["language": "en"])
    #expect(value("SUMMARY", try await driver.call(.get, path)) == "Charging: Halles")
  }

  // MARK: The feed

  private func address(_ person: TestPerson) async throws -> String {
    let made = try await person.call(.post, "/api/account/calendar")
    #expect(made.status == 201 && made.headers["Location"] == "/api/account/calendar")
    return String(try #require(made.text("url")).dropFirst("http://localhost".count))
  }

  @Test func `whoever has the address follows the bookings, until it is renewed or ended`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let path = "/api/account/calendar"
    let nothing = try await driver.call(.get, path)
    #expect(nothing.json["url"] == .null && nothing.json["createdAt"] == .null)
    let first = try await address(driver)
    let shown = try await driver.call(.get, path)
    #expect(shown.json["url"] == .null && shown.json["createdAt"] == .string(test.now.description))
    #expect(try await test.app.call(.get, first).status == 200)
    let second = try await address(driver)
    #expect(first != second)
    #expect(try await test.app.call(.get, first).status == 404)
    #expect(try await test.app.call(.get, second).status == 200)
    #expect(try await driver.call(.delete, path).status == 204)
    let ended = try await test.app.call(.get, second)
    #expect(ended.problem == "not-found" && ended.json["detail"]?.text?.contains("profil") == true)
    for wrong in ["/calendar/x.ics", "/calendar/\(String(repeating: "A", count: 43)).ics"] {
      #expect(try await test.app.call(.get, wrong).status == 404)
    }
  }

  @Test func `the feed has what is to come and the last thirty days, and is sent again when it changes`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let (point, feed) = (try await test.point(), try await address(driver))
    let old = try await driver.booked(point, test.now + .seconds(3600))
    test.clock.advance(by: .seconds(20 * 86_400))
    let past = try await driver.booked(point, test.now + .seconds(3600))
    test.clock.advance(by: .seconds(15 * 86_400))
    let next = try await driver.booked(point, test.now + .seconds(3600))
    let answer = try await test.app.call(.get, feed)
    #expect(lines(answer).filter { $0.hasPrefix("UID:") } == [next, past].map { "UID:\($0)@watts-up" })
    #expect(!answer.text.contains(old))
    #expect(answer.headers["Cache-Control"] == "private, no-cache")
    let tag = try #require(answer.headers["ETag"])
    test.clock.advance(by: .seconds(60))
    let same = try await test.app.call(.get, feed, "If-None-Match", tag)
    #expect(same.status == 304 && same.bytes.isEmpty)
    _ = try await driver.call(.delete, "/api/reservations/\(next)")
    let changed = try await test.app.call(.get, feed, "If-None-Match", tag)
    #expect(changed.status == 200 && lines(changed).contains("STATUS:CANCELLED"))
  }

  @Test func `a locked account is followed by nobody, and no secret lies in the database`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let feed = try await address(driver)
    let token = feed.dropFirst("/calendar/".count).dropLast(".ics".count)
    let row = try await test.database.first("select c::text from calendars c") { try $0.next(String.self) }
    #expect(row?.contains(token) == false)
    try await test.database.execute("update accounts set locked_at = \(test.now)")
    #expect(try await test.app.call(.get, feed).status == 404)
  }
}
