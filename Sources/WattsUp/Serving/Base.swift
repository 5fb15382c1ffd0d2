import CLinux
import Glibc
import HTTP
import Postgres
import Runtime

/// The ground of every command that needs the database: the loops, the database, and the private cluster where there is
/// no `DATABASE_URL`.
struct Base: Sendable {
  let loops: [EventLoop]
  let database: Database
  private let cluster: PrivateCluster?
  private let lock: ServerLock?
  private let log: Log

  static func open(_ settings: Settings, log: Log, isServer: Bool) async throws -> Base {
    let loops = [EventLoop(name: "loop")] + (isServer ? furtherLoops : [])
    if let url = settings.database {
      let database = Database(url, reads: settings.reads, limits: .ofServer, loops: loops)
      return Base(loops: loops, database: database, cluster: nil, lock: nil, log: log)
    }
    let lock = isServer ? try ServerLock(folder: settings.data) : nil
    let cluster = try await PrivateCluster.start(in: settings.data, log: log)
    try await cluster.createDatabase("watts_up")
    let connection = try ConnectionSettings(cluster.url(database: "watts_up"))
    let database = Database(connection, limits: .ofServer, loops: loops)
    return Base(loops: loops, database: database, cluster: cluster, lock: lock, log: log)
  }

  /// Requests are read and handled on all of them, and the database's connections are spread over all.
  private static var furtherLoops: [EventLoop] {
    (1..<max(1, HTTPServer.Settings().threads)).map { EventLoop(name: "loop-\($0)") }
  }

  func migrate(_ folder: String, clock: WallClock) async throws {
    let applied = try await Migrator(folder: folder).migrate(database, clock: clock)
    for name in applied { log.info("migrated", ["migration": .text(name)]) }
  }

  /// Starts the private cluster again when it dies.
  var work: [BackgroundWork] {
    guard let cluster else { return [] }
    return [
      BackgroundWork(
        "private cluster", every: .seconds(1), beginsAtOnce: false, longestPause: .seconds(1), severity: .error
      ) { try await cluster.ensureRunning() }
    ]
  }

  func close() async {
    await database.close()
    await cluster?.close()
    for loop in loops { loop.stop() }
  }
}

/// One server per data folder: two would take turns on the same port and the same secrets.
final class ServerLock: Sendable {
  struct Taken: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: Int32

  init(folder: String) throws {
    mkdir(folder, 0o755)
    descriptor = Glibc.open(folder + "/server.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Taken(description: "cannot write in \(folder): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Taken(
        description: "another server runs on the data folder \(folder); stop it, or set WATTS_UP_DATA to another one")
    }
  }

  deinit { close(descriptor) }
}
