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
    // Whoever connects finds a map; one that cannot be loaded yet keeps nobody from the rest for long.
    let following = Task { await program.map.run() }
    await program.map.isLoaded(within: .seconds(5))
    var http = HTTPServer.Settings()
    http.host = settings.host
    http.port = settings.port
    let server = try HTTPServer(program.application, on: base.loop, settings: http)
    if settings.clockOffset != .zero {
      log.warning("the clock is moved", ["seconds": .integer(Int(settings.clockOffset.inSeconds))])
    }

    let watch = base.watchCluster()
    let errands = [
      Task {
        await fill(base.database, program)
        isFilled.raise()
        log.info("Watts Up serves", ["url": .text(settings.publicURL ?? server.url)])
        await loadPlaces(base.database, program)
      },
      Task { await program.accounts.postman(delivery).run() },
      Task { await sweep(program.accounts, program.reservations) },
      Task { await locate(program.stations) }, Task { await program.reservations.run() },
      Task { await program.imports.run() }, following,
    ]
    log.info("stopping", ["signal": .text(await signals.first())])
    Limits.endWhateverHangs(within: 30)
    isStopping.raise()
    watch?.cancel()
    for errand in errands { errand.cancel() }
    // Before the requests that wait for them.
    await program.imports.stop()
    await server.stop()
    await base.close()
    log.info("stopped")
  }

  /// Without a demonstration it is an empty map, and no reason not to serve.
  private func fill(_ database: Database, _ program: Program) async {
    do {
      if try await first(database, program).run() { try await program.stations.learnWords() }
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

  /// Until they are there: the database may go away meanwhile.
  private func loadPlaces(_ database: Database, _ program: Program) async {
    while settings.loadsPlaces, !Task.isCancelled {
      do {
        return try await first(database, program).loadPlaces()
      } catch  where !Task.isCancelled {
        log.warning("the communes wait", ["error": .text(String(describing: error))])
        try? await Task.sleep(for: .seconds(30))
      } catch {
        return
      }
    }
  }

  private var delivery: Delivery {
    let from = settings.mailFrom?.description
    return settings.mailServer.map { .smtp($0, from: from) }
      ?? .folder(settings.data + "/mails", from: from, log: log)
  }

  private func sweep(_ people: AccountsFeature, _ bookings: ReservationsFeature) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(600))
      do {
        try await people.sweep()
        try await bookings.sweep()
      } catch  where !Task.isCancelled {
        log.warning("what is over stays for now", ["error": .text(String(describing: error))])
      } catch {
        return
      }
    }
  }

  /// Soon after an import, wherever it ran.
  private func locate(_ network: StationsFeature) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(3))
      do {
        try await network.learnWords()
        let count = try await network.locateStations()
        if count > 0 { log.info("stations got their communes", ["stations": .integer(count)]) }
      } catch let error as PostgresError where error.sqlState == PostgresError.lockNotAvailable {
        // An import is filling them.
      } catch  where !Task.isCancelled {
        log.warning("stations wait for their communes", ["error": .text(String(describing: error))])
        try? await Task.sleep(for: .seconds(30))
      } catch {
        return
      }
    }
  }
}

/// SIGINT and SIGTERM as something to wait for. A second one ends the process at once.
struct Signals {
  private static let pipe: (read: Int32, write: Int32) = {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  init() {
    _ = Signals.pipe
    // A signal handler may do little more than write to a pipe.
    for signal in [SIGINT, SIGTERM] {
      Glibc.signal(signal) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        write(Signals.pipe.write, &byte, 1)
        Glibc.signal(number, SIG_DFL)
      }
    }
  }

  func first() async -> String {
    await withCheckedContinuation { continuation in
      startThread(name: "signals") {
        var byte: UInt8 = 0
        while read(Signals.pipe.read, &byte, 1) != 1 {}
        continuation.resume(returning: byte == UInt8(SIGINT) ? "SIGINT" : "SIGTERM")
      }
    }
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
