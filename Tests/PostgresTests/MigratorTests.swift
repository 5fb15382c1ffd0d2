import Glibc
import Postgres
import Runtime
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct MigratorTests {
  private let clock = WallClock { Instant(seconds: 1_800_000_000) }

  /// A folder of migrations, gone with the test.
  private final class Folder {
    let path: String

    init(_ files: KeyValuePairs<String, String>) {
      var template = Array("/tmp/migrations.XXXXXX".utf8CString)
      path = mkdtemp(&template).map { String(cString: $0) } ?? ""
      for (name, text) in files { write(name, text) }
    }

    func write(_ name: String, _ text: String) {
      guard let file = fopen("\(path)/\(name)", "wb") else { return }
      fputs(text, file)
      fclose(file)
    }

    func remove(_ name: String) { unlink("\(path)/\(name)") }

    deinit {
      for name in ["0001_a_first.sql", "0002_b_second.sql", "0003_c_third.sql", "bad.sql", "0001_a_twin.sql"] {
        remove(name)
      }
      rmdir(path)
    }
  }

  private func fresh() async throws -> Database {
    let database = try await TestDatabase.make().database
    try await database.execute("drop table schema_migration")
    return database
  }

  private func migrate(_ database: Database, _ folder: Folder) async throws -> [String] {
    try await Migrator(folder: folder.path).migrate(database, clock: clock)
  }

  @Test func `the program's own migrations are in the template`() async throws {
    let database = try await TestDatabase.make().database
    let own = try Migrator(folder: TestCluster.packageFolder + "/Migrations")
    #expect(try await own.migrate(database, clock: clock).isEmpty)
    let names = try await database.query("select name from schema_migration order by number") {
      try $0.next(String.self)
    }
    #expect(names == own.migrations.map(\.name))
  }

  @Test func `each migration is applied once, in order, and recorded`() async throws {
    let database = try await fresh()
    let folder = Folder([
      "0002_b_second.sql": "insert into a values (2);", "0001_a_first.sql": "create table a (n int4);",
      "notes.txt": "no",
    ])
    #expect(try await migrate(database, folder) == ["0001_a_first", "0002_b_second"])
    #expect(try await migrate(database, folder).isEmpty)
    folder.write("0003_c_third.sql", "insert into a values (3);")
    #expect(try await migrate(database, folder) == ["0003_c_third"])
    #expect(try await database.query("select n from a order by n") { try $0.next(Int.self) } == [2, 3])
    let at = try await database.query("select distinct applied_at from schema_migration") { try $0.next(Instant.self) }
    #expect(at == [clock.now])
    unlink("\(folder.path)/notes.txt")
  }

  @Test func `an edited migration is refused by name`() async throws {
    let database = try await fresh()
    let folder = Folder(["0001_a_first.sql": "create table a (n int4);"])
    _ = try await migrate(database, folder)
    folder.write("0001_a_first.sql", "create table a (n int8);")
    await #expect(throws: MigrationError.edited("0001_a_first")) { try await migrate(database, folder) }
  }

  @Test func `a database that knows more than the program is refused`() async throws {
    let database = try await fresh()
    let folder = Folder(["0001_a_first.sql": "select 1", "0002_b_second.sql": "select 2"])
    _ = try await migrate(database, folder)
    folder.remove("0002_b_second.sql")
    await #expect(throws: MigrationError.newerDatabase("0002_b_second")) { try await migrate(database, folder) }
  }

  @Test func `a migration that comes too late is refused`() async throws {
    let database = try await fresh()
    let folder = Folder(["0002_b_second.sql": "select 2"])
    _ = try await migrate(database, folder)
    folder.write("0001_a_first.sql", "select 1")
    await #expect(throws: MigrationError.outOfOrder("0001_a_first", after: "0002_b_second")) {
      try await migrate(database, folder)
    }
  }

  @Test func `a migration that fails leaves nothing, and those before it stay`() async throws {
    let database = try await fresh()
    let folder = Folder([
      "0001_a_first.sql": "create table a (n int4)", "0002_b_second.sql": "create table b (n int4); select 1 / 0;",
    ])
    let error = await #expect(throws: MigrationError.self) { try await migrate(database, folder) }
    #expect(error?.description == "migration 0002_b_second failed: division by zero (22012)")
    let tables = try await database.query("select relname from pg_class where relname in ('a', 'b') and relkind = 'r'")
    {
      try $0.next(String.self)
    }
    #expect(tables == ["a"])
  }

  @Test func `a migration may not end its transaction`() async throws {
    let database = try await fresh()
    let folder = Folder(["0001_a_first.sql": "create table a (n int4); commit;"])
    await #expect(throws: MigrationError.endedItsTransaction("0001_a_first")) { try await migrate(database, folder) }
  }

  @Test func `an extension that cannot be created is named with the statement to run`() async throws {
    let database = try await fresh()
    let folder = Folder(["0001_a_first.sql": "create extension if not exists no_such_thing;"])
    let error = await #expect(throws: MigrationError.self) { try await migrate(database, folder) }
    #expect(error?.description.contains("CREATE EXTENSION no_such_thing;") == true)
  }

  @Test func `many instances at once apply each migration once`() async throws {
    let database = try await fresh()
    let folder = Folder([
      "0001_a_first.sql": "create table a (n int4); select pg_sleep(0.1)",
      "0002_b_second.sql": "insert into a values (1)",
    ])
    let migrator = try Migrator(folder: folder.path)
    let clock = clock
    let applied = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<6 { group.addTask { try await migrator.migrate(database, clock: clock) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(applied.sorted() == ["0001_a_first", "0002_b_second"])
    #expect(try await database.first("select count(*) from a") { try $0.next(Int.self) } == 1)
  }

  @Test func `faults of the folder are named`() {
    #expect(throws: MigrationError.unreadable("/no/such/folder")) { try Migrator(folder: "/no/such/folder") }
    let bad = Folder(["bad.sql": "select 1"])
    #expect(throws: MigrationError.badName("bad.sql")) { try Migrator(folder: bad.path) }
    let twins = Folder(["0001_a_first.sql": "select 1", "0001_a_twin.sql": "select 1"])
    #expect(throws: MigrationError.sameNumber("0001_a_twin.sql")) { try Migrator(folder: twins.path) }
  }
}
