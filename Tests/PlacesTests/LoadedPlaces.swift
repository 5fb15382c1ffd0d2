import Glibc
import Places
import Postgres
import TestSupport
import Testing

/// One load for all the tests that only look.
enum LoadedPlaces {
  static let fetched = FetchedPlaces(folder: TestCluster.packageFolder + "/.fetched/places")

  private static let made = Task {
    let test = try await TestDatabase.make()
    let loaded = try await PlacesFeature.load(from: fetched, into: test.database)
    try await addNetworks(to: test.database)
    return (test, loaded)
  }

  /// Some of the largest, as stations' words leave them.
  private static func addNetworks(to database: Database) async throws {
    try await database.execute(
      """
      insert into station_networks (name, filter, stations, plain, bare, words)
      select name, filter, stations, plain_name(name), regexp_replace(plain_name(name), '^e ', ''),
        array_to_tsvector(plain_words(name))
      from (values ('IONITY', 'brand', 214), ('E.Leclerc', 'brand', 530), ('TotalEnergies', 'brand', 2300),
        ('TotalEnergies Charging Services', 'operator', 900), ('Révéo', 'brand', 700), ('Monta', 'operator', 40),
        ('Paris Recharge', 'brand', 9), ('Tesla', 'brand', 260), ('Lyon Parc Auto', 'brand', 12))
        as n (name, filter, stations)
      """)
  }

  static func database() async throws -> (test: TestDatabase, loaded: PlacesFeature.Loaded) { try await made.value }
}
