import Postgres
import Runtime
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct DatabaseTests {
  @Test func `values go out and come back, on a leased and on a shared connection`() async throws {
    let database = try await TestDatabase.make().database
    for number in 0..<300 {
      let none = Int?.none
      let decode = { (row: inout Row) throws in
        (try row.next(Int.self), try row.next(String.self), try row.next(Int?.self))
      }
      let sql: SQL = "select \(number), \("text \(number)"), \(none)"
      #expect(try await database.first(sql, decode).map { $0 == (number, "text \(number)", nil) } == true)
      #expect(try await database.readFirst(sql, decode).map { $0 == (number, "text \(number)", nil) } == true)
    }
    let rows = try await database.query("select n from generate_series(1, 1000) n") { try $0.next(Int.self) }
    #expect(rows == Array(1...1000))
  }

  @Test func `many callers at once each get their own answer`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 4, wait: .seconds(60))).database
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<64 {
        group.addTask {
          for round in 0..<20 {
            let expected = number * 1000 + round
            let sql: SQL = "select \(expected)"
            let found =
              number.isMultiple(of: 2)
              ? try await database.first(sql) { try $0.next(Int.self) }
              : try await database.readFirst(sql) { try $0.next(Int.self) }
            guard found == expected else { return false }
          }
          return true
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(database.figures.connections <= 4)
    #expect(database.figures.inUse == 0)
  }

  @Test func `an error of one reader leaves its neighbours on the same connection alone`() async throws {
    let database = try await TestDatabase.make().database
    try await until {
      _ = try await database.read("select 1") { _ in }
      return database.figures.readConnections == 2
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let divisor = number % 3
          do {
            let found = try await database.readFirst("select 600 / \(divisor)") { try $0.next(Int.self) }
            #expect(divisor != 0 && found == 600 / divisor)
          } catch let error as PostgresError {
            #expect(divisor == 0 && error.sqlState == "22012")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `reads may not write`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (a int4)")
    try await until {
      _ = try await database.read("select 1") { _ in }
      return database.figures.readConnections > 0
    }
    let error = await #expect(throws: PostgresError.self) {
      try await database.read("insert into t values (1) returning a") { try $0.next(Int32.self) }
    }
    #expect(error?.sqlState == "25006")
  }

  @Test func `an error names constraint, table and statement but no value`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table person (email text constraint one_account_each unique)")
    try await database.execute("insert into person values (\("camille@example.org"))")
    let error = await #expect(throws: PostgresError.self) {
      try await database.execute("insert into person values (\("camille@example.org"))")
    }
    #expect(error?.sqlState == PostgresError.uniqueViolation)
    #expect(error?.constraint == "one_account_each")
    #expect(error?.table == "person")
    #expect(error?.sql == "insert into person values ($1)")
    #expect(error.map { "\($0)".contains("camille") } == false)
    var dumped = ""
    dump(error, to: &dumped)
    #expect(!dumped.contains("camille"))
  }

  @Test func `a statement whose table has changed is prepared anew`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, wait: .seconds(60))).database
    try await database.execute("create table t (a int4)")
    try await database.execute("insert into t values (1)")
    func read() async throws -> Int32? { try await database.first("select * from t") { try $0.next() } }
    #expect(try await read() == 1)
    try await database.execute("alter table t add b int4")
    #expect(try await read() == 1)
    try await database.execute("deallocate all")
    #expect(try await read() == 1)
    try await database.execute("alter table t drop b")
    let inside = try await database.transaction { transaction in
      try await transaction.first("select * from t") { try $0.next(Int32.self) }
    }
    #expect(inside == 1)
  }

  @Test func `a script runs several statements and stops at the first error`() async throws {
    let database = try await TestDatabase.make().database
    try await database.run(script: Script(literal: "create table a (n int4); insert into a values (1), (2);"))
    #expect(try await database.first("select count(*) from a") { try $0.next(Int.self) } == 2)
    await #expect(throws: PostgresError.self) {
      try await database.run(script: Script(literal: "insert into a values (3); select 1 / 0;"))
    }
    #expect(try await database.first("select count(*) from a") { try $0.next(Int.self) } == 2)
    await #expect(throws: PostgresError.self) {
      try await database.run(script: Script(literal: "copy a from stdin"))
    }
    #expect(try await database.first("select count(*) from a") { try $0.next(Int.self) } == 2)
  }

  @Test func `nothing to do is no error`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, wait: .seconds(60))).database
    let before = try await database.first("select pg_backend_pid()") { try $0.next(Int32.self) }
    #expect(try await database.execute("-- nothing") == 0)
    try await database.run(script: Script(literal: "-- nothing\n"))
    #expect(try await database.first("select pg_backend_pid()") { try $0.next(Int32.self) } == before)
  }

  @Test func `COPY in the place of a query is an error and not the end`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, wait: .seconds(60))).database
    try await database.execute("create table a (n int4)")
    await #expect(throws: (any Error).self) { try await database.execute("copy a from stdin") }
    await #expect(throws: (any Error).self) { try await database.execute("copy a to stdout") }
    #expect(try await database.first("select 7") { try $0.next(Int32.self) } == 7)
  }

  @Test func `a value that cannot be sent is refused before anything is sent`() async throws {
    let database = try await TestDatabase.make().database
    let error = await #expect(throws: ParameterError.self) {
      try await database.execute("select \("nul \0 inside")")
    }
    #expect(error.map { "\($0)".contains("inside") } == false)
    await #expect(throws: ParameterError.self) { try await database.execute("select \(["a", "\0"])") }
    await #expect(throws: ParameterError.self) { try await database.execute("select \(Instant(microseconds: .min))") }
  }

  @Test func `the callers of a closed database are refused`() async throws {
    let test = try await TestDatabase.make()
    try await test.database.execute("select 1")
    await test.database.close()
    await #expect(throws: Unavailable.self) { try await test.database.execute("select 1") }
    await #expect(throws: Unavailable.self) { try await test.database.read("select 1") { _ in 1 } }
    #expect(test.database.figures.connections == 0)
  }

  @Test func `reads that take long leave connections to everybody else`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 8, wait: .seconds(60))).database
    let release = Flag()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await database.heavily(for: "\(number % 5)") {
            try await database.transaction { transaction in
              try await transaction.execute("select 1")
              try await until { release.isRaised }
            }
          }
        }
      }
      try await until { database.figures.inUse == 3 }
      for _ in 0..<50 { try await database.execute("select 1") }
      #expect(database.figures.inUse == 3 && database.figures.refused == 0)
      release.raise()
      try await group.waitForAll()
    }
  }

  @Test func `a long read that finds no place in time is unavailable, and its neighbours stay`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, queue: 4, wait: .milliseconds(50))).database
    try await database.heavily(for: "a") {
      let late = await #expect(throws: Unavailable.self) { try await database.heavily(for: "b") {} }
      #expect(late?.reason == .waitedTooLong)
    }
    #expect(try await database.heavily(for: "b") { true })
  }
}
