import Glibc
import Postgres
import Runtime
import TestSupport
import Testing

/// What a server, a network and impatient callers can do to us.
@Suite(.timeLimit(.minutes(2))) struct FaultTests {
  private func backend(_ database: Database) async throws -> Int32 {
    try #require(try await database.first("select pg_backend_pid()") { try $0.next(Int32.self) })
  }

  private func sleepers(_ database: Database) async throws -> Int {
    try await database.first(
      """
      select count(*) from pg_stat_activity
      where datname = current_database() and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()
      """
    ) { try $0.next() } ?? 0
  }

  @Test func `a terminated backend fails its statement and nothing else`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 2, wait: .seconds(60))).database
    let sleeping = Task { try await database.execute("select pg_sleep(30)") }
    try await until { try await sleepers(database) == 1 }
    try await database.execute(
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()
      """)
    let error = await #expect(throws: ConnectionLost.self) { try await sleeping.value }
    #expect(error?.mayHaveHappened == true)
    #expect(try await database.first("select 1") { try $0.next(Int.self) } == 1)
  }

  @Test func `an idle connection that dies is not lent again`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, wait: .seconds(60))).database
    let other = try await TestDatabase.make().database
    for _ in 1...5 {
      let victim = try await backend(database)
      try await other.execute("select pg_terminate_backend(\(victim))")
      try await until { database.figures.connections == 0 }
      #expect(try await backend(database) != victim)
    }
  }

  @Test func `a read is tried again when its connection dies`() async throws {
    let database = try await TestDatabase.make().database
    try await until {
      _ = try await database.read("select 1") { _ in }
      return database.figures.readConnections == 2
    }
    for _ in 1...20 {
      async let one = database.readFirst("select 1 from pg_sleep(0.02)") { try $0.next(Int.self) }
      async let two = database.readFirst("select 2 from pg_sleep(0.02)") { try $0.next(Int.self) }
      async let killing = database.execute(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and state = 'active' and query like '%pg_sleep(0.02)%'
        limit 1
        """)
      #expect(try await one == 1)
      #expect(try await two == 2)
      _ = try await killing
    }
  }

  @Test func `a cancelled task cancels its statement and keeps the connection`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 2, wait: .seconds(60))).database
    let sleeping = Task { try await database.execute("select pg_sleep(30)") }
    try await until { try await sleepers(database) == 1 }
    sleeping.cancel()
    await #expect(throws: CancellationError.self) { try await sleeping.value }
    #expect(try await sleepers(database) == 0)
    #expect(database.figures.connections == 2)
  }

  @Test func `a cancelled transaction is rolled back`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 2, wait: .seconds(60))).database
    try await database.execute("create table t (a int4)")
    let working = Task {
      try await database.transaction { transaction in
        try await transaction.execute("insert into t values (1)")
        try await transaction.execute("select pg_sleep(30)")
      }
    }
    try await until { try await sleepers(database) == 1 }
    working.cancel()
    await #expect(throws: CancellationError.self) { try await working.value }
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 0)
    #expect(database.figures.inUse == 0)
  }

  @Test func `a task cancelled before it asks asks nothing`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (a int4)")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await database.execute("insert into t values (1)")
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 0)
  }

  @Test func `a storm of cancellations never hits another's statement`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 3, wait: .seconds(30))).database
    let cancelled = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<120 {
        group.addTask {
          let task = Task { try await database.execute("select pg_sleep(0.12)") }
          // From before the threshold to after the end of the statement.
          try await Task.sleep(for: .milliseconds(number * 7 % 400))
          task.cancel()
          do {
            _ = try await task.value
            return 0
          } catch is CancellationError {
            return 1
          }
        }
        group.addTask {
          let found = try await database.first("select \(number) from pg_sleep(0.005)") { try $0.next(Int.self) }
          #expect(found == number)
          return 0
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(cancelled > 0)
    #expect(try await sleepers(database) == 0)
    #expect(database.figures.inUse == 0 && database.figures.connections == 3)
  }

  /// While somebody has the only connection.
  private func whileHeld(_ database: Database, _ body: () async throws -> Void) async throws {
    let (hasLease, mayEnd) = (Gate(parties: 2), Gate(parties: 2))
    let holder = Task {
      try await database.transaction { transaction in
        try await transaction.execute("select 1")
        await hasLease.arrive()
        await mayEnd.arrive()
      }
    }
    await hasLease.arrive()
    try await body()
    await mayEnd.arrive()
    try await holder.value
  }

  @Test func `a crowd is served in turn, and its overflow is refused`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, queue: 3, wait: .seconds(60))).database
    var waiters: [Task<Int, any Error>] = []
    try await whileHeld(database) {
      waiters = (1...3).map { _ in Task { try await database.execute("select 1") } }
      try await until { database.figures.waiting == 3 }
      let refusal = await #expect(throws: Unavailable.self) { try await database.execute("select 1") }
      #expect(refusal?.reason == .queueFull)
      waiters[1].cancel()
      await #expect(throws: CancellationError.self) { try await waiters[1].value }
    }
    for waiter in [waiters[0], waiters[2]] { _ = try await waiter.value }
    #expect(database.figures.waiting == 0 && database.figures.refused == 1)
  }

  @Test func `the patience of who waits for a connection ends`() async throws {
    let database = try await TestDatabase.make(limits: PoolLimits(size: 1, wait: .milliseconds(100))).database
    // To connect may take longer than that.
    try await until { (try? await database.execute("select 1")) != nil }
    try await whileHeld(database) {
      let error = await #expect(throws: Unavailable.self) { try await database.execute("select 1") }
      #expect(error?.reason == .waitedTooLong && database.figures.waiting == 0)
    }
    try await database.execute("select 1")
  }

  @Test func `a server that falls silent is given up`() async throws {
    let test = try await TestDatabase.make()
    var settings = test.settings
    settings.statementTimeout = .milliseconds(500)
    let database = Database(settings, limits: PoolLimits(size: 1, wait: .seconds(60)), loop: TestDatabase.loop)
    let frozen = try await backend(database)
    kill(frozen, SIGSTOP)
    let error = await #expect(throws: ConnectionLost.self) { try await database.execute("select 1") }
    #expect(error?.mayHaveHappened == true)
    kill(frozen, SIGCONT)
    #expect(try await backend(database) != frozen)
    await database.close()
  }

  @Test func `a COPY into a server that has stopped reading waits, and keeps nothing in memory`() async throws {
    let test = try await TestDatabase.make()
    var settings = test.settings
    settings.statementTimeout = .milliseconds(500)
    let database = Database(settings, limits: PoolLimits(size: 1, wait: .seconds(60)), loop: TestDatabase.loop)
    try await database.execute("create table t (line text)")
    let line = String(repeating: "x", count: 1023) + "\n"
    var taken = 0
    var frozen: Int32 = 0
    await #expect(throws: ConnectionLost.self) {
      try await database.transaction(attempts: 1) { transaction in
        frozen = try await transaction.first("select pg_backend_pid()") { try $0.next() } ?? 0
        kill(frozen, SIGSTOP)
        try await transaction.copyIn("copy t from stdin") { writer in
          while taken < 200_000_000 {
            try await writer.write(line.utf8)
            taken += 1024
          }
        }
      }
    }
    kill(frozen, SIGCONT)
    #expect(taken < 2_000_000)
    await database.close()
  }

  @Test func `ten thousand queries leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      func openFiles() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
      }
      // Twenty share four, on a machine that may have other things to do.
      let test = try await TestDatabase.make(limits: PoolLimits(size: 4, wait: .seconds(60)))
      let database = test.database
      try await until {
        _ = try await database.read("select 1") { _ in }
        return database.figures.readConnections == 2
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { try await database.execute("select pg_sleep(0.01)") } }
        try await group.waitForAll()
      }
      let before = openFiles()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<20 {
          group.addTask {
            for number in 0..<500 {
              switch number % 4 {
              case 0: _ = try await database.readFirst("select \(number)") { try $0.next(Int.self) }
              case 1: _ = try? await database.execute("select 1 / \(0)")
              case 2:
                let task = Task { try await database.execute("select pg_sleep(0.0001)") }
                if worker == 0 { task.cancel() }
                _ = try? await task.value
              default: try await database.execute("select \(number)")
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let sessions = try await database.first(
        "select count(*) from pg_stat_activity where datname = current_database()"
      ) { try $0.next(Int.self) }
      #expect(sessions == 6)
      #expect(openFiles() == before)
      await database.close()
      #expect(openFiles() == before - 6)
    }
  }
}
