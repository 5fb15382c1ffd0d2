import Accounts
import Favourites
import Postgres
import Runtime
import Stations
import TestSupport

/// People with stations that they may keep at hand.
struct TestFavourites {
  let people: TestPeople
  let driver: TestPerson

  static func make() async throws -> TestFavourites {
    let people = try await TestPeople.make(
      elsewhere: [FavouritesFeature.personalData],
      others: { accounts, database in
        let clock = WallClock.system()
        return [
          FavouritesFeature(database: database, doorkeeper: accounts.doorkeeper, clock: clock).feature,
          StationsFeature(database: database, doorkeeper: accounts.doorkeeper, log: .silent, clock: clock).feature,
        ]
      })
    return TestFavourites(people: people, driver: try await people.person())
  }

  /// A station with two points.
  func station(_ name: String = "Halles") async throws -> String {
    let id = IdentifierSource.random.next(Station.self, at: people.clock.now)
    try await people.database.execute(
      """
      insert into stations (id, irve_id, name, city, location, source)
      values (\(id), \("P" + id.description), \(name), 'Paris', \(Coordinates(longitude: 2.33, latitude: 48.86)), 'irve')
      """)
    try await people.database.execute(
      """
      insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
      select gen_random_uuid(), \(id), \("E" + id.description) || n, 50000, 6, 'irve', terms_of() from generate_series(1, 2) n
      """)
    return id.description
  }

  func withdraw(_ station: String) async throws {
    try await people.database.execute(
      "update stations set withdrawn_at = \(people.clock.now) where id = \(station)::text::uuid")
    try await people.database.execute(
      "update charge_points set withdrawn_at = \(people.clock.now) where station_id = \(station)::text::uuid")
  }
}
