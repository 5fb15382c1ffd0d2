import Glibc
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

/// A server of our own that is killed and started again under load.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ServerDeathTests {
  private final class Tally: Sendable {
    let answered = Atomic(0)
    let lost = Atomic(0)
    let unavailable = Atomic(0)
    let strange = Mutex<[String]>([])
    let isOver = Flag()

    func run(_ ask: () async throws -> Void) async {
      while !isOver.isRaised {
        do {
          try await ask()
          answered.wrappingAdd(1, ordering: .relaxed)
        } catch is ConnectionLost {
          lost.wrappingAdd(1, ordering: .relaxed)
        } catch is Unavailable {
          unavailable.wrappingAdd(1, ordering: .relaxed)
          // Refused at once: a client would come back later, not spin.
          try? await Task.sleep(for: .milliseconds(10))
        } catch {
          strange.withLock { $0.append("\(error)") }
        }
      }
    }
  }

  private func withServer(_ body: (PrivateCluster, Database) async throws -> Void) async throws {
    var template = Array("/tmp/death.XXXXXX".utf8CString)
    let home = try #require(mkdtemp(&template).map { String(cString: $0) })
    chmod(home, 0o755)  // the server's own account must get in
    let cluster = try await PrivateCluster.start(in: home, durable: false, log: .silent)
    let settings = try ConnectionSettings(cluster.url(database: "postgres"))
    let database = Database(settings, limits: PoolLimits(size: 4, wait: .milliseconds(500)), loop: TestDatabase.loop)
    do {
      // To connect may take longer than a client waits here.
      try await until { (try? await database.execute("select 1")) != nil }
      try await body(cluster, database)
    } catch {
      Issue.record(error)
    }
    await database.close()
    await cluster.close()
    let removal = Task { system("rm -rf '\(home)'") }
    _ = await removal.value
  }

  private func postmaster(_ database: Database) async throws -> Int32 {
    let text = try await database.first("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)") {
      try $0.next(String.self)
    }
    return try #require(text.flatMap { Int32($0) })
  }

  @Test func `a server killed under load is found again by the same Database`() async throws {
    try await withServer { cluster, database in
      try await database.execute("create table t (a int8 generated always as identity)")
      var events = database.listen(to: "news").makeAsyncIterator()
      #expect(await events.next() == .listening)
      for _ in 1...2 {
        let tally = Tally()
        let pid = try await postmaster(database)
        await withTaskGroup(of: Void.self) { group in
          for worker in 0..<8 {
            group.addTask {
              await tally.run {
                if worker.isMultiple(of: 2) {
                  try await database.execute("insert into t default values")
                } else {
                  _ = try await database.read("select count(*) from t") { try $0.next(Int.self) }
                }
              }
            }
          }
          group.addTask {
            do {
              try await until { tally.answered.load(ordering: .relaxed) > 200 }
              kill(pid, SIGKILL)
              try await until { tally.unavailable.load(ordering: .relaxed) > 20 }
              try await cluster.ensureRunning()
              let before = tally.answered.load(ordering: .relaxed)
              try await until { tally.answered.load(ordering: .relaxed) > before + 200 }
              try await until { (try? await database.execute("insert into t default values")) == 1 }
            } catch {
              Issue.record(error)
            }
            tally.isOver.raise()
          }
        }
        #expect(tally.strange.withLock { $0 } == [])
        #expect(await events.next() == .reconnected)
      }
      #expect(database.figures.connections <= 4 && database.figures.inUse == 0)
    }
  }

  @Test func `a backend killed by the kernel takes all down, and the pool comes back with the server`() async throws {
    try await withServer { _, database in
      let tally = Tally()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<6 {
          group.addTask { await tally.run { _ = try await database.query("select 1") { try $0.next(Int.self) } } }
        }
        group.addTask {
          do {
            for _ in 1...3 {
              try await until {
                let victim = try? await database.first("select pg_backend_pid()") { try $0.next(Int32.self) }
                return victim.map { kill($0, SIGKILL) == 0 } ?? false
              }
              let answered = tally.answered.load(ordering: .relaxed)
              try await until { tally.answered.load(ordering: .relaxed) > answered + 500 }
            }
          } catch {
            Issue.record(error)
          }
          tally.isOver.raise()
        }
      }
      #expect(tally.strange.withLock { $0 } == [])
    }
  }

  @Test func `who says ready after an outage means leased connections and shared ones`() async throws {
    try await withServer { cluster, database in
      try await database.check()
      for _ in 1...3 {
        kill(try await postmaster(database), SIGKILL)
        let killed = ContinuousClock.now
        // Long enough for every knock to have become rare.
        try await until {
          let isAway = (try? await database.check()) == nil
          _ = try? await database.read("select 1") { try $0.next(Int.self) }
          return isAway && .now - killed > .seconds(3)
        }
        try await cluster.ensureRunning()
        try await until { (try? await database.check()) != nil }
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<100 {
            group.addTask {
              do {
                if number.isMultiple(of: 2) {
                  _ = try await database.query("select 1") { try $0.next(Int.self) }
                } else {
                  _ = try await database.read("select 1") { try $0.next(Int.self) }
                }
              } catch {
                Issue.record(error)
              }
            }
          }
        }
      }
    }
  }
}
