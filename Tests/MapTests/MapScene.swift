import Accounts
import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Map

/// What a row of reservations is.
private enum Booking {}

/// A database with a few stations, and a map that follows it as long as the scene is held.
final class MapScene: Sendable {
  let people: TestPeople
  let map: MapFeature
  let network: StationsFeature
  let app: TestApp
  private let background = BackgroundRunner(log: .silent)

  var database: Database { people.database }
  var clock: ManualClock { people.clock }
  var routes: [Route] { network.feature.routes + map.feature.routes + people.accounts.feature.routes }

  init() async throws {
    people = try await TestPeople.make()
    map = MapFeature(database: people.database, clock: people.clock.wall, log: .silent)
    network = StationsFeature(showing: map.country, doorkeeper: people.accounts.doorkeeper)
    app = try TestApp([people.accounts.feature, network.feature, map.feature], clock: people.clock.wall)
    background.start(map.work)
    try #require(await map.isLoaded(within: .seconds(60)))
  }

  /// A station with points of 22 kW; the map is told as an import would.
  func add(
    _ name: String, at place: Coordinates = .paris, points count: Int = 1, hours: String? = nil
  ) async throws -> (station: Station.ID, points: [ChargePoint.ID]) {
    let ids = IdentifierSource.random
    let station = ids.next(Station.self, at: clock.now)
    let points = (0..<count).map { _ in ids.next(ChargePoint.self, at: clock.now) }
    try await database.transaction { transaction in
      try await transaction.execute(
        """
        insert into stations (id, irve_id, name, location, source)
        values (\(station), \(name), \(name), \(place), 'irve')
        """)
      for (index, point) in points.enumerated() {
        try await transaction.execute(
          """
          insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
          values (\(point), \(station), \("\(name)*\(index)"), 22080, 3, 'irve', terms_of(hours => \(hours ?? "24/7")))
          """)
      }
      try await StationsVersion.bump(in: transaction)
    }
    try await eventually("the map has \(name)") { [map] in
      points.allSatisfy { map.present.moment?.country.index(of: $0) != nil }
    }
    return (station, points)
  }

  func book(
    _ point: ChargePoint.ID, from start: Instant, state: String = "reserved", by email: String = "c@example.org"
  ) async throws {
    let account = try #require(try await people.accountID(email))
    let end = start + .seconds(1800)
    let lapse = state == "charging" ? end : start + .seconds(900)
    let id = IdentifierSource.random.next(Booking.self, at: clock.now)
    try await database.transaction { transaction in
      try await transaction.execute(
        """
        insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
        values (\(id), \(point), \(account), tstzrange(\(start), \(end)), \(state), \(lapse), 1, \(clock.now))
        """)
      try await PointChanges.note([point], in: transaction)
    }
    await map.country.catchUp()
  }

  func status(_ point: ChargePoint.ID) -> PointStatus? {
    map.present.moment.flatMap { moment in moment.country.index(of: point).map { moment.states.status[$0] } }
  }

  func tile(_ path: String) async throws -> DecodedTile {
    let answer = try await app.call(.get, path)
    #expect(answer.status == 200, "\(path): \(answer.text)")
    return try DecodedTile(answer.bytes)
  }
}

extension Coordinates {
  static let paris = Coordinates(longitude: 2.3364, latitude: 48.8606)
}

extension TestPeople {
  /// Of an account that is made when there is none.
  func accountID(_ email: String) async throws -> Account.ID? {
    _ = try await signUp(email)
    return try await database.first("select id from accounts where email = \(email)") { row in try row.next() }
  }
}

extension MapFeature {
  /// Of a country of its own.
  init(database: Database, clock: WallClock, log: Log, publicURL: String? = nil) {
    self.init(of: PresentCountry(database: database, clock: clock, log: log), publicURL: publicURL)
  }
}
