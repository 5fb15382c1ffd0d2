package import Runtime

/// The way to one PostgreSQL server, or to a list of hosts of which one is the primary. Opens connections when they are
/// needed, finds the server again when it was away, and never makes anyone wait without end.
package final class Database: Querying {
  private let settings: ConnectionSettings
  private let pool: Pool
  let heavy: Turns
  let readGroup: ReadGroup
  private let replica: ReadGroup?
  private let connects: Workers
  private let cancels: Workers
  private let ticking: EventLoop.Ticking
  let meter = Meter()
  let announcements = Announcements()
  let connector: Connector

  package convenience init(
    _ settings: ConnectionSettings, reads: ConnectionSettings? = nil, limits: PoolLimits = PoolLimits(), loop: EventLoop
  ) {
    self.init(settings, reads: reads, limits: limits, loops: [loop])
  }

  /// Connects with the first statement, and spreads its connections over the loops: who runs on one of them is lent that
  /// loop's own first. `reads` may name a replica: see `allowingReplica`.
  package init(
    _ settings: ConnectionSettings, reads: ConnectionSettings? = nil, limits: PoolLimits = PoolLimits(),
    loops: [EventLoop]
  ) {
    let loops = Loops(loops)
    self.settings = settings
    // A replica that falls silent keeps one thread waiting, never the way to the primary.
    connects = Workers(name: "pg-connect", threads: reads == nil ? 1 : 2, queueLimit: 64)
    cancels = Workers(name: "pg-cancel", threads: 2, queueLimit: 256)
    let connector = Connector(
      settings: settings, readOnly: false, loop: loops.first, connects: connects, cancels: cancels,
      timelines: Timelines())
    let pool = Pool(connector: connector, limits: limits, loops: loops)
    let readGroup = ReadGroup(of: settings, like: connector, loops: loops)
    // Either knocks at a time of its own: who is let in tells the other.
    pool.onFound { [weak readGroup] in readGroup?.serverIsThere() }
    readGroup.onFound { [weak pool] in pool?.serverIsThere() }
    let replica = reads.map { ReadGroup(of: $0, like: connector, loops: loops) }
    ticking = loops.first.every(.milliseconds(50)) {
      let now = Moment.now
      pool.sweep(at: now)
      readGroup.sweep(at: now)
      replica?.sweep(at: now)
    }
    self.connector = connector
    self.pool = pool
    // A caller who asks for much may stand in line for longer than a write.
    heavy = Turns(limits.heavy, patience: limits.wait * 5)
    self.readGroup = readGroup
    self.replica = replica
  }

  deinit {
    ticking.cancel()
    pool.abandon()
    readGroup.close()
    replica?.close()
    connects.stop()
    cancels.stop()
  }

  /// Waits for what is under way and closes every connection. Whatever is asked from now on is refused.
  package func close() async {
    readGroup.close()
    replica?.close()
    await pool.close()
    ticking.cancel()
  }

  // MARK: Single statements

  /// One statement, committed when it returns. Throws `ConnectionLost` when nobody can know whether it was carried out.
  package func run(_ sql: SQL) async throws -> Answer {
    meter.countStatement()
    return try await again(unless: \.mayHaveHappened) { connection, patience in
      try await connection.run(.statement(sql, opening: nil), patience: patience)
    }
  }

  package func run(script: Script) async throws {
    _ = try await again(unless: \.mayHaveHappened) { connection, patience in
      try await connection.run(script, patience: patience)
    }
  }

  /// A short query (1 s at most) that many callers share a connection for: 1.4 times the rate of `query`, measured. Tried once
  /// more if the connection dies, because reading twice changes nothing.
  package func read<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) async throws -> [Value] {
    try await runShared(sql).decode(decode)
  }

  package func readFirst<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) async throws -> Value? {
    try await runShared(sql).decodeFirst(decode)
  }

  private func runShared(_ sql: SQL) async throws -> Answer {
    meter.countStatement()
    if let answer = try await askReplica(sql) { return answer }
    if let connection = readGroup.pick() {
      do {
        return try await connection.run(.statement(sql, opening: nil), patience: readGroup.patience)
      } catch is ConnectionLost {
        meter.countRetry()
      }
    }
    return try await again(unless: { _ in false }) { connection, patience in
      try await connection.run(.statement(sql, opening: nil), patience: patience)
    }
  }

  /// Nil when there is none, when it is away, and when it cannot answer now: what it replays may be in the way of what it
  /// reads, and it may lag behind a migration. A statement that takes too long would do so at the primary.
  func askReplica(_ sql: SQL) async throws -> Answer? {
    guard Database.mayReadReplica, let replica, let connection = replica.pick() else { return nil }
    do {
      return try await connection.run(.statement(sql, opening: nil), patience: replica.patience)
    } catch is ConnectionLost {
      meter.countRetry()
    } catch let error as PostgresError where error.sqlState != PostgresError.queryCancelled {
      meter.countRetry()
    }
    return nil
  }

  @TaskLocal private static var mayReadReplica = false

  /// In `body`, and in what it starts, `read` may show what was true a moment ago. Elsewhere all reads see what was written.
  package static func allowingReplica<Value>(
    _ body: @Sendable () async throws -> Value
  ) async rethrows -> Value {
    try await $mayReadReplica.withValue(true, operation: body)
  }

  /// Lends a connection to `ask`; a second one if the first turns out to be dead and trying again does no harm.
  private func again(
    unless final: (ConnectionLost) -> Bool, _ ask: (Connection, Duration) async throws -> Answer
  ) async throws -> Answer {
    do {
      let lease = try await pool.lease()
      return try await lease.withConnection { try await ask($0, settings.patience) }
    } catch let lost as ConnectionLost where !final(lost) {
      meter.countRetry()
      let lease = try await pool.lease()
      return try await lease.withConnection { try await ask($0, settings.patience) }
    }
  }

  private func lend<Value>(_ body: (Connection) async throws -> Value) async throws -> Value {
    let lease = try await pool.lease()
    return try await lease.withConnection(body)
  }

  // MARK: Transactions

  /// Commits when `body` returns, rolls back when it throws. After a deadlock, a serialization failure or a lost
  /// connection the whole body runs again, up to `attempts` times: it must do nothing that a rollback does not undo.
  /// After a collision it waits a moment: the other side is only just waking up, and would be met again at the same place.
  /// `timeout` replaces the statement timeout for work that is known to be long; while it `givesWay` it takes only the time
  /// of the server's processors that nobody else wants, if the server runs on this machine.
  @discardableResult
  package func transaction<Value>(
    isolation: Isolation = .readCommitted, timeout: Duration? = nil, attempts: Int = 3, givesWay: Bool = false,
    _ body: (Transaction) async throws -> Value
  ) async throws -> Value {
    for number in 1..<max(1, attempts) {
      do {
        return try await attempt(isolation, timeout, givesWay, body)
      } catch let error as PostgresError where error.mayRetryTransaction {
        meter.countRetry()
        try await Task.sleep(for: .milliseconds(Int.random(in: 10...30) * number * number))
      } catch let error as ConnectionLost where !error.mayHaveHappened {
        meter.countRetry()
      }
      try Task.checkCancellation()
    }
    return try await attempt(isolation, timeout, givesWay, body)
  }

  private func attempt<Value>(
    _ isolation: Isolation, _ timeout: Duration?, _ givesWay: Bool, _ body: (Transaction) async throws -> Value
  ) async throws -> Value {
    try await lend { connection in
      let patience = timeout.map { $0 + .seconds(1) } ?? settings.patience
      let transaction = Transaction(connection, isolation: isolation, patience: patience)
      let value: Value
      if givesWay { connection.giveWay() }
      // The next owner is in a hurry.
      defer { if givesWay { connection.end("it has given way") } }
      do {
        if let timeout { try await transaction.limit(to: timeout) }
        value = try await body(transaction)
      } catch let lost as ConnectionLost {
        throw ConnectionLost(reason: lost.reason, mayHaveHappened: false)  // without COMMIT nothing has
      } catch {
        // A rollback that fails means a connection that is lost, and with it the transaction.
        try? await transaction.rollBack()
        throw error
      }
      try await transaction.commit()
      announcements.add(transaction.announced)
      return value
    }
  }

  // MARK: Figures

  package var figures: Figures {
    let pool = pool.measure()
    return Figures(
      connections: pool.size, idle: pool.idle, inUse: pool.size - pool.idle, opening: pool.opening,
      waiting: pool.waiting + heavy.waiting, refused: pool.refused, readConnections: readGroup.size,
      replicaConnections: replica?.size ?? 0, readsUnderWay: readGroup.depth + (replica?.depth ?? 0),
      retries: meter.retries, statements: meter.statements)
  }
}
