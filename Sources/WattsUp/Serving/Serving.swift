import Accounts
import Glibc
import HTTP
import Import
import Map
import Places
import Postgres
import Reservations
import Runtime
import Secrets
import Stations

/// `watts-up serve`: from nothing to a listening server, and back when a signal says so.
struct Serving {
  let settings: Settings
  let installation: Installation
  let log: Log
  let clock: WallClock

  func run() async throws {
    let signals = Signals()
    Limits.raiseOpenFiles()
    let base = try await Base.open(settings, log: log, isServer: true)
    try await base.migrate(installation.migrations, clock: clock)

    let (isStopping, isFilled) = (Flag(), Flag())
    let keys = try settings.secretKeys ?? SecretKeys(madeIn: settings.data)
    let program = try Program(
      settings: settings, installation: installation, database: base.database, keys: keys, log: log,
      clock: clock, isStopping: isStopping, isFilled: isFilled)
    let background = program.background
    // Clients find a map; one that cannot be loaded yet keeps nobody from the rest for long.
    background.start(program.map.work + program.places.feature.work)
    await program.map.isLoaded(within: .seconds(5))
    // The first page knows already whom it may ask.
    await program.places.styleWasAsked(within: .seconds(2))
    var http = HTTPServer.Settings()
    http.host = settings.host
    http.port = settings.port
    let server = try HTTPServer(
      program.application, on: base.loops[0], besides: Array(base.loops.dropFirst()), settings: http)
    program.address.listens(at: server.url)
    if settings.clockOffset != .zero {
      log.warning("the clock is moved", ["seconds": .integer(Int(settings.clockOffset.inSeconds))])
    }

    let opening = opening(base.database, program, url: settings.publicURL ?? server.url, isFilled)
    background.start(base.work + [opening] + program.features.flatMap(\.work))
    log.info("stopping", ["signal": .text(await signals.first())])
    Limits.endWhateverHangs(within: 30)
    isStopping.raise()
    background.cancel()
    // Before the requests that wait for them.
    await program.imports.stop()
    await server.stop()
    await background.stop()
    await base.close()
    log.info("stopped")
  }

  /// Fills an empty database. The communes have time: the database may go away meanwhile.
  private func opening(_ database: Database, _ program: Program, url: String, _ isFilled: Flag) -> BackgroundWork {
    .once("first fill") {
      if !isFilled.isRaised {
        await fill(database, program)
        // Whoever hears that the server is ready finds what was filled, by this one or another.
        await program.stations.country.catchUp(within: .seconds(60))
        isFilled.raise()
        log.info("Watts Up serves", ["url": .text(url)])
      }
      if settings.loadsPlaces { try await first(database, program).loadPlaces() }
    }
  }

  /// Without a demonstration it is an empty map, and no reason not to serve.
  private func fill(_ database: Database, _ program: Program) async {
    do {
      if try await first(database, program).run() { try await program.stations.learnNetworks() }
    } catch  where !Task.isCancelled {
      log.error("the demonstration was not loaded", ["error": .text(String(describing: error))])
    } catch {}
  }

  private func first(_ database: Database, _ program: Program) -> FirstFill {
    FirstFill(
      points: settings.demonstrationPoints,
      fetched: FetchedPlaces(folder: installation.fetchedPlaces),
      database: database, imports: program.imports, log: log)
  }
}

private enum Limits {
  /// Ten thousand WebSockets are ten thousand descriptors; the usual soft limit is 1024.
  static func raiseOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Well after every patience of an orderly stop.
  static func endWhateverHangs(within seconds: UInt32) {
    startThread(name: "last-resort") {
      sleep(seconds)
      _exit(75)
    }
  }
}
