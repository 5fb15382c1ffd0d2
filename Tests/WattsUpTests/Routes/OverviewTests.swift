import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import WattsUp

/// What an administrator sees first.
@Suite struct OverviewTests {
  @Test func `everything is counted, and the days are those of Paris`() async throws {
    let program = try await TestProgram.make()
    let (people, now) = (program.people, program.people.clock.now)
    let administrator = try await people.person("admin@example.org", role: .admin)
    try await addCountry(people.database, stations: 3, at: now)
    let overview = try await show(program, as: administrator)
    #expect(overview["stations"]?["offered"] == 3 && overview["stations"]?["demonstration"] == 0)
    #expect(overview["points"]?["offered"] == 3 && overview["points"]?["outOfService"] == 1)
    #expect(overview["accounts"]?["total"] == 1 && overview["accounts"]?["administrators"] == 1)
    #expect(overview["bookings"] == ["upcoming": 0, "underWay": 1])
    #expect(overview["charges"]?["underWay"] == 0 && overview["charges"]?["energyKwh"] == .number("12.5"))
    #expect(overview["freshness"]?["feedPoints"] == 1 && overview["freshness"]?["youngestPoint"] == "2026-11-20")
    guard case .array(let days)? = overview["days"] else { throw WaitedInVain("days") }
    #expect(days.count == 30)
    #expect(days.last?["bookings"] == 1 && days.last?["accounts"] == 1)
    // Half past midnight in Paris: in UTC it was still yesterday.
    #expect(
      days.last?["day"] == "2026-11-21" && days.last?["charges"] == 1 && days.last?["energyKwh"] == .number("12.5"))
    #expect(overview["load"]?["requests"]?["total"] != nil && overview["load"]?["pool"]?["connections"] != nil)
  }

  @Test func `it takes five questions and the proof of who asks, however much there is`() async throws {
    let program = try await TestProgram.make()
    let administrator = try await program.people.person("admin@example.org", role: .admin)
    _ = try await show(program, as: administrator)
    var taken: [Int] = []
    for stations in [0, 40] {
      try await addCountry(program.people.database, stations: stations, at: program.people.clock.now)
      // The map asks now and then whether anything has changed: the least of some is the answer's own.
      var least = Int.max
      for _ in 0..<5 {
        let before = program.people.database.figures.statements
        _ = try await show(program, as: administrator)
        least = min(least, program.people.database.figures.statements - before)
      }
      taken.append(least)
    }
    #expect(taken == [6, 6])
  }

  @Test func `it is for administrators`() async throws {
    let program = try await TestProgram.make()
    #expect(try await program.app.call(.get, "/api/admin/overview").status == 401)
    let driver = try await program.people.person()
    let answer = try await TestPerson(program.app, driver).call(.get, "/api/admin/overview")
    #expect(answer.status == 403)
  }

  private func show(_ program: TestProgram, as person: TestPerson) async throws -> JSON {
    let answer = try await TestPerson(program.app, person).call(.get, "/api/admin/overview")
    try #require(answer.status == 200, "\(answer.text)")
    return answer.json
  }

  /// Stations of one point each: the first has the feed's word and is charged at, the last is out of service.
  private func addCountry(_ database: Database, stations: Int, at now: Instant) async throws {
    for number in 0..<stations {
      let (station, point) = (UUIDs.next(at: now), UUIDs.next(at: now))
      try await database.execute(
        """
        insert into stations (id, irve_id, name, location, source)
        values (\(station), \("FRABCP\(stations)\(number)"), 'Halles', \(Coordinates(longitude: 2.3, latitude: 48.8)), 'irve')
        """)
      try await database.execute(
        """
        insert into charge_points (id, station_id, irve_id, power_w, sockets, source, updated_on, out_of_service)
        values (\(point), \(station), \("FRABCE\(stations)\(number)"), 50000, 6, 'irve', '2026-11-20', \(number == stations - 1))
        """)
      if number == 0 { try await use(point, in: database, at: now) }
    }
  }

  private func use(_ point: Identifier<Overview>, in database: Database, at now: Instant) async throws {
    let began = now - .seconds(30_600)
    try await database.execute(
      "insert into point_status values (\(point), 'inService', 'occupied', \(now - .seconds(60)))")
    try await database.execute(
      """
      insert into charges (id, point_id, started_at, start_soc, target_soc, usable_kwh, ac_kw, ac_phases, car_sockets,
        point_sockets, booked_until, ends_at, end_reason, end_soc, energy_kwh)
      values (\(UUIDs.next(at: began)), \(point), \(began), 20, 80, 50, 11, 3, '{}', '{}',
        \(began + .seconds(1800)), \(began + .seconds(1800)), 'slotEnd', 45, 12.5)
      """)
    try await database.execute(
      """
      insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
      select \(UUIDs.next(at: now)), \(point), id, tstzrange(date_trunc('minute', \(now)::timestamptz),
          date_trunc('minute', \(now)::timestamptz) + interval '30 minutes'),
        'reserved', \(now + .seconds(900)), 1, \(now)
      from accounts limit 1
      """)
  }

  private enum UUIDs {
    static func next(at now: Instant) -> Identifier<Overview> { IdentifierSource.random.next(at: now) }
  }
}
