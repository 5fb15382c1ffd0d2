import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

@Suite struct HoursTests {
  struct Try: Sendable, CustomTestStringConvertible {
    let hours: String
    let zone: String
    let start: String
    let problem: String?
    var testDescription: String { "\(hours) in \(zone) at \(start)" }
  }

  @Test(
    arguments: [
      Try(hours: "Mo-Su 08:00-20:00", zone: "Europe/Paris", start: "2026-11-22T18:30:00Z", problem: nil),
      Try(hours: "Mo-Su 08:00-20:00", zone: "Europe/Paris", start: "2026-11-22T18:31:00Z", problem: "outside-hours"),
      Try(hours: "Mo-Su 08:00-20:00", zone: "Europe/Paris", start: "2026-11-22T06:59:00Z", problem: "outside-hours"),
      Try(hours: "Mo-Su 08:00-20:00", zone: "Indian/Reunion", start: "2026-11-22T04:00:00Z", problem: nil),
      Try(hours: "Mo-Su 08:00-20:00", zone: "Indian/Reunion", start: "2026-11-22T15:31:00Z", problem: "outside-hours"),
      Try(hours: "Mo-Su 08:00-20:00", zone: "America/Guadeloupe", start: "2026-11-22T12:00:00Z", problem: nil),
      Try(
        hours: "Mo-Su 08:00-20:00", zone: "America/Guadeloupe", start: "2026-11-22T11:30:00Z", problem: "outside-hours"),
      Try(hours: "Sa 20:00-02:00", zone: "Europe/Paris", start: "2026-11-21T22:45:00Z", problem: nil),
      Try(hours: "Sa 20:00-02:00", zone: "Europe/Paris", start: "2026-11-22T00:45:00Z", problem: "outside-hours"),
      Try(hours: "Mo-Fr 08:00-20:00", zone: "Europe/Paris", start: "2026-11-22T10:00:00Z", problem: "outside-hours"),
    ])
  func `a half-hour lies within the hours of the station's own clock`(_ wanted: Try) async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point(hours: wanted.hours, zone: wanted.zone))
    let answer = try await driver.book(point, try test.at(wanted.start))
    #expect(answer.problem == wanted.problem, "\(answer.text)")
    #expect(answer.status == (wanted.problem == nil ? 201 : 422))
  }

  @Test func `a point is booked by its own hours and access, not by its neighbour's`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point(hours: "Mo-Fr 08:00-20:00"))
    let ids = IdentifierSource.random
    let (always, reserved) = (ids.next(ChargePoint.self, at: test.now), ids.next(ChargePoint.self, at: test.now))
    for (id, terms) in [(always, "terms_of(hours => '24/7')"), (reserved, "terms_of('restricted', hours => '24/7')")]
      as [(ChargePoint.ID, SQL)]
    {
      try await test.database.execute(
        """
        insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
        select \(id), station_id, \("N" + id.description), 50000, 6, 'irve', \(sql: terms)
        from charge_points where id = \(point)
        """)
    }
    // Saturday.
    let start = test.now + .seconds(3600)
    #expect(try await driver.book(point, start).problem == "outside-hours")
    #expect(try await driver.book(reserved, start).problem == "point-unavailable")
    #expect(try await driver.book(always, start).status == 201)
    #expect(try await driver.call(.get, "/api/points/\(point)/slots").count("free") == 0)
    #expect(try await driver.call(.get, "/api/points/\(always)/slots").count("free") > 0)
  }

  @Test func `hours that nobody can read are bookable, with a warning`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    try await test.database.execute("update charge_points set terms_id = terms_of(hours_text => 'selon plages')")
    let answer = try await driver.book(point, test.now + .seconds(3600))
    #expect(answer.status == 201 && answer.json["warnings"] == ["hoursUnknown"])
    let slots = try await driver.call(.get, "/api/points/\(point)/slots")
    #expect(slots.json["warnings"] == ["hoursUnknown"] && slots.count("closed") == 0)
  }

  @Test func `a booking says that its point has failed since`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    let path = try #require(try await driver.book(point, test.now + .seconds(3600)).headers["Location"])
    #expect(try await driver.call(.get, path).json["warnings"] == [])
    try await test.database.execute("update charge_points set out_of_service = true where id = \(point)")
    #expect(try await driver.call(.get, path).json["warnings"] == ["outOfService"])
    #expect(try await driver.call(.delete, path).status == 204)
    #expect(try await driver.call(.get, path).json["warnings"] == [])
  }

  @Test(
    arguments: [
      ("Europe/Paris", "2027-03-28", 46), ("Europe/Paris", "2026-10-25", 50), ("Europe/Paris", "2026-11-22", 48),
      ("Indian/Reunion", "2027-03-28", 48), ("America/Guadeloupe", "2027-03-28", 48),
    ])
  func `a day has its half-hours, 46 and 50 when the clocks change`(_ zone: String, _ day: String, _ count: Int) throws
  {
    let zone = try #require(Zone.named(zone))
    let noon = try #require(Instant(rfc3339: day + "T12:00:00Z"))
    let midnights = HalfHours.day(of: noon, zone: zone)
    let slots = HalfHours.starting(in: midnights, zone: zone)
    #expect(slots.count == count)
    #expect(slots.first?.lowerBound == midnights.lowerBound && slots.last?.upperBound == midnights.upperBound)
    #expect(zone.local(midnights.lowerBound).second == 0 && zone.local(midnights.upperBound).second == 0)
    for (slot, next) in zip(slots, slots.dropFirst()) { #expect(slot.upperBound == next.lowerBound) }
  }

  @Test func `the half-hours of a day say what each is`() async throws {
    let test = try await TestReservations.make()
    let (driver, other) = (try await test.driver(), try await test.driver("alex"))
    let point = try await test.point(hours: "Mo-Su 08:00-20:00")
    _ = try await driver.booked(point, try test.at("2026-11-21T10:00:00Z"))
    _ = try await other.booked(point, try test.at("2026-11-21T11:15:00Z"))
    let path = "/api/points/\(point)/slots"
    let mine = try await driver.call(.get, path)
    #expect(mine.items.count == 48 && mine.json["timeZone"] == "Europe/Paris")
    #expect(mine.items.first?["startsAt"] == "2026-11-20T23:00:00Z")
    // Past until nine, closed from 20:00 on.
    #expect(mine.count("past") == 18)
    #expect(mine.count("mine") == 1 && mine.count("taken") == 2 && mine.count("closed") == 8)
    let strangers = try await test.app.call(.get, path)
    #expect(strangers.count("taken") == 3 && strangers.count("mine") == 0)
    try await test.database.execute("update charge_points set out_of_service = true")
    #expect(try await test.app.call(.get, path).count("free") == 0)
  }

  @Test func `a span is asked for, up to 31 days`() async throws {
    let test = try await TestReservations.make()
    let point = try await test.point()
    let path = "/api/points/\(point)/slots"
    let week = try await test.app.call(.get, path + "?from=2026-11-22T00:10:00Z&to=2026-11-29T00:00:00Z")
    #expect(week.items.first?["startsAt"] == "2026-11-22T00:30:00Z")
    #expect(week.count("free") + week.count("closed") == week.items.count)
    #expect(week.items.last?["state"] == "closed", "beyond seven days")
    for query in [
      "?from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:00Z", "?to=2026-12-31T00:00:00Z&from=2026-11-22T00:00:00Z",
    ] {
      #expect(try await test.app.call(.get, path + query).problem == "validation")
    }
    let month = try await test.app.call(.get, path + "?from=2026-11-22T00:00:00Z&to=2026-12-23T00:00:00Z")
    #expect(month.items.count == 31 * 48)
    let unknown = "/api/points/00000000-0000-7000-8000-000000000000/slots"
    #expect(try await test.app.call(.get, unknown).problem == "not-found")
  }
}
