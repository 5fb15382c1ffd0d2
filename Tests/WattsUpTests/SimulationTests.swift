import Glibc
import Postgres
import Runtime
import TestSupport
import Testing

@testable import WattsUp

/// `watts-up simulate` at a server of its own.
@Suite(.serialized) struct SimulationTests {
  private func simulate(_ drivers: String, _ minutes: String = "10", at instances: Instances) throws -> RunningServer {
    try RunningServer(
      "simulate", "--drivers", drivers, "--minutes", minutes, "--url", "http://127.0.0.1:\(instances.ports[0])",
      data: RunningServer.freshData(), environment: instances.environment())
  }

  @Test func `a simulation that is ended gives its account, and every rule holds`() async throws {
    let (instances, _) = try await Instances.make(1, points: 3)
    let simulation = try simulate("4", at: instances)
    try await eventually("bookings", within: .seconds(60)) {
      try await instances.database.count("select from reservations") > 5
    }
    simulation.send(SIGINT)
    #expect(try await simulation.exit() == 0, "\(simulation.lines)")
    let said = simulation.lines
    #expect(said.contains { $0.hasSuffix("0 broken off, 0 errors of the server") }, "\(said)")
    #expect(said.contains { $0.hasPrefix("  book: 201  ") } && said.contains { $0.hasPrefix("  sign in: 200  ") })
    #expect(said.count { $0.hasPrefix("  holds   ") } == 9 && !said.contains { $0.hasPrefix("  BROKEN") }, "\(said)")
    let booked = try await instances.database.count("select from reservations")
    #expect(booked > 0 && said.contains { $0.contains(" \(booked) bookings, ") }, "\(booked) of \(said)")
    try await instances.stop()
  }

  @Test func `a simulation that finds a booking lost says so, and fails`() async throws {
    let (instances, _) = try await Instances.make(1, points: 3)
    let simulation = try simulate("2", at: instances)
    try await eventually("a booking is lost", within: .seconds(60)) {
      let lost = try await instances.database.query(
        """
        delete from reservations where id in (
          select id from reservations r where r.state = 'reserved' and r.extends_id is null
            and not exists (select from reservations n where n.extends_id = r.id)
            and not exists (select from notices n where n.reservation_id = r.id)
          limit 1
        ) returning 1
        """
      ) { try $0.next(Int.self) }
      return !lost.isEmpty
    }
    simulation.send(SIGINT)
    #expect(try await simulation.exit() == 1)
    #expect(simulation.lines.contains("  BROKEN  every booking that was acknowledged is stored"), "\(simulation.lines)")
    #expect(simulation.lines.last?.contains("a rule is broken") == true)
    try await instances.stop()
  }

  @Test func `without points or without a server there is nothing to simulate`() async throws {
    let (instances, _) = try await Instances.make(1, points: 0)
    let pointless = try simulate("1", "0.01", at: instances)
    #expect(try await pointless.exit() == 1)
    #expect(pointless.lines.last?.contains("no point to book") == true, "\(pointless.lines)")
    _ = try await instances.add(points: 2)
    try await instances.stop()
    let alone = try simulate("1", "0.01", at: instances)
    #expect(try await alone.exit() == 1)
    #expect(alone.lines.last?.contains("no server answered") == true, "\(alone.lines)")
  }

  // MARK: The rules

  /// Sentences of the check that do not hold.
  private func broken(_ database: Database, _ account: Ledger.Account = .init()) async throws -> [String] {
    try await SimulationCheck(database: database).results(account).filter { !$0.holds }.map(\.rule)
  }

  @Test func `every rule is seen to be broken when it is`() async throws {
    let (instances, places) = try await Instances.make(0, points: 6)
    let database = instances.database
    for _ in 0..<2 { _ = try await instances.drivers(1) }
    let stored = try await book(places[5].point, driver: 0, hour: 5, in: database)
    #expect(try await broken(database, .init(acknowledged: [stored])) == [])
    let nowhere = "00000000-0000-7000-8000-000000000000"
    #expect(
      try await broken(
        database, .init(outcomes: ["book: internal": 1], acknowledged: [nowhere], charges: [nowhere]))
        == [
          "every booking that was acknowledged is stored", "every charge that was begun is stored",
          "the server made no error of its own",
        ])
    try await database.execute("delete from reservations")
    try await database.execute("alter table reservations drop constraint reservations_one_per_point")
    try await database.execute("alter table reservations drop constraint reservations_one_per_driver")
    try await database.execute("drop index reservations_places")
    let first = try await book(places[0].point, driver: 0, hour: 0, in: database)
    #expect(
      try await broken(database, .init(cancelled: [first])) == ["what was given back stays given back"])
    _ = try await book(places[0].point, driver: 1, hour: 0, in: database)
    #expect(try await broken(database) == ["no two live bookings of a point overlap"])
    _ = try await book(places[1].point, driver: 0, hour: 0, in: database)
    for hour in 1...3 { _ = try await book(places[2].point, driver: 0, hour: hour, in: database) }
    #expect(
      try await broken(database) == [
        "no two live bookings of a point overlap", "no two live bookings of a driver overlap",
        "nobody holds more than four bookings",
      ])
    try await database.execute("delete from reservations")
    try await database.execute(Self.charge)
    #expect(
      try await broken(database) == [
        "no charge is without its booking", "every charge ends as its course says",
      ])
  }

  private func book(_ point: String, driver: Int, hour: Int, in database: Database) async throws -> String {
    try await database.first(
      """
      insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
      select gen_random_uuid(), \(point)::text::uuid, a.id, tstzrange(start, start + interval '30 minutes'), 'reserved',
        start + interval '15 minutes', 1, start
      from accounts a, (select timestamptz '2026-11-21T08:00:00Z' + \(hour) * interval '1 hour' as start) as t
      order by a.email offset \(driver) limit 1
      returning id::text
      """
    ) { try $0.next(String.self) } ?? ""
  }

  /// More than the car could have taken, and nobody's.
  private static let charge: SQL = """
    insert into charges (id, point_id, started_at, start_soc, target_soc, usable_kwh, ac_kw, ac_phases, car_sockets,
      point_w, point_sockets, booked_until, ends_at, end_reason, end_soc, energy_kwh)
    select gen_random_uuid(), id, timestamptz '2026-11-21T08:00:00Z', 20, 80, 50, 11, 3, '{type2}', 22000, '{type2}',
      timestamptz '2026-11-21T08:30:00Z', timestamptz '2026-11-21T08:30:00Z', 'slotEnd', 80, 30
    from charge_points limit 1
    """
}
