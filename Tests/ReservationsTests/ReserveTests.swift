import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

@Suite struct ReserveTests {
  @Test func `a booking is half an hour from a whole minute on`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    let start = test.now + .seconds(3600)
    let answer = try await driver.book(point, start)
    #expect(answer.status == 201, "\(answer.text)")
    #expect(answer.text("state") == "reserved")
    #expect(answer.text("startsAt") == start.description)
    #expect(answer.text("endsAt") == (start + .seconds(1800)).description)
    #expect(answer.text("pointId") == point.description)
    #expect(answer.json["station"]?["name"] == "Halles" && answer.json["station"]?["city"] == "Paris")
    #expect(answer.json["station"]?["demonstration"] == false)
    let path = try #require(answer.headers["Location"])
    let shown = try await driver.call(.get, path)
    #expect(shown.json == answer.json)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let what: String
    var seconds: Int64 = 3600
    var more: [(String, JSON)] = []
    let problem: String
    /// What of the body is wrong.
    var pointer: String?
    var testDescription: String { what }
  }

  @Test(
    arguments: [
      Wrong(
        what: "an end that is the start", more: [("endsAt", "2026-11-21T09:00:00Z")], problem: "validation",
        pointer: "/endsAt"),
      Wrong(
        what: "an end after 29 minutes", more: [("endsAt", "2026-11-21T09:29:00Z")], problem: "validation",
        pointer: "/endsAt"),
      Wrong(what: "31 minutes", more: [("durationMinutes", 31)], problem: "validation", pointer: "/durationMinutes"),
      Wrong(what: "seconds in the instant", seconds: 3601, problem: "validation", pointer: "/startsAt"),
      Wrong(what: "yesterday", seconds: -86_400, problem: "in-the-past"),
      Wrong(what: "two minutes ago", seconds: -120, problem: "in-the-past"),
      Wrong(what: "in eight days", seconds: 8 * 86_400, problem: "too-far-ahead"),
      Wrong(what: "a minute beyond seven days", seconds: 7 * 86_400 + 60, problem: "too-far-ahead"),
      Wrong(
        what: "somebody else's vehicle", more: [("vehicleId", "00000000-0000-7000-8000-000000000000")],
        problem: "validation", pointer: "/vehicleId"),
    ])
  func `what cannot be booked is refused by name`(_ wrong: Wrong) async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    let answer = try await driver.book(point, test.now + .seconds(wrong.seconds), more: wrong.more)
    #expect(answer.problem == wrong.problem, "\(answer.text)")
    #expect(answer.status == 422)
    #expect(answer.pointers == [wrong.pointer].compactMap { $0 })
  }

  @Test func `the minute that has begun and the last one in seven days can be booked`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    let start = test.now
    test.clock.advance(by: .seconds(59))
    #expect(try await driver.book(point, start).status == 201)
    test.clock.advance(by: .seconds(1))
    let last = start + .seconds(60 + 7 * 86_400)
    #expect(try await driver.book(point, last).status == 201)
  }

  @Test func `points that are not there or not for everybody`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let start = test.now + .seconds(3600)
    let nowhere = IdentifierSource.random.next(ChargePoint.self, at: test.now)
    #expect(try await driver.book(nowhere, start).problem == "not-found")
    let withdrawn = try await test.point()
    try await test.database.execute("update charge_points set withdrawn_at = \(test.now) where id = \(withdrawn)")
    #expect(try await driver.book(withdrawn, start).problem == "point-unavailable")
    let broken = try await test.point()
    try await test.database.execute("update charge_points set out_of_service = true where id = \(broken)")
    let refused = try await driver.book(broken, start)
    #expect(refused.problem == "point-unavailable" && refused.status == 409)
    let closed = try await test.point(access: "restricted")
    #expect(try await driver.book(closed, start).problem == "point-unavailable")
  }

  @Test(arguments: ["occupied", "reserved"])
  func `where somebody is, by the operator's word, nobody books for right now, but for later`(_ word: String)
    async throws
  {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let (point, near, free) = (try await test.point(), try await test.point(), try await test.point())
    for occupied in [point, near] {
      try await test.database.execute(
        """
        insert into point_status (point_id, condition, occupancy, at) values (\(occupied), 'inService', \(word), \(test.now))
        """)
    }
    let refused = try await driver.book(point, test.now)
    #expect(refused.problem == "slot-taken" && refused.status == 409, "\(refused.text)")
    #expect(refused.json["alternatives"]?["slots"]?.elements.count == 3)
    #expect(refused.json["alternatives"]?["points"]?.elements.map { $0["pointId"] } == [.string(free.description)])
    #expect(try await driver.book(point, test.now + .seconds(1800)).status == 201)
    // A feed that has been silent for half an hour says nothing of now.
    test.clock.advance(by: .seconds(1800))
    #expect(try await driver.book(near, test.now).problem == "driver-busy")
    test.clock.advance(by: .seconds(1))
    let other = try await test.driver("alex")
    #expect(try await other.book(near, test.now - .seconds(1)).status == 201)
  }

  @Test func `the minute that has begun is booked in its last second too, however long the way takes`() async throws {
    let test = try await TestReservations.make()
    let (driver, point, near) = (try await test.driver(), try await test.point(), try await test.point())
    let minute = test.now
    test.clock.advance(by: .seconds(75))
    #expect(try await driver.book(point, minute).status == 201)
    test.clock.advance(by: .seconds(1))
    #expect(try await test.driver("alex").book(near, minute).problem == "in-the-past")
  }

  @Test func `somebody else's vehicle is nobody's, one's own and the default one are taken`() async throws {
    let test = try await TestReservations.make()
    let (driver, other, point) = (try await test.driver(), try await test.driver("alex"), try await test.point())
    let car: JSON = ["name": "Zoe", "usableKwh": 52, "acKw": 22, "acPhases": 3, "sockets": ["type2"]]
    let theirs = try #require(try await other.call(.post, "/api/vehicles", json: car).text("id"))
    let mine = try #require(try await driver.call(.post, "/api/vehicles", json: car).text("id"))
    let start = test.now + .seconds(3600)
    let refused = try await driver.book(point, start, more: [("vehicleId", .string(theirs))])
    #expect(refused.problem == "validation" && refused.pointers == ["/vehicleId"])
    #expect(try await driver.book(point, start, more: [("vehicleId", .string(mine))]).text("vehicleId") == mine)
    let later = try await driver.book(point, start + .seconds(3600))
    #expect(later.text("vehicleId") == mine)
  }

  @Test func `who comes second is told, and offered what there is`() async throws {
    let test = try await TestReservations.make()
    let (first, second) = (try await test.driver(), try await test.driver("alex"))
    let point = try await test.point()
    let near = try await test.point(at: Coordinates(longitude: 2.34, latitude: 48.861))
    _ = try await test.point(kilowatts: 22)
    let start = test.now + .seconds(3600)
    _ = try await first.booked(point, start)
    for offset in [0, 60, 1740, -1740] {
      let answer = try await second.book(point, start + .seconds(offset))
      #expect(answer.problem == "slot-taken" && answer.status == 409, "\(offset)")
      let alternatives = try #require(answer.json["alternatives"])
      #expect(alternatives["slots"]?.elements.count == 3)
      #expect(alternatives["points"]?.elements.map { $0["pointId"] } == [.string(near.description)])
    }
    #expect(try await second.book(point, start + .seconds(1800)).status == 201)
    #expect(try await first.book(near, start + .seconds(60)).problem == "driver-busy")
    #expect(try await second.book(near, start).status == 201, "side by side")
  }

  @Test func `four bookings to come are a driver's share`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    var ids: [String] = []
    for number in 1...4 { ids.append(try await driver.booked(point, test.now + .seconds(number * 3600))) }
    let fifth = test.now + .seconds(5 * 3600)
    #expect(try await driver.book(point, fifth).problem == "quota-reached")
    #expect(try await driver.call(.delete, "/api/reservations/\(ids[1])").status == 204)
    #expect(try await driver.book(point, fifth).status == 201)
  }

  @Test func `the same key gets the same answer for a day, another body a refusal`() async throws {
    let test = try await TestReservations.make()
    let (driver, other, point) = (try await test.driver(), try await test.driver("alex"), try await test.point())
    let start = test.now + .seconds(3600)
    let first = try await driver.book(point, start, "Idempotency-Key", "k1")
    #expect(first.status == 201)
    let again = try await driver.book(point, start, "Idempotency-Key", "k1")
    #expect(again.status == 201 && again.json == first.json && again.headers["Location"] == first.headers["Location"])
    let different = try await driver.book(point, start + .seconds(3600), "Idempotency-Key", "k1")
    #expect(different.problem == "idempotency-mismatch")
    let lost = try await other.book(point, start, "Idempotency-Key", "k1")
    #expect(lost.problem == "slot-taken", "keys are each driver's own")
    #expect(try await other.book(point, start, "Idempotency-Key", "k1").text == lost.text)
    let count = try await test.database.first("select count(*) from reservations") { try $0.next(Int.self) }
    #expect(count == 1)
    test.clock.advance(by: .seconds(86_401))
    let later = test.now + .seconds(3539)
    #expect(try await driver.book(point, later, "Idempotency-Key", "k1").status == 201)
  }

  @Test func `a key that is in use waits for nobody`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    try await test.database.transaction { transaction in
      try await transaction.execute(
        "select pg_advisory_xact_lock(hashtextextended('k1', hashtext(\(driver.id))))")
      let answer = try await driver.book(point, test.now + .seconds(3600), "Idempotency-Key", "k1")
      #expect(answer.problem == "conflict" && answer.status == 409)
    }
    #expect(try await driver.book(point, test.now + .seconds(3600), "Idempotency-Key", "k1").status == 201)
  }
}
