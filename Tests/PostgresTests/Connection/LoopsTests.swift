import Postgres
import Runtime
import TestSupport
import Testing

/// Connections on several loops, which share one pool.
@Suite(.timeLimit(.minutes(1))) struct LoopsTests {
  private func withLoops(_ limits: PoolLimits, _ body: (Database, [EventLoop]) async throws -> Void) async throws {
    let test = try await TestDatabase.make()
    let loops = [EventLoop(name: "one"), EventLoop(name: "two")]
    let database = Database(test.settings, limits: limits, loops: loops)
    try await body(database, loops)
    await database.close()
    for loop in loops { loop.stop() }
  }

  @Test func `callers on every loop are answered, each where it asked`() async throws {
    try await withLoops(PoolLimits(size: 4, wait: .seconds(30))) { database, loops in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<16 {
          let loop = loops[caller % 2]
          group.addTask(executorPreference: loop) {
            for round in 0..<40 {
              let number = caller * 100 + round
              let found =
                round % 2 == 0
                ? try await database.first("select \(number)") { try $0.next(Int.self) }
                : try await database.readFirst("select \(number)") { try $0.next(Int.self) }
              #expect(found == number && loop.isCurrent)
            }
          }
        }
        // And by those who run on none of them.
        group.addTask { _ = try await database.first("select 1") { try $0.next(Int.self) } }
        try await group.waitForAll()
      }
      #expect(database.figures.connections == 4 && database.figures.inUse == 0)
      #expect(database.figures.readConnections == 2)
    }
  }

  @Test func `a loop whose connections are all taken is lent the other's`() async throws {
    try await withLoops(PoolLimits(size: 2, wait: .seconds(30))) { database, loops in
      let (hasLease, mayEnd) = (Gate(parties: 2), Gate(parties: 2))
      let holder = Task(executorPreference: loops[0]) {
        try await database.transaction { transaction in
          try await transaction.execute("select 1")
          await hasLease.arrive()
          await mayEnd.arrive()
        }
      }
      await hasLease.arrive()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<8 {
          group.addTask(executorPreference: loops[caller % 2]) {
            for _ in 0..<20 { try await database.execute("select 1") }
          }
        }
        try await group.waitForAll()
      }
      await mayEnd.arrive()
      try await holder.value
    }
  }

  @Test func `a server that admits fewer than the pool wants serves all the same`() async throws {
    let test = try await TestDatabase.make()
    try await test.database.run(
      script: Script(
        literal: """
          do $$ begin
            if not exists (select from pg_roles where rolname = 'test_limited') then
              create role test_limited login connection limit 2;
            end if;
          end $$;
          """))
    let host = try #require(test.settings.hosts.first)
    let settings = try ConnectionSettings("host='\(host)' user=test_limited dbname=\(test.name)")
    let database = Database(settings, limits: PoolLimits(size: 6, wait: .seconds(30)), loop: TestDatabase.loop)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<24 {
        group.addTask {
          let found = try await database.first("select \(number) from pg_sleep(0.005)") { try $0.next(Int.self) }
          #expect(found == number)
        }
      }
      try await group.waitForAll()
    }
    #expect((1...2).contains(database.figures.connections))
    await database.close()
  }
}
