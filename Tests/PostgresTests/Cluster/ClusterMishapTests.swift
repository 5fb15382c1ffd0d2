import Glibc
import Postgres
import Runtime
import Testing

/// What dies, lies around or stands in the way.
@Suite(.serialized) final class ClusterMishapTests {
  private let scene: ClusterScene

  init() async throws {
    scene = try ClusterScene()
    try await scene.initialize()
  }

  deinit { scene.remove() }

  enum Victim: CaseIterable {
    case postmaster, supervisor, lockKeeper
  }

  private static let killLockKeeper = """
    for status in /proc/[0-9]*/stat; do
      read -r process name _ parent _ <"$status" && [ "$name $parent" = "(flock) $1" ] && kill -KILL "$process" && exit
    done 2>/dev/null
    exit 1
    """

  @Test(arguments: Victim.allCases)
  func `whatever is killed, the watcher brings the server back`(victim: Victim) async throws {
    let cluster = try await scene.start()
    try await cluster.createDatabase("kept")
    let server = try #require(scene.postmaster)
    let supervisor = try scene.supervisor()
    switch victim {
    case .postmaster: kill(server, SIGKILL)
    case .supervisor: kill(supervisor, SIGKILL)
    case .lockKeeper: try #require(run("bash", "-c", Self.killLockKeeper, "bash", "\(supervisor)") == 0)
    }
    #expect(try await eventually { !exists(server) })
    try await cluster.ensureRunning()
    #expect(ask(cluster.url(database: "kept"), "SELECT 1") == "1")
    #expect(scene.postmaster != server)
    let next = try #require(scene.postmaster)
    await cluster.close()
    #expect(!exists(next))
  }

  @Test func `a server that is well is left alone`() async throws {
    let cluster = try await scene.start()
    let server = try #require(scene.postmaster)
    try await cluster.ensureRunning()
    #expect(scene.postmaster == server)
    await cluster.close()
  }

  @Test func `a watcher that comes too late does not raise the dead`() async throws {
    let cluster = try await scene.start()
    await cluster.close()
    _ = try? await cluster.ensureRunning()
    #expect(scene.postmaster == nil)
  }

  @Test func `a backend's death is no end of the server`() async throws {
    let cluster = try await scene.start()
    let server = try #require(scene.postmaster)
    _ = ask(cluster.url(database: "postgres"), "SELECT pg_terminate_backend(pg_backend_pid())")
    let sleeper = "exec psql \"$0\" -qc 'SELECT pg_sleep(600)' 2>/dev/null"
    let backend = try launch(["bash", "-c", sleeper, cluster.url(database: "postgres")])
    let count = "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'"
    var found: pid_t?
    #expect(
      try await eventually {
        found = ask(cluster.url(database: "postgres"), count).flatMap { pid_t($0) }
        return found != nil
      })
    kill(try #require(found), SIGKILL)
    reap(backend)
    try await cluster.ensureRunning()
    // The server needs a moment to notice, and one to recover.
    #expect(try await eventually { ask(cluster.url(database: "postgres"), "SELECT 1") == "1" })
    #expect(scene.postmaster == server)
    await cluster.close()
  }

  @Test func `a lock file that names a living stranger is healed, and the stranger lives`() async throws {
    let first = try await scene.start()
    let server = try #require(scene.postmaster)
    let left = try #require(contents(of: scene.pidFile))
    await first.close()
    // A process of the server's own account: PostgreSQL takes any such for a server.
    let account = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : ["env"]
    let stranger = try launch(account + ["sleep", "600"])
    defer {
      kill(stranger, SIGKILL)
      reap(stranger)
    }
    let stale = left.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    let text = (["\(stranger)"] + stale.map(String.init)).joined(separator: "\n")
    try write(text, to: scene.pidFile)
    try write(text, to: scene.home + "/postgres/.s.PGSQL.5432.lock")

    let second = try await scene.start()
    #expect(ask(second.url(database: "postgres"), "SELECT 1") == "1")
    await second.close()
    #expect(waitpid(stranger, nil, WNOHANG) == 0)
    #expect(!exists(server))
  }

  @Test(arguments: ["", "\n", "postgres\n"])
  func `a lock file without a number is healed`(text: String) async throws {
    await (try await scene.start()).close()
    try write(text, to: scene.pidFile)
    let cluster = try await scene.start()
    #expect(ask(cluster.url(database: "postgres"), "SELECT 1") == "1")
    await cluster.close()
  }

  @Test func `what a killed initdb left is made anew`() async throws {
    await (try await scene.start()).close()
    #expect(run("mv", scene.home + "/postgres/data", scene.home + "/postgres/data.new") == 0)
    let cluster = try await scene.start()
    #expect(ask(cluster.url(database: "postgres"), "SELECT 1") == "1")
    await cluster.close()
  }

  @Test func `a cluster of another version is refused untouched`() async throws {
    await (try await scene.start()).close()
    let data = scene.home + "/postgres/data"
    try write("14\n", to: data + "/PG_VERSION")
    await #expect(throws: ClusterError.wrongVersion(found: "14", folder: data)) { try await scene.start() }
    #expect(scene.postmaster == nil)
  }

  @Test func `a server that cannot start says why`() async throws {
    await (try await scene.start()).close()
    #expect(run("rm", scene.home + "/postgres/data/global/pg_control") == 0)
    let error = await #expect(throws: ClusterError.self) { try await scene.start() }
    #expect("\(error.map { "\($0)" } ?? "")".contains("pg_control"))
  }
}
