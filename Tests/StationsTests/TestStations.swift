import Accounts
import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

/// Stations with people who look at them and change them.
struct TestStations {
  let people: TestPeople
  let network: StationsFeature
  let app: TestApp

  var database: Database { people.database }
  var clock: ManualClock { people.clock }

  static func make() async throws -> TestStations {
    let people = try await TestPeople.make()
    let network = StationsFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, log: .silent, clock: people.clock.wall)
    let app = try TestApp([people.accounts.feature, network.feature], clock: people.clock.wall)
    return TestStations(people: people, network: network, app: app)
  }

  func person(_ role: Account.Role, _ email: String = "chef@example.org") async throws -> TestPerson {
    TestPerson(app, try await people.person(email, role: role))
  }

  // MARK: What an import leaves

  /// A station with one point of 22 kW, as if an import had brought them.
  @discardableResult
  func imported(
    _ name: String = "Halles", irveId: String = "FRABCP1", point: String? = "FRABCE1", at place: Coordinates = .paris
  ) async throws -> (station: Station.ID, point: ChargePoint.ID) {
    let station = IdentifierSource.random.next(Station.self, at: clock.now)
    let chargePoint = IdentifierSource.random.next(ChargePoint.self, at: clock.now)
    try await database.execute(
      """
      insert into stations (id, irve_id, name, operator, city, location, source, content_hash, evidence)
      values (\(station), \(irveId), \(name), 'Recharge SA', 'Paris', \(place), 'irve', 11, '[{"code": "hours-repaired", "field": "horaires", "source": "irve"}]')
      """)
    if let point { try await addPoint(chargePoint, point, to: station) }
    return (station, chargePoint)
  }

  func addPoint(_ id: ChargePoint.ID, _ irveId: String, to station: Station.ID, kilowatts: Double = 22.08) async throws
  {
    try await database.execute(
      """
      insert into charge_points (id, station_id, irve_id, power_w, sockets, declared_reservable, updated_on, source,
        content_hash, terms_id)
      values (\(id), \(station), \(irveId), \(Power(kilowatts: kilowatts)), 3, true, '2026-10-02', 'irve', 12,
        terms_of(hours_text => 'Mo-Fri 8h-20h', hours => 'Mo-Fr 08:00-20:00'))
      """)
  }

  func report(_ point: ChargePoint.ID, _ condition: String, _ occupancy: String, at instant: Instant) async throws {
    try await database.execute(
      """
      insert into point_status (point_id, condition, occupancy, at)
      values (\(point), \(condition), \(occupancy), \(instant))
      on conflict (point_id) do update set condition = excluded.condition, occupancy = excluded.occupancy, at = excluded.at
      """)
  }

  // MARK: What is stored

  func mapVersion() async throws -> Int {
    try #require(try await database.first("select version from stations_version") { try $0.next(Int.self) })
  }

  func manualFields(_ id: Station.ID) async throws -> [String] {
    try #require(
      try await database.first("select manual_fields from stations where id = \(id)") { try $0.next([String].self) })
  }
}

extension Coordinates {
  static let paris = Coordinates(longitude: 2.3364, latitude: 48.8606)
}

extension TestAnswer {
  var items: [JSON] { json["items"]?.elements ?? [] }
}

extension TestPerson {
  func tag(_ path: String) async throws -> String { try #require(try await call(.get, path).headers["ETag"]) }

  /// With the version of this moment.
  func change(_ path: String, _ body: JSON) async throws -> TestAnswer {
    try await change(path, body, of: try await tag(path))
  }

  func change(_ path: String, _ body: JSON, of tag: String) async throws -> TestAnswer {
    try await call(.patch, path, "If-Match", tag, json: body)
  }
}
