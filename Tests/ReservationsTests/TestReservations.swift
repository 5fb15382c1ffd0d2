import Accounts
import HTTP
import Postgres
import Reservations
import Runtime
import Secrets
import Stations
import TestSupport
import Testing
import Vehicles

/// Points with people who want them. It is Saturday, 21 November 2026, nine in the morning in Paris.
struct TestReservations {
  let people: TestPeople
  let bookings: ReservationsFeature
  let app: TestApp
  /// Not that of the people, for whom time stands still: nobody's session ends while bookings come and go.
  let clock: ManualClock

  var database: Database { people.database }
  var now: Instant { clock.now }

  static func make(
    commissions: [Commission] = [], _ settings: (inout AccountsFeature.Settings) -> Void = { _ in }
  ) async throws -> TestReservations {
    let people = try await TestPeople.make(
      elsewhere: [ReservationsFeature.personalData], commissions: commissions, settings: settings)
    return try TestReservations(people)
  }

  private init(_ people: TestPeople) throws {
    self.people = people
    clock = ManualClock()
    bookings = ReservationsFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, log: .silent, clock: clock.wall)
    let vehicles = VehiclesFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, clock: clock.wall)
    app = try TestApp([people.accounts.feature, vehicles.feature, bookings.feature], clock: clock.wall)
  }

  /// Those of another server over the same database, with a pool of its own.
  func neighbour() throws -> ReservationsFeature {
    let database = Database(people.test.settings, limits: PoolLimits(wait: .seconds(60)), loop: TestDatabase.loop)
    let keys = try SecretKeys(parsing: TestPeople.keys)
    let others = AccountsFeature(
      AccountsFeature.Settings(site: Site("http://localhost")), database: database, hasher: PasswordHasher(),
      keys: keys,
      log: .silent, clock: people.clock.wall)
    return ReservationsFeature(database: database, doorkeeper: others.doorkeeper, log: .silent, clock: clock.wall)
  }

  func driver(_ name: String = "camille") async throws -> TestPerson {
    TestPerson(app, try await people.person("\(name)@example.org"))
  }

  /// A point of 50 kW at a station of its own, always open unless it is said when.
  func point(
    hours: String? = nil, zone: String = "Europe/Paris", access: String = "open", kilowatts: Double = 50,
    at place: Coordinates = Coordinates(longitude: 2.3364, latitude: 48.8606)
  ) async throws -> ChargePoint.ID {
    let station = IdentifierSource.random.next(Station.self, at: now)
    let point = IdentifierSource.random.next(ChargePoint.self, at: now)
    try await database.execute(
      """
      insert into stations (id, irve_id, name, city, location, time_zone, source)
      values (\(station), \("P" + station.description), 'Halles', 'Paris', \(place), \(zone), 'irve')
      """)
    try await database.execute(
      """
      insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
      values (\(point), \(station), \("E" + point.description), \(Power(kilowatts: kilowatts)), 6, 'irve',
        terms_of(\(access), \(hours ?? "24/7"), \(hours ?? "24/7")))
      """)
    return point
  }

  func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

  func move(to text: String) throws { clock.advance(by: try at(text) - now) }

  /// What the database says of a booking.
  func stored(_ id: String) async throws -> (state: String, minutes: Int) {
    try #require(
      try await database.first(
        """
        select state, (extract(epoch from upper(during) - lower(during)) / 60)::integer from reservations
        where id = \(id)::text::uuid
        """
      ) { row in (state: try row.next(String.self), minutes: try row.next(Int.self)) })
  }
}

extension TestPerson {
  func book(_ point: ChargePoint.ID, _ start: Instant, _ headers: String..., more: [(String, JSON)] = []) async throws
    -> TestAnswer
  {
    try await call(
      .post, "/api/reservations", headers: headers,
      json: .object([("pointId", .string(point.description)), ("startsAt", .string(start.description))] + more))
  }

  /// The id of a booking that must succeed.
  func booked(_ point: ChargePoint.ID, _ start: Instant) async throws -> String {
    let answer = try await book(point, start)
    try #require(answer.status == 201, "\(answer.text)")
    return try #require(answer.text("id"))
  }

  func state(of id: String) async throws -> String? { try await call(.get, "/api/reservations/\(id)").text("state") }
}

extension TestAnswer {
  var items: [JSON] { json["items"]?.elements ?? [] }

  func count(_ state: String) -> Int { items.count { $0["state"] == .string(state) } }
}
