import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

/// What becomes of a booking.
@Suite struct LifeTests {
  @Test func `who does not come loses the point after a quarter of an hour, whether or not anybody wrote it down`()
    async throws
  {
    let test = try await TestReservations.make()
    let (driver, other, point) = (try await test.driver(), try await test.driver("alex"), try await test.point())
    let start = test.now + .seconds(3600)
    let id = try await driver.booked(point, start)
    test.clock.advance(by: .seconds(3600 + 15 * 60 - 1))
    #expect(try await driver.state(of: id) == "reserved")
    #expect(try await other.book(point, start + .seconds(15 * 60)).problem == "slot-taken")
    test.clock.advance(by: .seconds(1))
    let shown = try await driver.call(.get, "/api/reservations/\(id)")
    #expect(shown.text("state") == "expired")
    #expect(shown.text("endsAt") == (start + .seconds(15 * 60)).description)
    #expect(try await test.stored(id).state == "reserved", "nobody has written it down")
    let seen = try await PointChanges.begin(in: test.database)
    #expect(try await other.book(point, start + .seconds(15 * 60)).status == 201)
    #expect(try await test.stored(id) == (state: "expired", minutes: 15))
    #expect(try await PointChanges.since(seen, in: test.database).changes.map(\.point) == [point])
  }

