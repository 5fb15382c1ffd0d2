import Postgres
import Runtime
import TestSupport
import Testing

/// Short reads that are asked in one turn of the loop travel together; nobody may notice but by the clock.
@Suite(.timeLimit(.minutes(1))) struct BatchTests {
  /// Its shared connections are open.
  private func database() async throws -> Database {
    let database = try await TestDatabase.make().database
    try await until {
      _ = try await database.read("select 1") { _ in }
      return database.figures.readConnections == 2
    }
    return database
  }

  /// What so many askers hear who all begin in the same turn.
  private func together<Value: Sendable>(
    _ count: Int, _ ask: @escaping @Sendable (Int) async throws -> Value
  ) async -> [Result<Value, any Error>] {
    await Task(executorPreference: TestDatabase.loop) {
      let tasks = (0..<count).map { number in Task(executorPreference: TestDatabase.loop) { try await ask(number) } }
      var heard: [Result<Value, any Error>] = []
      for task in tasks { heard.append(await task.result) }
      return heard
    }.value
  }

  private func code(_ result: Result<some Sendable, any Error>) -> String? {
    guard case .failure(let error) = result else { return nil }
    return (error as? PostgresError)?.sqlState
  }

  @Test func `an error takes nothing from the statements beside it`() async throws {
    let database = try await database()
    for _ in 1...3 {
      let heard = await together(40) { number in
        try await database.readFirst("select 600 / \(number % 5)") { try $0.next(Int.self) }
      }
      for (number, result) in heard.enumerated() {
        if number % 5 == 0 {
          #expect(code(result) == "22012")
        } else {
          #expect(try result.get() == 600 / (number % 5))
        }
      }
    }
  }

  @Test func `a statement that cannot be prepared takes nothing from those prepared beside it`() async throws {
    let database = try await database()
    let heard = await together(24) { number -> Int? in
      switch number % 4 {
      case 0: try await database.readFirst("select \(number) from nothing") { try $0.next() }
      case 1: try await database.readFirst("select \(number) + 1") { try $0.next() }
      case 2: try await database.readFirst("select \(number) + 2") { try $0.next() }
      default: try await database.readFirst("select \(number) + 3") { try $0.next() }
      }
    }
    for (number, result) in heard.enumerated() {
      if number % 4 == 0 { #expect(code(result) == "42P01") } else { #expect(try result.get() == number + number % 4) }
    }
  }

  @Test func `who leaves takes nobody along`() async throws {
    let database = try await database()
    let heard = await together(32) { number in
      let asking = Task(executorPreference: TestDatabase.loop) {
        try await database.readFirst("select \(number) from pg_sleep(0.005)") { try $0.next(Int.self) }
      }
      if number % 2 == 0 {
        // Before it is sent, or while the server is at it.
        if number % 4 == 0 { try await Task.sleep(for: .milliseconds(number)) }
        asking.cancel()
      }
      return try await asking.value
    }
    for (number, result) in heard.enumerated() where number % 2 == 1 { #expect(try result.get() == number) }
    for result in heard {
      if case .failure(let error) = result { #expect(error is CancellationError) }
    }
    try await until { database.figures.readsUnderWay == 0 }
  }

  @Test func `a server that hangs up in the middle is asked again`() async throws {
    let database = try await database()
    async let heard = together(16) { number in
      try await database.readFirst("select \(number) from pg_sleep(0.05)") { try $0.next(Int.self) }
    }
    try await until { database.figures.readsUnderWay >= 16 }
    try await database.execute(
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query like '%pg_sleep(0.05)%'
      """)
    for (number, result) in await heard.enumerated() { #expect(try result.get() == number) }
  }

  @Test func `a table that a migration changes is read on, in a batch and in a transaction`() async throws {
    let database = try await database()
    try await database.execute("create table t (a int4)")
    try await database.execute("insert into t values (7)")
    func ask() async -> [Result<Int32?, any Error>] {
      await together(12) { number in
        number == 5
          ? try await database.transaction { transaction in
            try await transaction.first("select * from t") { try $0.next(Int32.self) }
          } : try await database.readFirst("select * from t") { try $0.next(Int32.self) }
      }
    }
    for result in await ask() { #expect(try result.get() == 7) }
    try await database.execute("alter table t add b int4")
    for result in await ask() { #expect(try result.get() == 7) }
    try await database.execute("alter table t drop b")
    for result in await ask() { #expect(try result.get() == 7) }
  }

  @Test func `an answer of many megabytes and a slow reader hold up nobody for ever`() async throws {
    let database = try await database()
    let heard = await together(24) { number in
      let lengths = try await database.read(
        "select repeat('x', \(number % 6 == 0 ? 1_000_000 : 10)::int4) from generate_series(1, 8)"
      ) { try $0.next(String.self).utf8.count }
      if number % 6 == 0 { try await Task.sleep(for: .milliseconds(50)) }
      return lengths
    }
    for (number, result) in heard.enumerated() {
      #expect(try result.get() == Array(repeating: number % 6 == 0 ? 1_000_000 : 10, count: 8))
    }
  }

  @Test func `a notification between answers disturbs none`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, wait: .seconds(60))).database
    try await database.execute("listen news")
    for number in 0..<50 {
      async let told = database.first("select pg_notify('news', 'x')::text || \(number)") { try $0.next(String.self) }
      async let asked = database.first("select \(number)") { try $0.next(Int.self) }
      #expect(try await told == "\(number)")
      #expect(try await asked == number)
    }
    #expect(database.figures.connections == 1 && database.figures.retries == 0)
  }
}
