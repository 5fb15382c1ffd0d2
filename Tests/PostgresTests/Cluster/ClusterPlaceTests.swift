import Glibc
import Postgres
import Runtime
import Testing

/// Where the cluster ends up.
@Suite(.serialized) final class ClusterPlaceTests {
  private let scene: ClusterScene

  init() throws { scene = try ClusterScene() }

  deinit { scene.remove() }

  private static let deep = String(repeating: "a-long-name/", count: 12) + "with ' % and é"

  @Test func `a path too long for a socket gets a short private folder`() async throws {
    let scene = scene.nested(Self.deep)
    let cluster = try await scene.start()
    let folder = try #require(ask(cluster.url(database: "postgres"), "SHOW unix_socket_directories"))
    #expect(folder.hasPrefix("/tmp/watts-up-") && folder.utf8.count < 60)
    #expect(ask(cluster.url(database: "postgres"), "SHOW data_directory") == scene.home + "/postgres/data")
    await cluster.close()

    // Whoever is first may have made it: a folder that others can enter is not used.
    chmod(folder, 0o755)
    await #expect(throws: ClusterError.ownedByAnother(folder: folder)) { try await scene.start() }
    rmdir(folder)
  }

  @Test(.enabled(if: geteuid() == 0, "only root has an account that it cannot follow"))
  func `a folder that the postgres account cannot enter sends the cluster elsewhere, for good`() async throws {
    let scene = scene.nested("private/data")
    mkdir(scene.parent + "/private", 0o700)
    let first = try await scene.start()
    try await first.createDatabase("kept")
    let data = try #require(ask(first.url(database: "postgres"), "SHOW data_directory"))
    #expect(data.hasPrefix("/var/lib/postgresql/watts-up-"))
    defer {
      if data.hasPrefix("/var/lib/postgresql/watts-up-") { run("rm", "-rf", String(data.dropLast("/data".count))) }
    }
    await first.close()

    chmod(scene.parent + "/private", 0o755)
    let second = try await scene.start()
    #expect(ask(second.url(database: "kept"), "SHOW data_directory") == data)
    await second.close()
  }

  @Test(.enabled(if: geteuid() == 0, "only root can make a folder for another account"))
  func `a folder of another account is served by that account`() async throws {
    mkdir(scene.home, 0o755)
    mkdir(scene.home + "/postgres", 0o700)
    chown(scene.home + "/postgres", 65534, 65534)
    let cluster = try await scene.start()
    var status = stat()
    stat(scene.pidFile, &status)
    #expect(status.st_uid == 65534)
    #expect(ask(cluster.url(database: "postgres"), "SELECT 1") == "1")
    await cluster.close()
  }

  @Test func `nobody else enters the cluster's folder`() async throws {
    let cluster = try await scene.start()
    for path in ["/postgres", "/postgres/data", "/postgres/log"] {
      var status = stat()
      #expect(stat(scene.home + path, &status) == 0)
      #expect(status.st_mode & 0o077 == 0)
      #expect(geteuid() != 0 || status.st_uid != 0)
    }
    await cluster.close()
  }
}
