import Runtime

extension Database {
  /// For reads that take long, whoever asks: they get a share of the connections, and of those who wait for it parties (the
  /// addresses that ask) take turns. A write finds the rest of the pool.
  package func heavily<Value>(for party: String, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await heavy.take(party, body)
    } catch let refused as Turns.Refused {
      let reason = refused == .waitedTooLong ? Unavailable.Reason.waitedTooLong : .queueFull
      throw Unavailable(reason: reason, retryAfter: .seconds(1))
    }
  }

  package func heavily(for party: String) -> LongReads { LongReads(database: self, party: party) }

  package struct LongReads {
    let database: Database
    let party: String

    package func query<Value>(_ sql: SQL, _ decode: (inout Row) throws -> Value) async throws -> [Value] {
      try await database.heavily(for: party) { try await database.run(sql).decode(decode) }
    }
  }

  /// Throws unless a connection of one's own and those that short reads share both answer: what requests need.
  package func check() async throws {
    _ = try await run("select 1")
    guard let shared = await readGroup.opened() else {
      throw Unavailable(reason: .serverAway("no connection for short reads could be opened"), retryAfter: .seconds(1))
    }
    _ = try await shared.run(.statement("select 1", opening: nil), patience: readGroup.patience)
  }
}
