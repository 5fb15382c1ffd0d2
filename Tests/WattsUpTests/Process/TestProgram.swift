import HTTP
import Map
import Postgres
import Runtime
import Secrets
import Telemetry
import TestSupport

@testable import WattsUp

/// The whole program in memory, with people to call it.
struct TestProgram {
  let people: TestPeople
  let app: TestApp
  /// Its background work ends when nobody holds it.
  private let program: Program

  static func make(isFilled: Bool = true) async throws -> TestProgram {
    let people = try await TestPeople.make()
    return try await make(over: people.database, with: people, isFilled: isFilled)
  }

  func listens(at url: String) { program.address.listens(at: url) }

  func evaluateAlarms() async throws { try await program.telemetry.evaluateAlarms() }

  /// Another server for the same people.
  static func make(over database: Database, with people: TestPeople, isFilled: Bool = true) async throws -> TestProgram
  {
    let filled = Flag()
    if isFilled { filled.raise() }
    let program = try Program(
      settings: try Settings(environment: [
        "WATTS_UP_RATE_LIMITS": "off", "ENEDIS_URL": "http://127.0.0.1:9", "ENEDIS_CONSENT_URL": "http://127.0.0.1:9/o",
        "ENEDIS_CLIENT_ID": "watts-up", "ENEDIS_CLIENT_SECRET": "hush",
      ]),
      installation: try Installation(environment: ["WATTS_UP_HOME": TestCluster.packageFolder]),
      database: database, keys: try SecretKeys(parsing: TestPeople.keys), log: .silent, clock: people.clock.wall,
      isStopping: Flag(), isFilled: filled)
    program.background.start(program.map.work)
    await program.map.isLoaded(within: .seconds(60))
    return TestProgram(
      people: people, app: TestApp(program.application, clock: people.clock.wall), program: program)
  }
}
