import Accounts
import Charging
import HTTP
import Postgres
import Reservations
import Runtime
import Stations
import TestSupport
import Testing

@testable import Crowd

@Suite struct CrowdTests {
  @Test func `hours of a crowd break no rule, and touch no station that exists`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 30)
    try await test.add(stations: 2, "FRABC")
    try await test.pass(minutes: 150)
    #expect(try await test.count("select from reservations") > 30)
    #expect(try await test.count("select from charges") > 15)
    #expect(try await test.count("select from charges where end_reason = 'stopped'") > 0)
    #expect(try await test.count("select from reservations where extends_id is not null") > 0)
    let elsewhere: SQL = """
      select p.id from charge_points p join stations s on s.id = p.station_id where not s.demonstration
      """
    #expect(try await test.count("select from reservations where point_id in (\(sql: elsewhere))") == 0)
    #expect(try await test.count("select from point_status where point_id in (\(sql: elsewhere))") == 0)
    #expect(try await ChargingFeature.deviations(in: test.database) == 0)
    #expect(
      try await test.count(
        "select from charges c where not exists (select from reservations r where r.charge_id = c.id)") == 0)
    #expect(
      try await test.count(
        """
        select from reservations r join point_status t using (point_id) where r.state in ('reserved', 'charging')
          and lower(r.during) < \(test.clock.now) and lapses_at > \(test.clock.now) and t.condition = 'outOfService'
        """) == 0)
  }

  @Test func `the first round shows points that are reserved, charging, broken and free`() async throws {
    let test = try await TestCrowd.make(drivers: 40)
    try await test.add(stations: 300)
    try await test.crowd.live()
    #expect(try await test.count("select from reservations where state = 'reserved'") > 5)
    #expect(try await test.count("select from point_status where condition = 'outOfService'") > 0)
    let occupied = try await test.count("select from point_status where occupancy = 'occupied'")
    #expect(occupied > 30 && occupied < 300)
    #expect(try await test.count("select from point_status where source <> 'demonstration'") == 0)
    try await test.pass(minutes: 3)
    #expect(try await test.count("select from reservations where state = 'charging'") > 3)
    // Whoever shows points has been told.
    #expect(
      try await test.count(
        "select from point_status where point_id not in (select point_id from point_changes)") == 0)
  }

  @Test func `a state is told again before it is too old to count`() async throws {
    let test = try await TestCrowd.make(drivers: 1)
    try await test.add(stations: 60)
    try await test.pass(minutes: 70)
    let oldest = test.clock.now - .seconds(1100)
    #expect(
      try await test.count("select from point_status where occupancy = 'occupied' and at < \(oldest)") == 0)
    #expect(try await test.count("select from point_status where occupancy = 'occupied'") > 5)
  }

  @Test func `what a real feed has said is left alone`() async throws {
    let test = try await TestCrowd.make(drivers: 1)
    try await test.add(stations: 20)
    try await test.database.execute(
      """
      insert into point_status (point_id, condition, occupancy, at)
      select id, 'inService', 'free', \(test.clock.now) from charge_points
      """)
    try await test.pass(minutes: 40)
    #expect(try await test.count("select from point_status where source = 'irve-dynamic' and occupancy = 'free'") == 40)
  }

  @Test func `a person books and charges beside them`() async throws {
    let test = try await TestCrowd.make(drivers: 20)
    try await test.add(stations: 20)
    let person = TestPerson(test.app, try await test.people.person())
    try await test.crowd.live()
    let free = try #require(
      try await test.database.first(
        """
        select id from charge_points p where id not in (select point_id from reservations)
          and id not in (select point_id from point_status) limit 1
        """
      ) { try $0.next(ChargePoint.ID.self) })
    let booked = try await person.call(
      .post, "/api/reservations",
      json: ["pointId": .string(free.description), "startsAt": .string(test.clock.now.description)])
    let id = try #require(booked.text("id"), "\(booked.text)")
    let charge = try await person.call(.post, "/api/reservations/\(id)/charge", json: ["soc": 20])
    #expect(charge.status == 201, "\(charge.text)")
    try await test.pass(minutes: 25)
    #expect(try await test.count("select from point_status where point_id = \(free)") == 0)
    #expect(try await person.call(.get, "/api/reservations/\(id)").text("state") == "charging")
  }

  @Test func `two servers make one crowd`() async throws {
    let test = try await TestCrowd.make()
    try await test.add(stations: 30)
    let other = test.crowd(of: 12)
    for _ in 0..<20 {
      test.clock.advance(by: .seconds(60))
      async let here: Void = test.crowd.live()
      async let there: Void = other.live()
      _ = try await (here, there)
    }
    #expect(try await test.count("select from accounts where demonstration") == 12)
    #expect(try await test.count("select from made_up_drivers where next_at <= \(test.clock.now)") == 0)
    #expect(try await ChargingFeature.deviations(in: test.database) == 0)
  }
}
