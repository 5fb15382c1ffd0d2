import Ground
import HTTP
import Map
import Postgres
import Secrets
import TestSupport

@testable import WattsUp

/// The whole program in memory, with people to call it.
struct TestProgram {
  let people: TestPeople
  let app: TestApp
  /// Ends with the program.
  private let following: Following

  private final class Following: Sendable {
    let task: Task<Void, Never>
    init(_ map: ChargingMap) { task = Task { await map.run() } }
    deinit { task.cancel() }
  }

  static func make() async throws -> TestProgram {
    let people = try await TestPeople.make()
    return try await make(over: people.database, with: people)
  }

  /// Another server for the same people.
<<<<<<< HEAD
  static func make(over database: Database, with people: TestPeople) async throws -> TestProgram {
=======
  static func make(over database: Database, with people: TestPeople) throws -> TestProgram {
    let isFilled = Flag()
    isFilled.raise()
>>>>>>> main
    let program = try Program(
      settings: try Settings(environment: ["WATTS_UP_RATE_LIMITS": "off"]),
      installation: try Installation(environment: ["WATTS_UP_HOME": TestCluster.packageFolder]),
      database: database, keys: try SecretKeys(parsing: TestPeople.keys), log: .silent, clock: people.clock.wall,
<<<<<<< HEAD
      isStopping: Flag())
    let following = Following(program.map)
    await program.map.isLoaded(within: .seconds(20))
    return TestProgram(
      people: people, app: TestApp(program.application, clock: people.clock.wall), following: following)
=======
      isStopping: Flag(), isFilled: isFilled)
    return TestProgram(people: people, app: TestApp(program.application, clock: people.clock.wall))
>>>>>>> main
  }
}
