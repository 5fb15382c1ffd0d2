import Glibc
import Places
import TestSupport
import Testing

/// One load for all the tests that only look.
enum LoadedPlaces {
  static let fetched = FetchedPlaces(folder: TestCluster.packageFolder + "/.fetched/places")

  private static let made = Task {
    let test = try await TestDatabase.make()
    let loaded = try await PlacesFeature.load(from: fetched, into: test.database)
    return (test, loaded)
  }

  static func database() async throws -> (test: TestDatabase, loaded: PlacesFeature.Loaded) { try await made.value }
}
