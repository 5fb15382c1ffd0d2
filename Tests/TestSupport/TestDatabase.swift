import Glibc
package import Postgres
package import Runtime
import Synchronization

/// A database of one test: a clone of a migrated template, dropped some time after nobody holds `database` any more.
package struct TestDatabase: Sendable {
  package let name: String
  package let settings: ConnectionSettings
  package let database: Database

  /// The loop of every test that has none of its own.
  package static let loop = EventLoop(name: "test-loop")

  private static let server = Task { try await TemplateServer() }
  private static let lastNumber = Atomic(0)

  /// Takes 40 to 60 ms. The template is made by the first run after a change of the migrations.
  package static func make(limits: PoolLimits = PoolLimits(wait: .seconds(60))) async throws -> TestDatabase {
    let server = try await server.value
    let number = lastNumber.wrappingAdd(1, ordering: .relaxed).newValue
    let name = "\(TemplateServer.prefix)\(getpid())_\(number)"
    try await server.clone(as: name)
    var settings = try ConnectionSettings(try await TestCluster.url(database: "postgres")).with(database: name)
    // All tests run at once, on few cores: a client that waits for its turn must not look like one that is stuck.
    settings.statementTimeout = .seconds(60)
    settings.lockTimeout = .seconds(60)
    let database = Database(settings, limits: limits, loop: loop)
    server.watch(name, database)
    return TestDatabase(name: name, settings: settings, database: database)
  }

  /// One that a server works with: the test beside it waits longer for a connection, and for an answer, than the server would.
  package static func patient(_ url: String) throws -> Database {
    var settings = try ConnectionSettings(url)
    settings.statementTimeout = .seconds(60)
    settings.lockTimeout = .seconds(60)
    return Database(settings, limits: PoolLimits(wait: .seconds(60)), loop: loop)
  }
}

/// What the test databases share: the connection that creates and drops them, and the template.
private final class TemplateServer: Sendable {
  static let prefix = "test_"

  private struct Watched {
    let name: String
    weak var database: Database?
  }

  private let admin: Database
  private let template: String
  private let watched = Mutex<[Watched]>([])

  init() async throws {
    let settings = try ConnectionSettings(try await TestCluster.url(database: "postgres"))
    var patient = settings
    // Two cores that also compile may take long to copy a database.
    patient.statementTimeout = .seconds(60)
    admin = Database(patient, limits: PoolLimits(size: 4, wait: .seconds(60)), loop: TestDatabase.loop)
    let migrator = try Migrator(folder: TestCluster.packageFolder + "/Migrations")
    template = "template_" + Migration.fingerprint(of: migrator.migrations)
    try await makeTemplate(settings.with(database: template), migrator)
    // Each takes a checkpoint, which nobody needs to wait for.
    Task { try await self.dropLeftOvers() }
  }

  private func makeTemplate(_ settings: ConnectionSettings, _ migrator: Migrator) async throws {
    let template = template
    let admin = admin
    // CREATE DATABASE does not run in a transaction, so one holds the lock and another connection works.
    try await admin.transaction(timeout: .seconds(120)) { lock in
      try await lock.execute("select pg_advisory_xact_lock(7236837410927322)")
      let isReady = try await admin.first("select datistemplate from pg_database where datname = \(template)") { row in
        try row.next(Bool.self)
      }
      if isReady == true { return }
      try await admin.run(sql: "drop database if exists \(template) with (force)")
      try await admin.run(sql: "create database \(template)")
      let database = Database(settings, limits: PoolLimits(size: 1, wait: .seconds(60)), loop: TestDatabase.loop)
      try await migrator.migrate(database, clock: .system())
      await database.close()
      try await warm(settings)
      try await admin.run(sql: "alter database \(template) is_template true")
    }
  }

  /// The first connection after a change of the schema writes down what each begins with; clones have it from there.
  private func warm(_ settings: ConnectionSettings) async throws {
    let database = Database(settings, limits: PoolLimits(size: 1, wait: .seconds(60)), loop: TestDatabase.loop)
    try await database.execute("select 1")
    await database.close()
  }

  /// Databases of test processes that are gone.
  private func dropLeftOvers() async throws {
    let names = try await admin.query("select datname from pg_database where starts_with(datname, \(Self.prefix))") {
      row in try row.next(String.self)
    }
    for name in names {
      guard let owner = name.dropFirst(Self.prefix.count).split(separator: "_").first.flatMap({ pid_t($0) }) else {
        continue
      }
      if kill(owner, 0) != 0 && errno == ESRCH { try await drop(name) }
    }
  }

  /// File by file: through the log it takes twice the processor's time.
  func clone(as name: String) async throws {
    dropForgotten()
    try await admin.run(sql: "create database \(name) template \(template) strategy file_copy")
  }

  func watch(_ name: String, _ database: Database) {
    watched.withLock { $0.append(Watched(name: name, database: database)) }
  }

  /// The databases of tests that are over. Those of the last ones are left to the next process.
  private func dropForgotten() {
    let forgotten = watched.withLock { watched in
      let names = watched.filter { $0.database == nil }.map(\.name)
      watched.removeAll { $0.database == nil }
      return names
    }
    guard !forgotten.isEmpty else { return }
    Task { for name in forgotten { try await drop(name) } }
  }

  private func drop(_ name: String) async throws {
    try await admin.run(sql: "drop database if exists \(name) with (force)")
  }
}

extension Database {
  /// Names of databases cannot be parameters. These are made of letters, digits and underscores, here.
  fileprivate func run(sql: String) async throws {
    guard let script = Script(resource: Array(sql.utf8)) else { return }
    try await run(script: script)
  }
}
