import Glibc
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TransactionTests {
  private struct Refusal: Error {}

  @Test func `what happens together is undone together`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (a int4 primary key)")
    await #expect(throws: Refusal.self) {
      try await database.transaction { transaction in
        try await transaction.execute("insert into t values (1)")
        throw Refusal()
      }
    }
    try await database.transaction { transaction in
      let count = try await transaction.execute("insert into t values (2), (3)")
      #expect(count == 2)
    }
    #expect(try await database.query("select a from t") { try $0.next(Int.self) } == [2, 3])
    #expect(database.figures.inUse == 0)
  }

  @Test func `a backend that has given way serves nobody else`() async throws {
    let database = try await TestDatabase.make().database
    func backend(_ any: some Querying) async throws -> Int {
      try #require(try await any.first("select pg_backend_pid()") { try $0.next(Int.self) })
    }
    let process = try await database.transaction(givesWay: true) { transaction in
      let process = try await backend(transaction)
      #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process)) == 10)
      return process
    }
    #expect(try await backend(database) != process)
  }

  @Test func `a body without a statement sends nothing`() async throws {
    let database = try await TestDatabase.make().database
    let seven = try await database.transaction { _ in 7 }
    #expect(seven == 7)
  }

  @Test func `what is announced is told after the commit, once for all, and not after a rollback`() async throws {
    let database = try await TestDatabase.make().database
    for _ in 1...2 {
      try await database.transaction { transaction in
        transaction.announce(on: "here")
        try await transaction.execute("select")
        #expect(!database.takeAnnouncement(on: "here"), "nobody could see what it is about")
      }
      if database.takeAnnouncement(on: "there") { Issue.record("nobody has said anything there") }
      try await database.transaction { $0.announce(on: "here") }
      #expect(database.takeAnnouncement(on: "here"))
      #expect(!database.takeAnnouncement(on: "here"))
    }
    await #expect(throws: Refusal.self) {
      try await database.transaction { transaction in
        transaction.announce(on: "here")
        throw Refusal()
      }
    }
    #expect(!database.takeAnnouncement(on: "here"))
  }

  @Test func `a swallowed error does not become a commit`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (a int4 primary key)")
    let error = await #expect(throws: PostgresError.self) {
      try await database.transaction { transaction in
        try await transaction.execute("insert into t values (1)")
        _ = try? await transaction.execute("insert into t values (1)")
      }
    }
    #expect(error?.constraint == "t_pkey")
    #expect(try await database.first("select count(*) from t") { try $0.next(Int.self) } == 0)
  }

  @Test func `a constraint checked at the end fails the transaction`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (a int4 constraint once unique deferrable initially deferred)")
    let error = await #expect(throws: PostgresError.self) {
      try await database.transaction { transaction in
        try await transaction.execute("insert into t values (1), (1)")
      }
    }
    #expect(error?.constraint == "once")
    #expect(database.figures.inUse == 0)
  }

  @Test func `savepoints nest`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (a int4 primary key)")
    try await database.transaction { transaction in
      try await transaction.execute("insert into t values (1)")
      try await transaction.savepoint {
        try await transaction.execute("insert into t values (2)")
        await #expect(throws: PostgresError.self) {
          try await transaction.savepoint { try await transaction.execute("insert into t values (2)") }
        }
        try await transaction.execute("insert into t values (3)")
      }
      await #expect(throws: Refusal.self) {
        try await transaction.savepoint {
          try await transaction.execute("insert into t values (4)")
          throw Refusal()
        }
      }
    }
    #expect(try await database.query("select a from t order by a") { try $0.next(Int.self) } == [1, 2, 3])
  }

  @Test func `statements asked for at once share the transaction`() async throws {
    let database = try await TestDatabase.make().database
    let ids = try await database.transaction { transaction in
      async let first = transaction.first("select txid_current()") { try $0.next(Int.self) }
      async let second = transaction.first("select txid_current() + 0") { try $0.next(Int.self) }
      return try await [first, second]
    }
    #expect(ids[0] != nil && ids[0] == ids[1])
  }

  @Test func `a transaction cannot be used after its end`() async throws {
    let database = try await TestDatabase.make().database
    let kept = try await database.transaction { $0 }
    await #expect(throws: Transaction.Over.self) { try await kept.execute("select 1") }
    await #expect(throws: Transaction.Over.self) { try await kept.run(script: Script(literal: "select 1")) }
  }

  @Test func `isolation is what was asked for`() async throws {
    let database = try await TestDatabase.make().database
    for (isolation, name) in [
      (Isolation.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
      (.serializable, "serializable"), (.snapshot, "repeatable read"),
    ] {
      let shown = try await database.transaction(isolation: isolation) { transaction in
        try await transaction.first("select current_setting('transaction_isolation')") { try $0.next(String.self) }
      }
      #expect(shown == name)
    }
    await #expect(throws: PostgresError.self) {
      try await database.transaction(isolation: .snapshot) { try await $0.execute("create table t ()") }
    }
  }

  @Test func `a deadlock is settled by running one side again`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (id int4 primary key, n int4 not null)")
    try await database.execute("insert into t values (1, 0), (2, 0)")
    let bothHoldOne = Gate(parties: 2)
    func raise(_ first: Int, then second: Int) async throws {
      try await database.transaction { transaction in
        try await transaction.execute("update t set n = n + 1 where id = \(first)")
        await bothHoldOne.arrive()
        try await transaction.execute("update t set n = n + 1 where id = \(second)")
      }
    }
    async let one: Void = raise(1, then: 2)
    async let other: Void = raise(2, then: 1)
    _ = try await (one, other)
    #expect(try await database.query("select n from t order by id") { try $0.next(Int.self) } == [2, 2])
    #expect(database.figures.retries >= 1)
  }

  @Test func `serializable transactions that collide run again until they do not`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table t (n int4 not null)")
    try await database.execute("insert into t values (0)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await database.transaction(isolation: .serializable, attempts: 50) { transaction in
            let n = try await transaction.first("select n from t") { try $0.next(Int32.self) } ?? 0
            try await transaction.execute("update t set n = \(n + 1)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await database.first("select n from t") { try $0.next(Int.self) } == 6)
  }

  @Test func `a longer timeout holds for one transaction only`() async throws {
    let test = try await TestDatabase.make()
    var settings = test.settings
    settings.statementTimeout = .milliseconds(200)
    let database = Database(settings, limits: PoolLimits(size: 1, wait: .seconds(60)), loop: TestDatabase.loop)
    let slept = try await database.transaction(timeout: .seconds(20)) { transaction in
      try await transaction.first("select true from pg_sleep(0.4)") { try $0.next(Bool.self) }
    }
    #expect(slept == true)
    let error = await #expect(throws: PostgresError.self) { try await database.execute("select pg_sleep(5)") }
    #expect(error?.sqlState == PostgresError.queryCancelled)
    await database.close()
  }
}

/// Lets nobody through before all are there; later comers pass.
final class Gate: Sendable {
  private struct State {
    var missing: Int
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(parties: Int) { state = Mutex(State(missing: parties)) }

  func arrive() async {
    await withCheckedContinuation { waiter in
      let freed = state.withLock { state in
        state.missing -= 1
        state.waiters.append(waiter)
        guard state.missing <= 0 else { return [CheckedContinuation<Void, Never>]() }
        defer { state.waiters = [] }
        return state.waiters
      }
      for one in freed { one.resume() }
    }
  }
}
