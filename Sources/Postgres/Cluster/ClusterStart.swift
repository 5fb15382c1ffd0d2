import CLibpq
import Glibc
import Runtime

/// Brings the server up for somebody who holds a shared lock on `users`: nobody can stop it meanwhile.
struct ClusterStart {
  let home: String
  let durable: Bool
  let log: Log

  static func usersLock(_ home: String) -> String { home + "/postgres.users" }
  static func aliveLock(_ home: String) -> String { home + "/postgres.alive" }

  /// Words of PostgreSQL while processes of its predecessor are still on their way out.
  private static let passing = ["already exists", "shared memory block"]

  private static let diskFull = ["No space left on device", "Check free disk space"]

  /// One process at a time starts; the others find the server running.
  func run() throws(ClusterError) -> ClusterFolder {
    let turn = try FileLock(path: home + "/postgres.start")
    try turn.take(.exclusive, within: .seconds(300))
    let folder = try ClusterFolder(home: home, log: log)
    let began = ContinuousClock.now
    // A server that recovers from a crash may need its time; its predecessor's processes do not.
    let deadline = began + .seconds(240)
    while ContinuousClock.now < deadline {
      let launched = try launchUnlessAlive(folder)
      if try acceptsConnections(folder, until: deadline) { return folder }
      if launched { try explainEnd(folder, final: ContinuousClock.now > began + .seconds(20)) }
      pause(milliseconds: 100)
    }
    throw .timedOut(waitingFor: "PostgreSQL to accept connections")
  }

  /// The lock on `alive` goes over to the supervisor without a moment in which nobody holds it.
  private func launchUnlessAlive(_ folder: ClusterFolder) throws(ClusterError) -> Bool {
    let alive = try FileLock(path: Self.aliveLock(home))
    guard alive.tryTake(.exclusive) else { return false }
    let programs = try ServerPrograms.find()
    try Postmaster(folder: folder).endLeftover()
    try initializeOnce(folder, programs)
    try Postmaster(folder: folder).healLocks()
    let settings = ClusterSettings(folder: folder, durable: durable, memory: ClusterSettings.megabytesOfMemory())
    let users = try FileLock(path: Self.usersLock(home))
    try Supervisor(folder: folder, settings: settings, postgres: programs.postgres).launch(alive: alive, users: users)
    return true
  }

  /// Under another name first: what bears the final name is whole.
  private func initializeOnce(_ folder: ClusterFolder, _ programs: ServerPrograms) throws(ClusterError) {
    if let version = firstLine(of: folder.data + "/PG_VERSION") {
      if version != ClusterFolder.majorVersion {
        throw .wrongVersion(found: String(version), folder: folder.data)
      }
      return
    }
    log.info("creating a PostgreSQL cluster", ["path": .text(folder.path)])
    let unfinished = folder.path + "/data.new"
    try folder.account.run("rm", "-rf", unfinished)
    var initdb = folder.account.command([
      programs.initdb, "--pgdata=" + unfinished, "--username=postgres", "--auth=trust", "--encoding=UTF8",
      "--locale=C.UTF-8", "--data-checksums", "--no-instructions",
    ])
    initdb.output = folder.output
    if !durable { initdb.words.append("--no-sync") }
    if try initdb.run() != 0 { try explainEnd(folder, final: true) }
    if try folder.account.run("mv", "--no-target-directory", unfinished, folder.data) != 0 {
      throw .startFailed(detail: "\(folder.data) is there but holds no cluster")
    }
    if durable { try folder.account.run("sync", folder.path) }
  }

  /// False when the supervisor ended, and the server with it.
  private func acceptsConnections(
    _ folder: ClusterFolder, until deadline: ContinuousClock.Instant
  ) throws(ClusterError) -> Bool {
    while ContinuousClock.now < deadline {
      if folder.answers { return true }
      if try FileLock(path: Self.aliveLock(home)).tryTake(.exclusive) { return false }
      pause(milliseconds: 20)
    }
    return false
  }

  /// Throws unless trying again may help.
  private func explainEnd(_ folder: ClusterFolder, final: Bool) throws(ClusterError) {
    let output = endOfFile(folder.output) ?? ""
    if !final, Self.passing.contains(where: output.contains) { return }
    if Self.diskFull.contains(where: output.contains) { throw .diskFull(folder: folder.path) }
    let detail = output.split(separator: "\n").joined(separator: "; ")
    throw .startFailed(detail: "\(detail); more may be in \(folder.path)/log")
  }
}

extension ClusterFolder {
  /// May take two seconds when the server hangs.
  var answers: Bool { PQping(conninfo(database: "postgres", extra: "connect_timeout=2")) == PQPING_OK }
}

/// PostgreSQL's programs: in Debian's folder, which is not on the PATH, or else on the PATH.
struct ServerPrograms {
  let initdb: String
  let postgres: String

  static func find() throws(ClusterError) -> ServerPrograms {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders =
      ["/usr/lib/postgresql/\(ClusterFolder.majorVersion)/bin"] + path.split(separator: ":").map(String.init)
    for folder in folders where access(folder + "/initdb", X_OK) == 0 && access(folder + "/postgres", X_OK) == 0 {
      return ServerPrograms(initdb: folder + "/initdb", postgres: folder + "/postgres")
    }
    throw .programMissing("initdb")
  }
}
