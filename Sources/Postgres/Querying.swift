/// Runs statements: each for itself on the `Database`, or together in a `Transaction`.
///
///     let names = try await database.query("select name from station where id = \(id)") { row in
///       try row.next(String.self)
///     }
package protocol Querying: Sendable {
  func run(_ sql: SQL) async throws -> Answer
}

extension Querying {
  /// Every row, in the server's order.
  package func query<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) async throws -> [Value] {
    try await run(sql).decode(decode)
  }

  /// The first row; nil when there is none.
  package func first<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) async throws -> Value? {
    try await run(sql).decodeFirst(decode)
  }

  /// The number of rows that were inserted, changed or deleted.
  @discardableResult
  package func execute(_ sql: SQL) async throws -> Int {
    try await run(sql).affectedRows
  }
}
