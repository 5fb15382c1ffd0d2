import Accounts
import Charging
import HTTP
import Postgres
import Reservations
import Runtime
import Stations
import TestSupport
import Testing

/// A driver with a booking at a point of 50 kW, at nine in the morning.
struct TestCharging {
  let people: TestPeople
  let app: TestApp
  let bookings: ReservationsFeature
  /// Not that of the people, whose sessions stay.
  let clock: ManualClock
  let driver: TestPerson
  let point: ChargePoint.ID
  let station: Station.ID

  var database: Database { people.database }
  var now: Instant { clock.now }

  static func make(pulse: Duration = .milliseconds(10)) async throws -> TestCharging {
    let people = try await TestPeople.make(elsewhere: [ReservationsFeature.personalData, ChargingFeature.personalData])
    let clock = ManualClock()
    let bookings = ReservationsFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, log: .silent, clock: clock.wall)
    let network = StationsFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, log: .silent, clock: clock.wall)
    let charging = ChargingFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, reservations: bookings, clock: clock.wall,
      pulse: pulse)
    let app = try TestApp(
      [people.accounts.feature, network.feature, bookings.feature, charging.feature], clock: clock.wall)
    let station = IdentifierSource.random.next(Station.self, at: clock.now)
    let point = IdentifierSource.random.next(ChargePoint.self, at: clock.now)
    try await people.database.execute(
      """
      insert into stations (id, irve_id, name, location, source)
      values (\(station), 'FRABCP1', 'Halles', \(Coordinates(longitude: 2.3, latitude: 48.8)), 'irve')
      """)
    try await people.database.execute(
      """
      insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
      values (\(point), \(station), 'FRABCE1', 50000, 6, 'irve', terms_of(hours => '24/7', tariff => '0,40 €/kWh'))
      """)
    let driver = TestPerson(app, try await people.person())
    return TestCharging(
      people: people, app: app, bookings: bookings, clock: clock, driver: driver, point: point, station: station)
  }

  func book(_ start: Instant? = nil) async throws -> String {
    let answer = try await book(start ?? now, by: driver)
    return try #require(answer.text("id"), "\(answer.text)")
  }

  func book(_ start: Instant, by person: TestPerson) async throws -> TestAnswer {
    try await person.call(
      .post, "/api/reservations",
      json: ["pointId": .string(point.description), "startsAt": .string(start.description)])
  }

  func start(_ id: String, soc: Double = 20, target: Double = 100) async throws -> TestAnswer {
    try await driver.call(
      .post, "/api/reservations/\(id)/charge", json: ["soc": .double(soc), "targetSoc": .double(target)])
  }

  func state(_ id: String) async throws -> String? {
    try await driver.call(.get, "/api/reservations/\(id)").text("state")
  }

  func shownPoint() async throws -> JSON {
    let answer = try await app.call(.get, "/api/stations/\(station)")
    guard case .array(let points)? = answer.json["chargePoints"], let first = points.first else { return .null }
    return first
  }
}

extension TestAnswer {
  func number(_ member: String) -> Double? { if case .number(let text)? = json[member] { Double(text) } else { nil } }
}
