import HTTP
import Postgres
import Reservations
import Runtime
import TestSupport
import Testing

@testable import Charging

@Suite struct ChargeTests {
  @Test func `a charge begins in its half-hour, runs, and ends with it`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    #expect(try await test.shownPoint()["status"] == "reserved")
    #expect(try await test.shownPoint()["busyUntil"] == .string((test.now + .seconds(1800)).description))
    test.clock.advance(by: .seconds(120))
    let begun = try await test.start(id)
    #expect(begun.status == 201, "\(begun.text)")
    #expect(begun.text("state") == "charging" && begun.number("soc") == 20 && begun.number("energyKwh") == 0)
    #expect(begun.json["station"]?["name"] == "Halles" && begun.text("timeZone") == "Europe/Paris")
    #expect(begun.number("remainingSeconds") == 1680 && begun.json["reservationIds"] == [.string(id)])
    #expect(try await test.start(id).problem == "conflict")
    let path = try #require(begun.headers["Location"])
    #expect(try await test.state(id) == "charging")
    #expect(try await test.shownPoint()["status"] == "charging")
    #expect(try await test.driver.call(.delete, "/api/reservations/\(id)").problem == "conflict")
    test.clock.advance(by: .seconds(600))
    let running = try await test.driver.call(.get, path)
    #expect(running.number("elapsedSeconds") == 600 && running.number("powerKw") ?? 0 > 40)
    #expect(abs((running.number("energyKwh") ?? 0) - 50.0 / 6) < 0.01)
    #expect(running.json["endReason"] == .null && running.json["receipt"] == .null)
    test.clock.advance(by: .seconds(1080))
    let over = try await test.driver.call(.get, path)
    #expect(over.text("state") == "finished" && over.text("endReason") == "slotEnd")
    #expect(
      over.number("elapsedSeconds") == 1680 && over.number("remainingSeconds") == 0 && over.number("powerKw") == 0)
    #expect(over.json["receipt"]?["priceKind"] == "perKwh")
    #expect(try await test.state(id) == "finished", "whether or not anybody wrote it down")
    #expect(try await test.shownPoint()["status"] == "free")
    #expect(try await test.shownPoint()["busyUntil"] == .null)
    test.clock.advance(by: .seconds(86_400))
    #expect(try await test.driver.call(.get, path).json == over.json)
  }

  @Test func `a charge that reaches its target gives the rest of the time back`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    let begun = try await test.start(id, soc: 20, target: 30)
    let path = try #require(begun.headers["Location"])
    let end = try #require(Instant(rfc3339: begun.text("endsAt") ?? ""))
    #expect(end < test.now + .seconds(900))
    test.clock.advance(by: end - test.now)
    let over = try await test.driver.call(.get, path)
    #expect(over.text("endReason") == "target" && over.number("soc") == 30)
    #expect(try await test.bookings.runErrands() > 0)
    #expect(try await test.state(id) == "finished")
    let minutes = try await test.database.first(
      "select (extract(epoch from upper(during) - lower(during)) / 60)::integer from reservations"
    ) { try $0.next(Int.self) }
    #expect(minutes ?? 30 < 15)
    let notices = try await test.driver.call(.get, "/api/notices")
    #expect(notices.text.contains("finished"))
    let months = try await test.driver.call(.get, "/api/reservations").json["months"]
    #expect(months?.elements.first?["charges"] == 1 && months?.elements.first?["energyKwh"] == .number("5.8"))
  }

  @Test func `the driver stops, and the point is free from that minute`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    let path = try #require(try await test.start(id).headers["Location"])
    test.clock.advance(by: .seconds(335))
    let stopped = try await test.driver.call(.post, path + "/stop")
    #expect(stopped.status == 200 && stopped.text("endReason") == "stopped" && stopped.number("elapsedSeconds") == 335)
    test.clock.advance(by: .seconds(5))
    #expect(try await test.driver.call(.post, path + "/stop").json == stopped.json, "twice is once")
    #expect(try await test.state(id) == "finished")
    let month = try await test.driver.call(.get, "/api/reservations").json["months"]?.elements.first
    #expect(month?["energyKwh"] == stopped.json["energyKwh"], "the same in the history as on the receipt")
    let other = TestPerson(test.app, try await test.people.person("alex@example.org"))
    #expect(try await other.call(.get, path).problem == "not-found")
    #expect(try await other.call(.post, path + "/stop").problem == "not-found")
    let minute = test.now - .seconds(40)
    #expect(try await test.book(minute, by: other).status == 201)
  }

  @Test func `a charge begins neither before nor after its time`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book(test.now + .seconds(600))
    #expect(try await test.start(id).problem == "not-in-slot")
    test.clock.advance(by: .seconds(600 + 901))
    #expect(try await test.start(id).problem == "not-in-slot", "expired")
    let nothing = "00000000-0000-7000-8000-000000000000"
    #expect(try await test.start(nothing).problem == "not-found")
    let next = try await test.book(test.now - .seconds(1) + .seconds(60))
    for (soc, target) in [(80.0, 80.0), (80, 20), (-1, 50), (20, 101)] {
      #expect(try await test.start(next, soc: soc, target: target).problem == "validation", "\(soc) to \(target)")
    }
  }

  @Test func `a car without a plug that fits is told so`() async throws {
    let test = try await TestCharging.make()
    let car: JSON = [
      "name": "Leaf", "usableKwh": 36, "acKw": .number("3.6"), "acPhases": 1, "dcKw": 46, "sockets": ["chademo"],
    ]
    #expect(try await test.driver.call(.post, "/api/vehicles", json: car).status == 201)
    let id = try await test.book()
    #expect(try await test.start(id).problem == "conflict")
    let forecast = try await test.driver.call(.get, "/api/points/\(test.point)/forecast")
    #expect(forecast.json["fits"] == false && forecast.number("energyKwh") == 0)
  }

  @Test func `an extension prolongs the charge that is under way`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    let path = try #require(try await test.start(id, soc: 5).headers["Location"])
    let extended = try await test.driver.call(.post, "/api/reservations/\(id)/extension")
    #expect(extended.status == 201, "\(extended.text)")
    #expect(
      extended.text("state") == "charging" && extended.text("startsAt") == (test.now + .seconds(1800)).description)
    #expect(try await test.driver.call(.post, "/api/reservations/\(id)/extension").problem == "conflict")
    #expect(try await test.driver.call(.get, path).json["_links"]?["extension"] == nil, "nor is it offered")
    #expect(try await test.shownPoint()["busyUntil"] == .string((test.now + .seconds(3600)).description))
    test.clock.advance(by: .seconds(1860))
    try await test.bookings.runErrands()
    let running = try await test.driver.call(.get, path)
    #expect(running.text("state") == "charging" && running.number("elapsedSeconds") == 1860)
    let next = try #require(extended.text("id"))
    #expect(running.json["reservationIds"] == [.string(id), .string(next)])
    #expect(running.json["_links"]?["extension"] != nil)
    #expect(try await test.state(id) == "finished")
    #expect(try await test.state(next) == "charging")
    let again = try await test.driver.call(.post, "/api/reservations/\(next)/extension")
    #expect(again.status == 201, "the last one has begun: \(again.text)")
    let stopped = try await test.driver.call(.post, path + "/stop")
    #expect(stopped.text("endReason") == "stopped")
    #expect(try await test.state(next) == "finished")
    #expect(try await test.state(again.text("id") ?? "") == "cancelled", "it never began")
  }

  @Test func `an extension before the charge joins it, and is given back with its booking`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    let extended = try await test.driver.call(.post, "/api/reservations/\(id)/extension")
    let next = try #require(extended.text("id"))
    #expect(extended.text("state") == "reserved")
    #expect(try await test.driver.call(.post, "/api/reservations/\(next)/extension").problem == "conflict")
    let begun = try await test.start(id, soc: 5)
    #expect(begun.json["reservationIds"] == [.string(id), .string(next)])
    #expect(begun.number("remainingSeconds") == 3600)
    let other = try await TestCharging.make()
    let first = try await other.book()
    let second = try #require(try await other.driver.call(.post, "/api/reservations/\(first)/extension").text("id"))
    #expect(try await other.driver.call(.delete, "/api/reservations/\(first)").status == 204)
    #expect(try await other.state(second) == "cancelled")
  }

  @Test func `a half-hour is added only as long as the station is open`() async throws {
    let test = try await TestCharging.make()
    try await test.database.execute("update charge_points set terms_id = terms_of(hours => 'Mo-Su 08:00-10:00')")
    let id = try await test.book(test.now + .seconds(1800))
    #expect(try await test.driver.call(.post, "/api/reservations/\(id)/extension").problem == "outside-hours")
    #expect(try await test.driver.call(.delete, "/api/reservations/\(id)").status == 204)
    let early = try await test.book()
    #expect(try await test.driver.call(.post, "/api/reservations/\(early)/extension").status == 201)
  }

  @Test func `a point is busy until the last of the half-hours that follow one another`() async throws {
    let test = try await TestCharging.make()
    let start = test.now
    let other = TestPerson(test.app, try await test.people.person("alex@example.org"))
    func expect(_ status: String, until seconds: Int, _ what: Comment) async throws {
      let point = try await test.shownPoint()
      #expect(point["status"] == .string(status), what)
      #expect(point["busyUntil"] == .string((start + .seconds(seconds)).description), what)
    }
    let id = try await test.book()
    try await expect("reserved", until: 1800, "one half-hour")
    #expect(try await test.driver.call(.post, "/api/reservations/\(id)/extension").status == 201)
    try await expect("reserved", until: 3600, "with its extension")
    #expect(try await test.book(start + .seconds(3600), by: other).status == 201)
    try await expect("reserved", until: 5400, "with somebody else's next to it")
    #expect(try await test.book(start + .seconds(5460), by: other).status == 201)
    try await expect("reserved", until: 5400, "not what comes after a gap")
    _ = try await test.start(id, soc: 5)
    try await expect("charging", until: 5400, "whoever charges")
    test.clock.advance(by: .seconds(1900))
    try await expect("charging", until: 5400, "in the extension too")
  }

  @Test func `a point is busy no longer than its charge lasts`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    #expect(try await test.driver.call(.post, "/api/reservations/\(id)/extension").status == 201)
    let begun = try await test.start(id, soc: 20, target: 30)
    #expect(try await test.shownPoint()["busyUntil"] == begun.json["endsAt"])
    let next = try await test.book(test.now + .seconds(2 * 86_400))
    #expect(try await test.shownPoint()["busyUntil"] == begun.json["endsAt"])
    #expect(try await test.driver.call(.delete, "/api/reservations/\(next)").status == 204)
    test.clock.advance(by: .seconds(1800))
    #expect(try await test.shownPoint()["status"] == "free")
  }

  @Test func `who holds the next half-hour keeps it`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    let other = TestPerson(test.app, try await test.people.person("alex@example.org"))
    #expect(try await test.book(test.now + .seconds(1800), by: other).status == 201)
    #expect(try await test.driver.call(.post, "/api/reservations/\(id)/extension").problem == "slot-taken")
    #expect(try await other.call(.post, "/api/reservations/\(id)/extension").problem == "not-found")
  }

  @Test func `a forecast says what the charge will give`() async throws {
    let test = try await TestCharging.make()
    let forecast = try await test.driver.call(.get, "/api/points/\(test.point)/forecast?soc=20")
    #expect(forecast.status == 200 && forecast.number("socStart") == 20, "\(forecast.text)")
    let id = try await test.book()
    let path = try #require(try await test.start(id).headers["Location"])
    test.clock.advance(by: .seconds(1800))
    let charged = try await test.driver.call(.get, path)
    #expect(charged.number("soc") == forecast.number("socEnd"))
    #expect(charged.number("energyKwh") == forecast.number("energyKwh"))
    let colder = try await test.driver.call(.get, "/api/points/\(test.point)/forecast?soc=20&temperature=-20")
    #expect(colder.number("energyKwh") ?? 99 < forecast.number("energyKwh") ?? 0)
    for query in ["soc=101", "soc=x", "vehicleId=00000000-0000-7000-8000-000000000000", "when=now"] {
      #expect(
        try await test.driver.call(.get, "/api/points/\(test.point)/forecast?\(query)").problem == "validation",
        "\(query)")
    }
  }

  @Test func `who leaves while charging is unplugged, and the record is nobody's`() async throws {
    let test = try await TestCharging.make()
    let id = try await test.book()
    _ = try await test.start(id)
    for clock in [test.clock, test.people.clock] { clock.advance(by: .seconds(60)) }
    let export = try await test.driver.call(.get, "/api/account/export")
    #expect(export.json["charges"]?.elements.first?["startSoc"] == .number("20.0"))
    let left = try await test.driver.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(left.status == 204, "\(left.text)")
    let charges = try await test.database.query("select end_reason, account_id is null from charges") { row in
      (try row.next(String.self), try row.next(Bool.self))
    }
    #expect(charges.count == 1 && charges[0] == ("stopped", true))
    let states = try await test.database.query("select state from reservations") { try $0.next(String.self) }
    #expect(states == ["finished"])
  }
}
