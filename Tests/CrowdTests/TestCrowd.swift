import Accounts
import Charging
import HTTP
import Postgres
import Reservations
import Runtime
import Stations
import Synchronization
import TestSupport
import Testing
import Vehicles

@testable import Crowd

/// A small country in which all stations but two are a demonstration, with people beside the drivers who do not exist.
struct TestCrowd {
  let people: TestPeople
  let app: TestApp
  let bookings: ReservationsFeature
  let charging: ChargingFeature
  /// Not that of the people, whose sessions stay.
  let clock: ManualClock
  let crowd: CrowdFeature

  var database: Database { people.database }

  static func make(drivers: Int = 12, seed: UInt64 = 7) async throws -> TestCrowd {
    let people = try await TestPeople.make(elsewhere: [ReservationsFeature.personalData, ChargingFeature.personalData])
    let clock = ManualClock()
    let door = people.accounts.doorkeeper
    let bookings = ReservationsFeature(database: people.database, doorkeeper: door, log: .silent, clock: clock.wall)
    let charging = ChargingFeature(
      database: people.database, doorkeeper: door, reservations: bookings, clock: clock.wall)
    let vehicles = VehiclesFeature(database: people.database, doorkeeper: door, clock: clock.wall)
    let app = try TestApp(
      [people.accounts.feature, vehicles.feature, bookings.feature, charging.feature], clock: clock.wall)
    let crowd = CrowdFeature(
      of: drivers, database: people.database, reservations: bookings, charging: charging, clock: clock.wall,
      random: .seeded(seed), isOpen: { true })
    return TestCrowd(people: people, app: app, bookings: bookings, charging: charging, clock: clock, crowd: crowd)
  }

  /// The same country with other drivers, or at another server.
  func crowd(of size: Int, seed: UInt64 = 8) -> CrowdFeature {
    CrowdFeature(
      of: size, database: database, reservations: bookings, charging: charging, clock: clock.wall,
      random: .seeded(seed), isOpen: { true })
  }

  /// Stations of two points each, in Paris.
  func add(stations: Int, _ prefix: String = "FRDEM") async throws {
    try await database.execute(
      """
      insert into stations (id, irve_id, name, location, source)
      select gen_random_uuid(), \(prefix) || 'P' || lpad(n::text, 7, '0'), 'Halles ' || n,
        \(Coordinates(longitude: 2.3, latitude: 48.8)), 'irve' from generate_series(1, \(stations)) n
      """)
    try await database.execute(
      """
      insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
      select gen_random_uuid(), s.id, replace(s.irve_id, \(prefix) || 'P', \(prefix) || 'E') || n, 50000, 6, 'irve',
        terms_of(hours => '24/7')
      from stations s, generate_series(1, 2) n where starts_with(s.irve_id, \(prefix))
      """)
  }

  /// A minute after another, with the errands that a server runs.
  func pass(minutes: Int) async throws {
    for _ in 0..<minutes {
      clock.advance(by: .seconds(60))
      try await crowd.live()
      try await bookings.runErrands()
    }
  }

  func count(_ query: SQL) async throws -> Int {
    try await database.first("select count(*) from (\(sql: query)) as found") { try $0.next(Int.self) } ?? 0
  }
}

extension Dice {
  static func seeded(_ seed: UInt64) -> Dice {
    let numbers = Mutex(SplitMix(seed: seed))
    return Dice { numbers.withLock { $0.next() } }
  }
}
