import Ground
import HTTP
import Postgres
import Secrets
import TestSupport

@testable import WattsUp

/// The whole program in memory, with people to call it.
struct TestProgram {
  let people: TestPeople
  let app: TestApp

  static func make() async throws -> TestProgram {
    let people = try await TestPeople.make()
    return try make(over: people.database, with: people)
  }

  /// Another server for the same people.
  static func make(over database: Database, with people: TestPeople) throws -> TestProgram {
    let isFilled = Flag()
    isFilled.raise()
    let program = try Program(
      settings: try Settings(environment: ["WATTS_UP_RATE_LIMITS": "off"]),
      installation: try Installation(environment: ["WATTS_UP_HOME": TestCluster.packageFolder]),
      database: database, keys: try SecretKeys(parsing: TestPeople.keys), log: .silent, clock: people.clock.wall,
      isStopping: Flag(), isFilled: isFilled)
    return TestProgram(people: people, app: TestApp(program.application, clock: people.clock.wall))
  }
}
