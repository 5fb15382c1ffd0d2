extension Transaction {
  /// The rows of a long statement, a batch after the other: while one is read the server makes the next. Neither side ever holds all
  /// of them, and the limit of time is that of a batch. A name is used once in a transaction.
  package func stream(
    _ name: StaticString, _ sql: SQL, _ read: (inout Row) throws -> Void
  ) async throws {
    // The planner takes for granted that hardly anybody reads to the end.
    try await execute("select set_config('cursor_tuple_fraction', '1', true)")
    try await execute("declare \(sql: SQL(stringLiteral: name)) no scroll cursor for \(sql: sql)")
    let fetch: SQL = "fetch 4096 from \(sql: SQL(stringLiteral: name))"
    var answer = try await run(fetch)
    while answer.rowCount > 0 {
      async let next = run(fetch)
      _ = try answer.decode(read)
      answer = try await next
    }
  }
}
