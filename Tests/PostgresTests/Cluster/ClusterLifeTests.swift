import Glibc
import Postgres
import Runtime
import TestSupport
import Testing

/// Who keeps the server up, and that it always ends with the last of them.
@Suite(.serialized) final class ClusterLifeTests {
  private let scene: ClusterScene

  init() async throws {
    scene = try ClusterScene()
    try await scene.initialize()
  }

  deinit { scene.remove() }

  @Test func `the tests' own server gives a database of any name`() async throws {
    let name = "cluster \"tests\" d'à côté"
    let url = try await TestCluster.url(database: name)
    #expect(ask(url, "SELECT current_database()") == name)
    #expect(try await TestCluster.url(database: name) == url)
  }

  @Test func `a second start finds what the first one left, and settings of its own`() async throws {
    let scene = scene.nested("fresh")
    let first = try await scene.start()
    try await first.createDatabase("kept")
    let firstServer = try #require(scene.postmaster)
    await first.close()
    #expect(!exists(firstServer))
    try write("max_connections = 7\n", to: scene.home + "/postgres/data/postgresql.conf")

    let second = try await scene.start()
    #expect(scene.postmaster != firstServer)
    #expect(ask(second.url(database: "kept"), "SHOW max_connections") == "100")
    #expect(ask(second.url(database: "kept"), "SHOW listen_addresses") == "")
    #expect(ask(second.url(database: "kept"), "SHOW data_checksums") == "on")
    #expect(ask(second.url(database: "kept"), "SHOW lc_collate") == "C.UTF-8")
    await second.close()
  }

  @Test func `the server stays for as long as one process uses it, and ends when that one is killed`() async throws {
    let cluster = try await scene.start()
    let server = try #require(scene.postmaster)
    let other = try launch(["flock", "--shared", "--no-fork", scene.home + "/postgres.users", "sleep", "600"])
    let lock = scene.home + "/postgres.users"
    #expect(try await eventually { contents(of: "/proc/\(other)/comm") == "sleep\n" })

    await cluster.close()
    #expect(exists(server))
    #expect(ask(cluster.url(database: "postgres"), "SELECT 1") == "1")

    kill(other, SIGKILL)
    reap(other)
    #expect(try await eventually { !exists(server) })
    #expect(try await eventually { run("flock", "--nonblock", lock, "true") == 0 })

    let next = try await scene.start()
    #expect(ask(next.url(database: "postgres"), "SELECT 1") == "1")
    await next.close()
  }

  @Test func `a cluster that is forgotten without a word ends too`() async throws {
    var cluster: PrivateCluster? = try await scene.start()
    let server = try #require(scene.postmaster)
    #expect(cluster != nil)
    cluster = nil
    #expect(try await eventually { !exists(server) })
  }

  @Test func `a cancelled task gives up its cluster too, and twice is once`() async throws {
    let cluster = try await scene.start()
    let server = try #require(scene.postmaster)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      await cluster.close()
      await cluster.close()
    }
    await task.value
    #expect(!exists(server))
  }

  @Test func `several starters at once share one server`() async throws {
    let scene = scene.nested("fresh")
    let home = scene.home
    let clusters = try await withThrowingTaskGroup(of: PrivateCluster.self) { group in
      for _ in 0..<5 {
        group.addTask { try await PrivateCluster.start(in: home, durable: false, log: .silent) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let server = try #require(scene.postmaster)
    for cluster in clusters {
      #expect(ask(cluster.url(database: "postgres"), "SELECT 1") == "1")
      #expect(scene.postmaster == server)
      await cluster.close()
    }
    #expect(!exists(server))
  }

  @Test func `starts and ends that chase one another never leave a user without a server`() async throws {
    let home = scene.home
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          for _ in 0..<6 {
            let cluster = try await PrivateCluster.start(in: home, durable: false, log: .silent)
            for _ in 0..<5 { #expect(ask(cluster.url(database: "postgres"), "SELECT 1") == "1") }
            await cluster.close()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(scene.postmaster == nil)
  }

  @Test func `a terminal's interrupt cannot reach the server`() async throws {
    let cluster = try await scene.start()
    let server = try #require(scene.postmaster)
    #expect(getsid(server) != getsid(0))
    #expect(getpgid(server) != getpgrp())
    await cluster.close()
  }

  @Test func `the server holds no descriptor of ours`() async throws {
    var pipe: [Int32] = [0, 0]
    try #require(Glibc.pipe(&pipe) == 0)
    let cluster = try await scene.start()
    close(pipe[1])
    var end = pollfd(fd: pipe[0], events: Int16(POLLIN), revents: 0)
    #expect(poll(&end, 1, 10_000) == 1, "a writer is left, so the reader would wait for the server's end")
    close(pipe[0])
    await cluster.close()
  }
}
