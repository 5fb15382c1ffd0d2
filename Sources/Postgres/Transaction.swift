import Synchronization

/// Says what may happen to rows that others change meanwhile.
package enum Isolation: Sendable {
  case readCommitted, repeatableRead, serializable
  /// Many reads that see one moment.
  case snapshot

  fileprivate var begin: SQL {
    switch self {
    case .readCommitted: "begin"
    case .repeatableRead: "begin isolation level repeatable read"
    case .serializable: "begin isolation level serializable"
    case .snapshot: "begin isolation level repeatable read read only"
    }
  }
}

/// Statements that happen together or not at all. Valid until the closure it is lent to ends. BEGIN travels with the
/// first statement, so a transaction costs one round trip more than its statements.
package final class Transaction: Querying {
  /// It was used after its end.
  package struct Over: Error {}

  private struct State {
    var isOver = false
    var failure: PostgresError?
    var announced: Set<String> = []
  }

  let connection: Connection
  let patience: Duration
  private let begin: SQL
  private let state = Mutex(State())

  init(_ connection: Connection, isolation: Isolation, patience: Duration) {
    self.connection = connection
    self.patience = patience
    begin = isolation.begin
  }

  package func run(_ sql: SQL) async throws -> Answer {
    if state.withLock({ $0.isOver }) { throw Over() }
    return try await note { try await connection.run(.statement(sql, opening: begin), patience: patience) }
  }

  /// Several statements without parameters; what the last one answered is dropped.
  package func run(script: Script) async throws {
    try await open()
    if state.withLock({ $0.isOver }) { throw Over() }
    _ = try await note { try await connection.run(script, patience: patience) }
  }

  /// For what BEGIN cannot travel with.
  func open() async throws {
    if !connection.isInTransaction { _ = try await run("select") }
  }

  /// A longer (or shorter) time for every statement from here on, and for the pauses between them.
  func limit(to timeout: Duration) async throws {
    let milliseconds = "\(timeout.inWholeMilliseconds)"
    _ = try await run(
      """
      select set_config('statement_timeout', \(milliseconds), true),
        set_config('idle_in_transaction_session_timeout', \(milliseconds), true)
      """)
  }

  /// Marks a channel: once this is committed, `Database.takeAnnouncement` tells of it.
  package func announce(on channel: StaticString) { state.withLock { _ = $0.announced.insert("\(channel)") } }

  var announced: Set<String> { state.withLock { $0.announced } }

  /// Remembers an error, in case the body swallows it.
  func note(_ ask: () async throws -> Answer) async throws -> Answer {
    do {
      return try await ask()
    } catch let error as PostgresError {
      state.withLock { $0.failure = error }
      throw error
    }
  }

  /// Takes back what `body` did if it throws, and lets the transaction go on.
  @discardableResult
  package func savepoint<Value>(_ body: () async throws -> Value) async throws -> Value {
    // The innermost of savepoints of one name counts, so nesting needs no names.
    try await execute("savepoint nested")
    do {
      let value = try await body()
      try await execute("release savepoint nested")
      return value
    } catch {
      try await finish("rollback to savepoint nested")
      try await finish("release savepoint nested")
      throw error
    }
  }

  // MARK: The end

  func commit() async throws {
    state.withLock { $0.isOver = true }
    if connection.isIdleOutsideTransaction { return }
    guard connection.isInTransaction else {
      // A statement failed and the body went on as if nothing had happened: COMMIT would quietly roll back.
      try await rollBack()
      throw state.withLock { $0.failure } ?? Self.aborted
    }
    try await finish("commit")
  }

  func rollBack() async throws {
    state.withLock { $0.isOver = true }
    if !connection.isIdleOutsideTransaction { try await finish("rollback") }
  }

  private func finish(_ sql: SQL) async throws {
    _ = try await connection.runToTheEnd(.statement(sql, opening: nil), patience: patience)
  }

  private static let aborted = PostgresError(
    sqlState: "25P02", message: "the transaction was aborted by an earlier statement", sql: "commit")
}
