import Glibc
import Postgres
import Runtime
import TestSupport
import Testing

/// Another database plays the replica, so that who answered can be told.
@Suite(.timeLimit(.minutes(1))) struct ReplicaTests {
  private struct Scene {
    let primary: TestDatabase
    let replica: TestDatabase
    let database: Database

    static func make() async throws -> Scene {
      let (primary, replica) = (try await TestDatabase.make(), try await TestDatabase.make())
      for (name, test) in [("primary", primary), ("replica", replica)] {
        try await test.database.execute("create table place (name text)")
        try await test.database.execute("insert into place values (\(name))")
      }
      let database = Database(primary.settings, reads: replica.settings, loop: TestDatabase.loop)
      let scene = Scene(primary: primary, replica: replica, database: database)
      try await until { try await scene.strangersPlace() == "replica" }
      return scene
    }

    func place() async throws -> String? {
      try await database.readFirst("select name from place") { try $0.next(String.self) }
    }

    func strangersPlace() async throws -> String? { try await Database.allowingReplica { try await place() } }
  }

  @Test func `only where it is allowed does a read go to the replica`() async throws {
    let scene = try await Scene.make()
    for _ in 1...10 {
      #expect(try await scene.place() == "primary")
      #expect(try await scene.strangersPlace() == "replica")
    }
    let asked = try await Database.allowingReplica {
      try await scene.database.first("select name from place") { try $0.next(String.self) }
    }
    #expect(asked == "primary", "what is no `read` may be part of a write")
    await scene.database.close()
  }

  @Test func `what the replica refuses the primary is asked`() async throws {
    let scene = try await Scene.make()
    // As after a migration that has not come through yet.
    try await scene.replica.database.execute("drop table place")
    for _ in 1...10 { #expect(try await scene.strangersPlace() == "primary") }
    await scene.database.close()
  }

  @Test func `a replica that dies is missed by nobody, and used again when it is back`() async throws {
    let scene = try await Scene.make()
    try await scene.primary.database.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = \(scene.replica.name)")
    for _ in 1...100 { #expect(try await scene.strangersPlace() != nil) }
    try await until { try await scene.strangersPlace() == "replica" }
    await scene.database.close()
  }

  @Test func `a replica that is not there is missed by nobody`() async throws {
    let primary = try await TestDatabase.make()
    let nowhere = try ConnectionSettings("host=127.0.0.1 port=1 dbname=none")
    let database = Database(primary.settings, reads: nowhere, loop: TestDatabase.loop)
    for _ in 1...50 {
      let found = try await Database.allowingReplica {
        try await database.readFirst("select 1") { try $0.next(Int.self) }
      }
      #expect(found == 1)
    }
    #expect(database.figures.replicaConnections == 0)
    await database.close()
  }

  @Test func `a replica that falls silent is given up for the primary`() async throws {
    let scene = try await Scene.make()
    let silent = try await Database.allowingReplica {
      try await scene.database.readFirst("select pg_backend_pid()") { try $0.next(Int32.self) }
    }
    let pid = try #require(silent)
    kill(pid, SIGSTOP)
    defer { kill(pid, SIGCONT) }
    for _ in 1...4 { #expect(try await scene.strangersPlace() != nil) }
    await scene.database.close()
  }
}