  @Test func `a stale booking holds neither its driver nor a place`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    let points = [try await test.point(), try await test.point(), try await test.point()]
    let start = test.now + .seconds(60)
    _ = try await driver.booked(point, start)
    for (number, point) in points.enumerated() {
      _ = try await driver.booked(point, start + .seconds((number + 1) * 1800))
    }
    test.clock.advance(by: .seconds(60 + 900))
    #expect(try await driver.book(points[0], start + .seconds(15 * 60)).problem == "driver-busy", "the next has begun")
    #expect(try await driver.book(point, start + .seconds(7 * 1800)).status == 201, "the fourth place is free again")
  }

  @Test func `a booking is given back with what was added to it, and no other`() async throws {
    let test = try await TestReservations.make()
    let (driver, other, point) = (try await test.driver(), try await test.driver("alex"), try await test.point())
    let start = test.now + .seconds(3600)
    let id = try await driver.booked(point, start)
    #expect(try await other.call(.delete, "/api/reservations/\(id)").problem == "not-found")
    #expect(try await other.call(.get, "/api/reservations/\(id)").problem == "not-found")
    #expect(try await driver.call(.delete, "/api/reservations/\(id)").status == 204)
    #expect(try await driver.call(.delete, "/api/reservations/\(id)").status == 204, "twice is once")
    #expect(try await driver.state(of: id) == "cancelled")
    #expect(try await other.book(point, start).status == 201)
    let second = try await driver.booked(point, start + .seconds(1800))
    test.clock.advance(by: .seconds(3600 + 1800 + 300 + 30))
    #expect(try await driver.call(.delete, "/api/reservations/\(second)").status == 204, "until its end")
    #expect(try await test.stored(second) == (state: "cancelled", minutes: 5))
    #expect(try await other.book(point, start + .seconds(1800 + 300)).status == 201, "from the minute that has begun")
    let third = try await driver.booked(point, start + .seconds(4 * 1800))
    test.clock.advance(by: .seconds(3600 * 2))
    #expect(try await driver.call(.delete, "/api/reservations/\(third)").problem == "conflict", "it has expired")
  }

  @Test func `the errands are run by any number of servers, and each is done once`() async throws {
    let test = try await TestReservations.make()
    let (driver, other) = (try await test.driver(), try await test.driver("alex"))
    let points = [try await test.point(), try await test.point()]
    let start = test.now + .seconds(3600)
    for (driver, point) in zip([driver, other], points) { _ = try await driver.booked(point, start) }
    func notices(_ person: TestPerson) async throws -> [String] {
      try await person.call(.get, "/api/notices").items.compactMap { item in
        item["kind"]?.text
      }
    }
    func runAll() async throws {
      try await withThrowingTaskGroup { group in
        for _ in 1...8 { group.addTask { _ = try await test.bookings.runErrands() } }
        try await group.waitForAll()
      }
    }
    try await runAll()
    #expect(try await notices(driver) == [])
    test.clock.advance(by: .seconds(45 * 60))
    try await runAll()
    #expect(try await notices(driver) == ["reminder"])
    test.clock.advance(by: .seconds(15 * 60))
    var seen = try await PointChanges.begin(in: test.database)
    try await runAll()
    var changes = try await PointChanges.since(seen, in: test.database)
    #expect(changes.changes.map(\.point).sorted() == points.sorted(), "they have begun")
    seen = changes.seen
    test.clock.advance(by: .seconds(15 * 60))
    try await runAll()
    changes = try await PointChanges.since(seen, in: test.database)
    #expect(changes.changes.map(\.point).sorted() == points.sorted(), "they have expired")
    #expect(try await notices(driver) == ["expired", "reminder"])
    #expect(try await notices(other) == ["expired", "reminder"])
    #expect(try await test.bookings.runErrands() == 0)
  }

  @Test func `what is to come at a withdrawn point is cancelled, and the driver told`() async throws {
    let test = try await TestReservations.make()
    let (driver, point, other) = (try await test.driver(), try await test.point(), try await test.point())
    let start = test.now + .seconds(3600)
    let gone = try await driver.booked(point, start)
    let kept = try await driver.booked(other, start + .seconds(3600))
    try await test.database.execute("update charge_points set withdrawn_at = \(test.now) where id = \(point)")
    #expect(try await test.bookings.cancelOnWithdrawn() == 1)
    #expect(try await test.bookings.cancelOnWithdrawn() == 0)
    #expect(try await driver.state(of: gone) == "cancelled")
    #expect(try await driver.state(of: kept) == "reserved")
    let notices = try await driver.call(.get, "/api/notices?unread=1", "Accept-Language", "en")
    #expect(notices.items.count == 1 && notices.items.first?["kind"] == "withdrawn")
    let id = try #require(notices.items.first?["id"]?.text)
    #expect(try await driver.call(.post, "/api/notices/\(id)/read").status == 204)
    #expect(try await driver.call(.get, "/api/notices?unread=1").items.isEmpty)
    let stranger = try await test.driver("alex")
    #expect(try await stranger.call(.post, "/api/notices/\(id)/read").problem == "not-found")
  }

  @Test func `history comes in pages, the latest first, with totals per month`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    var ids: [String] = []
    for number in 1...3 { ids.append(try await driver.booked(point, test.now + .seconds(number * 3600))) }
    _ = try await driver.call(.delete, "/api/reservations/\(ids[0])")
    let first = try await driver.call(.get, "/api/reservations?limit=2")
    #expect(first.items.map { $0["id"] } == [.string(ids[2]), .string(ids[1])])
    #expect(
      first.json["months"] == [
        ["month": "2026-11", "reservations": 3, "charges": 0, "energyKwh": 0, "minutes": 0]
      ])
    let next = try #require(first.json["_links"]?["next"]?["href"]?.text)
    let second = try await driver.call(.get, next)
    #expect(second.items.map { $0["id"] } == [.string(ids[0])] && second.json["_links"]?["next"] == nil)
    #expect(try await driver.call(.get, "/api/reservations?when=upcoming").items.count == 2)
    #expect(try await driver.call(.get, "/api/reservations?when=past").items.count == 1)
    #expect(try await test.driver("alex").call(.get, "/api/reservations").items.isEmpty)
  }

  @Test func `who leaves takes their bookings along, and what happened is nobody's`() async throws {
    let test = try await TestReservations.make()
    let (driver, other, point) = (try await test.driver(), try await test.driver("alex"), try await test.point())
    let start = test.now + .seconds(3600)
    let id = try await driver.booked(point, start)
    let export = try await driver.call(.get, "/api/account/export")
    let booked = try #require(export.json["reservations"])
    #expect(booked.elements.map { $0["id"] } == [.string(id)])
    let left = try await driver.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(left.status == 204, "\(left.text)")
    #expect(try await test.stored(id).state == "cancelled")
    let owners = try await test.database.query("select account_id is null from reservations") { try $0.next(Bool.self) }
    #expect(owners == [true])
    #expect(try await other.book(point, start).status == 201)
  }
}
