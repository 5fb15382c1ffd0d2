package import Runtime

/// Brings a database to the schema of the program: forward only, each migration in a transaction of its own, recorded
/// with its checksum. Any number of instances may do it at once: an advisory lock lets one at a time.
package struct Migrator: Sendable {
  private struct Applied {
    let number: Int
    let name: String
    let checksum: [UInt8]
  }

  package let migrations: [Migration]

  /// Reads the folder's files.
  package init(folder: String) throws(MigrationError) {
    migrations = try Migration.all(in: folder)
  }

  /// The names of the migrations that were applied now.
  @discardableResult
  package func migrate(_ database: Database, clock: WallClock) async throws -> [String] {
    var applied: [String] = []
    while let name = try await applyNext(to: database, clock) { applied.append(name) }
    return applied
  }

  private func applyNext(to database: Database, _ clock: WallClock) async throws -> String? {
    try await database.transaction(timeout: .seconds(600)) { transaction in
      let done = try await history(transaction)
      guard let migration = try next(after: done) else { return nil }
      try await apply(migration, in: transaction)
      try await transaction.execute(
        """
        insert into schema_migration (number, name, checksum, applied_at)
        values (\(migration.number), \(migration.name), \(migration.checksum), \(clock.now))
        """)
      return migration.name
    }
  }

  /// Waits for its turn first.
  private func history(_ transaction: Transaction) async throws -> [Applied] {
    // Another instance may take its minutes; a migration itself must not queue on a table for long, because everybody
    // who comes later queues behind it.
    try await transaction.execute("select set_config('lock_timeout', '0', true)")
    try await transaction.execute("select pg_advisory_xact_lock(7236837410927321)")
    try await transaction.execute("select set_config('lock_timeout', '5s', true)")
    try await transaction.execute(
      """
      create table if not exists schema_migration (
        number int4 primary key,
        name text not null,
        checksum bytea not null,
        applied_at timestamptz not null
      )
      """)
    return try await transaction.query("select number, name, checksum from schema_migration order by number") { row in
      Applied(number: try row.next(), name: try row.next(), checksum: try row.next())
    }
  }

  private func next(after done: [Applied]) throws(MigrationError) -> Migration? {
    for entry in done {
      guard let known = migrations.first(where: { $0.number == entry.number }) else {
        throw .newerDatabase(entry.name)
      }
      if known.checksum != entry.checksum { throw .edited(known.name) }
    }
    guard let next = migrations.first(where: { migration in !done.contains { $0.number == migration.number } }) else {
      return nil
    }
    if let last = done.last, next.number < last.number { throw .outOfOrder(next.name, after: last.name) }
    return next
  }

  private func apply(_ migration: Migration, in transaction: Transaction) async throws {
    do {
      try await transaction.run(script: Script(migration))
    } catch let error as PostgresError where !error.mayRetryTransaction || error.isStalePlan {
      let extensions = migration.extensions
      // Not available on this machine, or not for this account.
      guard !extensions.isEmpty, ["42501", "0A000", "58P01", "XX000"].contains(error.sqlState) else {
        throw MigrationError.failed(migration.name, reason: "\(error.message) (\(error.sqlState))")
      }
      throw MigrationError.missingExtensions(migration.name, extensions, reason: error.message)
    }
    if !transaction.connection.isInTransaction { throw MigrationError.endedItsTransaction(migration.name) }
  }
}

extension Migration {
  /// The extensions that this migration wants to create.
  fileprivate var extensions: [String] {
    text.lowercased().split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split { $0 == " " || $0 == ";" }
      guard words.starts(with: ["create", "extension"]) else { return nil }
      return words.dropFirst(2).first { !["if", "not", "exists"].contains($0) }.map(String.init)
    }
  }
}

extension Script {
  fileprivate init(_ migration: Migration) { text = migration.text }
}
