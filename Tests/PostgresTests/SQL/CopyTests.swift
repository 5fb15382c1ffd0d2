import Postgres
import Runtime
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CopyTests {
  private struct GivenUp: Error {}

  private func made(size: Int = 8) async throws -> Database {
    let database = try await TestDatabase.make(limits: PoolLimits(size: size, wait: .seconds(60))).database
    try await database.execute("create table t (id int8 primary key, name text, at timestamptz)")
    return database
  }

  @Test func `binary rows arrive`() async throws {
    let database = try await made()
    let stored = try await database.transaction { transaction in
      try await transaction.copyIn("copy t from stdin (format binary)") { writer in
        for id in 0..<20_000 {
          let name = id.isMultiple(of: 2) ? nil : "row \(id)"
          try await writer.row(id, name, Instant(seconds: Int64(id)))
        }
      }
    }
    #expect(stored == 20_000)
    let found = try await database.first("select count(*), count(name), max(at) from t") { row in
      (try row.next(Int.self), try row.next(Int.self), try row.next(Instant.self))
    }
    #expect(found?.0 == 20_000 && found?.1 == 10_000 && found?.2 == Instant(seconds: 19_999))
  }

  @Test func `text arrives in pieces of any size, and COPY goes on in its transaction`() async throws {
    let database = try await made(size: 1)
    let csv = (0..<30_000).map { "\($0),\"naïve, \($0)\",2026-01-01T00:00:00Z\n" }.joined()
    try await database.transaction { transaction in
      try await transaction.execute("insert into t values (-1)")
      let stored = try await transaction.copyIn("copy t from stdin (format csv)") { writer in
        try await writer.write(csv.utf8.prefix(100_001))
        for byte in csv.utf8.dropFirst(100_001).prefix(50) { try await writer.write(CollectionOfOne(byte)) }
        try await writer.write(csv.utf8.dropFirst(100_051))
      }
      #expect(stored == 30_000)
      try await transaction.execute("delete from t where id = 0")
    }
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 30_000)
  }

  @Test func `a COPY given up midway stores nothing and spares the connection`() async throws {
    let database = try await made(size: 1)
    let before = try await database.first("select pg_backend_pid()") { try $0.next(Int.self) }
    await #expect(throws: GivenUp.self) {
      try await database.transaction { transaction in
        try await transaction.copyIn("copy t from stdin (format binary)") { writer in
          for id in 0..<10_000 { try await writer.row(id, "x", Instant(seconds: 0)) }
          throw GivenUp()
        }
      }
    }
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 0)
    #expect(try await database.first("select pg_backend_pid()") { try $0.next(Int.self) } == before)
  }

  @Test func `a row that the server refuses fails the COPY by its SQLSTATE`() async throws {
    let database = try await made(size: 1)
    let error = await #expect(throws: PostgresError.self) {
      try await database.transaction { transaction in
        try await transaction.copyIn("copy t from stdin (format csv)") { writer in
          for id in [1, 2, 1] + Array(3...50_000) { try await writer.write("\(id),a,\n".utf8) }
        }
      }
    }
    #expect(error?.sqlState == PostgresError.uniqueViolation)
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 0)
  }

  @Test func `a value that cannot be sent gives up the COPY`() async throws {
    let database = try await made(size: 1)
    await #expect(throws: ParameterError.self) {
      try await database.transaction { transaction in
        try await transaction.copyIn("copy t from stdin (format binary)") { writer in
          try await writer.row(1, "\0", Instant(seconds: 0))
        }
      }
    }
    #expect(try await database.first("select 1") { try $0.next(Int.self) } == 1)
  }

  @Test func `what comes out is what went in`() async throws {
    let database = try await made()
    try await database.execute("insert into t select n, 'name ' || n from generate_series(1, 50000) n")
    let (text, chunks) = try await database.transaction(isolation: .snapshot) { transaction in
      try await transaction.copyOut("copy (select id, name from t order by id) to stdout (format csv)") { chunks in
        var text: [UInt8] = []
        var count = 0
        for try await chunk in chunks {
          text += chunk
          count += 1
        }
        return (text, count)
      }
    }
    let expected = (1...50_000).map { "\($0),name \($0)\n" }.joined()
    #expect(String(decoding: text, as: UTF8.self) == expected)
    #expect(chunks > 5)
  }

  @Test func `a reader that leaves early costs nothing but the rest`() async throws {
    let database = try await made(size: 1)
    let first = try await database.transaction { transaction in
      let first = try await transaction.copyOut("copy (select generate_series(1, 200000)) to stdout") { chunks in
        for try await chunk in chunks { return chunk.count }
        return 0
      }
      #expect(try await transaction.first("select 5") { try $0.next(Int.self) } == 5)
      return first
    }
    #expect(first > 0)
    await #expect(throws: GivenUp.self) {
      try await database.transaction { transaction in
        try await transaction.copyOut("copy (select generate_series(1, 200000)) to stdout") { chunks in
          for try await _ in chunks { throw GivenUp() }
        }
      }
    }
    #expect(try await database.first("select 6") { try $0.next(Int.self) } == 6)
  }

  @Test func `an error in the middle of a COPY out reaches the reader`() async throws {
    let database = try await made(size: 1)
    let error = await #expect(throws: PostgresError.self) {
      try await database.transaction { transaction in
        try await transaction.copyOut("copy (select 1 / (90000 - n) from generate_series(1, 99999) n) to stdout") {
          for try await _ in $0 {}
        }
      }
    }
    #expect(error?.sqlState == "22012")
    #expect(try await database.first("select 6") { try $0.next(Int.self) } == 6)
  }

  @Test func `a cancelled COPY lets go of its connection`() async throws {
    let database = try await made(size: 1)
    let hasBegun = Gate(parties: 2)
    let copying = Task {
      try await database.transaction { transaction in
        try await transaction.copyIn("copy t from stdin (format binary)") { writer in
          try await writer.row(1, "x", Instant(seconds: 0))
          await hasBegun.arrive()
          while true {
            try await writer.write([])
            try await Task.sleep(for: .seconds(60))
          }
        }
      }
    }
    await hasBegun.arrive()
    copying.cancel()
    await #expect(throws: CancellationError.self) { try await copying.value }
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 0)
  }

  @Test func `a statement in the middle of a COPY is refused instead of waiting for ever`() async throws {
    let database = try await made(size: 1)
    let error = await #expect(throws: PostgresError.self) {
      try await database.transaction { transaction in
        try await transaction.copyIn("copy t from stdin (format binary)") { _ in
          try await transaction.execute("select 1")
        }
      }
    }
    #expect(error?.sqlState == "55000")
    #expect(try await database.first("select 6") { try $0.next(Int.self) } == 6)
  }

  @Test func `the wrong direction is an error`() async throws {
    let database = try await made(size: 1)
    for wrong: SQL in ["select 1", "copy t to stdout"] {
      await #expect(throws: (any Error).self) {
        try await database.transaction { try await $0.copyIn(wrong) { _ in } }
      }
    }
    #expect(try await database.first("select 6") { try $0.next(Int.self) } == 6)
  }
}
