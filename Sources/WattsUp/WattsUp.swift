import Glibc
import Grid
import HTTP
import Places
import Postgres
import Runtime
import Secrets

@main
enum WattsUp {
  static func main() async {
    do {
      try await run(Command(Array(CommandLine.arguments.dropFirst())))
    } catch let misuse as Command.Misuse {
      complain(misuse)
      exit(2)
    } catch {
      Log.flushAll()
      complain(error)
      exit(1)
    }
    Log.flushAll()
  }

  private static func run(_ command: Command) async throws {
    switch command {
    case .help(let text): print(text, terminator: "")
    case .version: print(Version.text)
    case .serve: try await serving().run()
    case .migrate: try await withDatabase { _, serving in serving.log.info("the schema is current") }
    case .createAdministrator(let email):
      try await withDatabase { base, serving in
        try await AdministratorCreation.run(email, on: base, clock: serving.clock)
      }
    case .importPlaces:
      try await withDatabase { base, serving in
        let fetched = FetchedPlaces(folder: serving.installation.fetchedPlaces)
        print(try await PlacesFeature.load(from: fetched, into: base.database))
      }
    case .gridBacktest:
      try await withDatabase { base, _ in print(try await Backtest.run(on: base.database), terminator: "") }
    case .generate(let generation): try await generation.run(in: try serving().installation)
    case .simulate(let simulation):
      try await withDatabase { base, serving in try await simulation.run(on: base, serving) }
    case .enedisSandbox(let sandbox):
      let serving = try serving()
      try await sandbox.run(log: serving.log, clock: serving.clock)
    case .importFile(let order):
      try await withDatabase { base, serving in try await FileImport.run(order, on: base, serving) }
    case .routes:
      for route in try describe().routes { print(route.line) }
    case .openAPI:
      print(OpenAPI.document(of: try describe().routes, version: Version.text).serialized().text)
    }
  }

  private static var environment: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      next += 1
    }
    return variables
  }

  private static func serving() throws -> Serving {
    let environment = environment
    let settings = try Settings(environment: environment)
    let clock = WallClock.system(offset: settings.clockOffset)
    return Serving(
      settings: settings, installation: try Installation(environment: environment), log: log(settings, clock),
      clock: clock)
  }

  private static func log(_ settings: Settings, _ clock: WallClock) -> Log {
    .lines(to: STDOUT_FILENO, readable: isatty(STDOUT_FILENO) == 1, level: settings.logLevel, clock: clock)
  }

  /// For commands that work beside a running server or without one: what is not running yet is started for them.
  private static func withDatabase(_ body: (Base, Serving) async throws -> Void) async throws {
    let serving = try serving()
    let base = try await Base.open(serving.settings, log: serving.log, isServer: false)
    do {
      try await base.migrate(serving.installation.migrations, clock: serving.clock)
      try await body(base, serving)
    } catch {
      await base.close()
      throw error
    }
    await base.close()
  }

  /// The route table, without a database: it connects with its first statement, and none is made. Nor is anything signed.
  private static func describe() throws -> Application {
    let serving = try serving()
    let loop = EventLoop(name: "loop")
    let database = Database(try ConnectionSettings("dbname=none"), loop: loop)
    let keys = try SecretKeys(parsing: "none:" + Base64.standard.encode(randomBytes(32)))
    return try Program(
      settings: serving.settings, installation: serving.installation, database: database, keys: keys, log: .silent,
      clock: serving.clock, isStopping: Flag(), isFilled: Flag()
    ).application
  }

  private static func complain(_ error: any Error) {
    var text = "watts-up: \(error)\n"
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
