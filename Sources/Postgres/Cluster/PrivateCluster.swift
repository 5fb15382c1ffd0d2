import CLibpq
import Glibc
package import Runtime
import Synchronization

/// A PostgreSQL server of our own under a data folder. Any number of processes may use it at once; the first starts it,
/// and it stops when the last has gone, however that one went.
///
/// Each user holds a shared lock on `postgres.users`. The server's supervisor waits for the exclusive one, and keeps it
/// while the server stops: newcomers wait, find the server stopped and start it anew. `Supervisor` holds the other half.
package final class PrivateCluster: Sendable {
  private let start: ClusterStart
  private let folder: ClusterFolder
  private let users: Mutex<FileLock?>
  private let isClosed = Flag()
  /// Waiting for processes and for libpq's blocking calls must not hold up the loop.
  private let workers: Workers

  /// Starts the server, or joins those who use it. `durable` is false only in tests.
  package static func start(in home: String, durable: Bool = true, log: Log) async throws -> PrivateCluster {
    let workers = Workers(name: "cluster", threads: 1, queueLimit: 64)
    do {
      return try await workers.run { try PrivateCluster(home: home, durable: durable, log: log, workers: workers) }
    } catch {
      workers.stop()
      throw error
    }
  }

  private init(home: String, durable: Bool, log: Log, workers: Workers) throws(ClusterError) {
    let home = try ClusterFolder.makeHome(home)
    let users = try FileLock(path: ClusterStart.usersLock(home))
    // The server may be stopping right now, which a full checkpoint can make slow.
    try users.take(.shared, within: .seconds(120))
    start = ClusterStart(home: home, durable: durable, log: log)
    folder = try start.run()
    self.users = Mutex(users)
    self.workers = workers
  }

  deinit { workers.stop() }

  /// For libpq, and for `psql` in a terminal: only the server's account and root get in, by the socket's folder.
  package func url(database: String) -> String { folder.conninfo(database: database) }

  /// Starts the server again if it has died. For a watcher that calls it every second or so: costs a connection's
  /// attempt when all is well. A cluster that was given up stays down.
  package func ensureRunning() async throws {
    try await workers.run { [self] in
      if !isClosed.isRaised, !folder.answers { _ = try start.run() }
    }
  }

  /// Leaves a database of this name as it is.
  package func createDatabase(_ name: String) async throws {
    let maintenance = url(database: "postgres")
    try await workers.run { try DatabaseCreation(server: maintenance).createIfMissing(name) }
  }

  /// The same on a server that is not ours.
  package static func createDatabase(_ name: String, at server: String) async throws {
    let workers = Workers(name: "createdb", threads: 1, queueLimit: 1)
    defer { workers.stop() }
    try await workers.run { try DatabaseCreation(server: server).createIfMissing(name) }
  }

  /// Gives up the use. Returns when the server has stopped, unless somebody else uses it: whoever ends a container with
  /// its first process gives the server the time to end well. Forgetting the cluster does the same, without the wait.
  package func close() async {
    isClosed.raise()
    // Not `workers.run`, which does nothing in a cancelled task; and in turn, after a start under way that counts on the
    // lock.
    await withCheckedContinuation { done in
      let accepted = workers.submit { [self] in
        users.withLock { $0 = nil }
        try? Self.waitForStop(start.home)
        done.resume()
      }
      if !accepted { done.resume() }
    }
    workers.stop()
  }

  private static func waitForStop(_ home: String) throws {
    let deadline = ContinuousClock.now + .seconds(90)
    var seenInUse = 0
    // The supervisor waits for the lock already: where we get it a few times in a row, others keep it from it.
    while ContinuousClock.now < deadline, seenInUse < 10 {
      if try FileLock(path: ClusterStart.aliveLock(home)).tryTake(.shared) { return }
      seenInUse = try FileLock(path: ClusterStart.usersLock(home)).tryTake(.shared) ? seenInUse + 1 : 0
      pause(milliseconds: 20)
    }
  }
}
