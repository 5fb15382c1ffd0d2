import Accounts
import HTTP
import Postgres
import Reservations
import Runtime
import TestSupport
import Testing

@testable import Crowd

/// What a crowd leaves behind, and whom it is taken for.
@Suite struct LeavingTests {
  @Test func `without a demonstration nobody comes`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 3, "FRABC")
    try await test.pass(minutes: 3)
    #expect(try await test.count("select from accounts") == 0)
    #expect(try await test.count("select from reservations") == 0)
    #expect(try await test.count("select from point_status") == 0)
  }

  @Test func `they are gone with the last station, and people stay`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 20)
    let person = TestPerson(test.app, try await test.people.person())
    try await test.pass(minutes: 40)
    try await test.database.execute("update stations set withdrawn_at = \(test.clock.now)")
    try await test.pass(minutes: 1)
    #expect(try await test.count("select from accounts") == 1)
    for table in ["reservations", "charges", "notices", "vehicles", "point_status", "made_up_feed"] as [SQL] {
      #expect(try await test.count("select from \(sql: table)") == 0)
    }
    #expect(try await person.call(.get, "/api/account").status == 200)
  }

  @Test func `fewer are wanted, or none`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 20)
    try await test.pass(minutes: 10)
    try await test.crowd(of: 5).live()
    #expect(try await test.count("select from accounts where demonstration") == 5)
    try await test.crowd(of: 0).leave(from: 1)
    #expect(try await test.count("select from accounts") == 0)
    #expect(try await test.count("select from point_status") == 0)
  }

  @Test func `what is over for a day is forgotten, and nothing of a person's`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 30)
    let person = TestPerson(test.app, try await test.people.person())
    let point = try #require(
      try await test.database.first("select id::text from charge_points limit 1") { try $0.next(String.self) })
    let booked = try await person.call(
      .post, "/api/reservations",
      json: ["pointId": .string(point), "startsAt": .string(test.clock.now.description)])
    #expect(booked.status == 201)
    try await test.pass(minutes: 120)
    let before = try await test.count("select from reservations")
    test.clock.advance(by: .seconds(86_400))
    try await test.bookings.runErrands()
    for _ in 0..<3 { try await test.crowd.sweep() }
    #expect(before > 20)
    #expect(
      try await test.count("select from reservations where lower(during) < \(test.clock.now - .seconds(90_000))") == 1)
    #expect(
      try await test.count(
        "select from charges c where not exists (select from reservations r where r.charge_id = c.id)") == 0)
  }

  @Test func `nobody signs in as one, and no mail is written to one`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 20)
    try await test.pass(minutes: 60)
    #expect(try await test.count("select from mails") == 0)
    for password in ["$argon2id$none", "none", TestPeople.password] {
      #expect(try await test.people.signIn("driver-1@demonstration.invalid", password: password).status == 401)
    }
    let reset = try await test.people.app.call(
      .post, "/api/account/reset", json: ["email": "driver-1@demonstration.invalid"])
    #expect(reset.status < 300)
    #expect(try await test.count("select from mails") == 0)
    await #expect(throws: PostgresError.self) {
      try await test.database.execute("update accounts set role = 'admin' where demonstration")
    }
  }

  @Test func `administrators see people only`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 20)
    let admin = try await test.people.person("chef@example.org", role: .admin)
    try await test.crowd.live()
    let list = try await admin.call(.get, "/api/admin/accounts")
    #expect(list.json["items"]?.elements.count == 1)
    let id = try await test.database.first("select id::text from accounts where demonstration limit 1") {
      try $0.next(String.self)
    }
    #expect(try await admin.call(.get, "/api/admin/accounts/\(try #require(id))").status == 404)
  }

  @Test func `a driver who is at a point plugs in, and one who charges books nothing else`() {
    for seed in 0..<200 as Range<UInt64> {
      let dice = Dice.seeded(seed)
      #expect([.plugIn, .rest].contains(Deed.drawn(in: .expected, dice)))
      #expect([.unplug, .extend, .rest].contains(Deed.drawn(in: .charging(isExtended: false), dice)))
      #expect([.unplug, .rest].contains(Deed.drawn(in: .charging(isExtended: true), dice)))
      #expect([.book, .giveBack].contains(Deed.drawn(in: .away(ahead: 3), dice)))
      for deed in Deed.allCases { #expect((1...2000).contains(deed.pause(dice))) }
    }
  }
}
