import Glibc
import Runtime
import TestSupport
import Testing

struct WorkersTests {
  @Test func `work runs elsewhere and its result and its error come back`() async throws {
    struct Refusal: Error {}
    let workers = Workers(name: "t", threads: 2, queueLimit: 10)
    #expect(try await workers.run { 6 * 7 } == 42)
    await #expect(throws: Refusal.self) { try await workers.run { throw Refusal() } }
    workers.stop()
  }

  @Test func `a full queue turns work away and goes on`() async throws {
    let workers = Workers(name: "t", threads: 1, queueLimit: 2)
    let (started, release) = (Flag(), Flag())
    #expect(workers.submit { wait(for: release, after: started) })
    try await eventually("the first work") { started.isRaised }
    let done = Shared(0)
    #expect(workers.submit { done.countOne() })
    #expect(workers.submit { done.countOne() })
    #expect(!workers.submit { done.change { $0 += 100 } })
    await #expect(throws: Workers.Full.self) { try await workers.run {} }
    release.raise()
    try await eventually("the queued work") { done.value == 2 }
    #expect(try await workers.run { true })
    workers.stop()
  }

  @Test func `a task cancelled before its turn does not run`() async throws {
    let workers = Workers(name: "t", threads: 1, queueLimit: 10)
    let (started, release, ran) = (Flag(), Flag(), Flag())
    workers.submit { wait(for: release, after: started) }
    try await eventually("the first work") { started.isRaised }
    let task = Task { try await workers.run { ran.raise() } }
    task.cancel()
    release.raise()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(!ran.isRaised)
    workers.stop()
  }

  @Test func `work runs on as many threads as there are, never more`() async throws {
    let workers = Workers(name: "t", threads: 3, queueLimit: 100)
    let crowd = Shared((now: 0, most: 0))
    let release = Flag()
    for _ in 0..<20 {
      workers.submit {
        crowd.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        wait(for: release)
        crowd.change { $0.now -= 1 }
      }
    }
    try await eventually("three at work") { crowd.value.now == 3 }
    release.raise()
    _ = try await workers.run { true }
    #expect(crowd.value.most == 3)
    workers.stop()
  }

  @Test func `after the stop what was queued is done and nothing new is taken`() async throws {
    let workers = Workers(name: "t", threads: 2, queueLimit: 100)
    let done = Shared(0)
    for _ in 0..<50 { workers.submit { done.countOne() } }
    workers.stop()
    #expect(!workers.submit { done.change { $0 += 100 } })
    try await eventually("the queued work") { done.value == 50 }
  }
}

/// Holds a worker's thread, as real work would.
private func wait(for release: Flag, after started: Flag? = nil) {
  started?.raise()
  while !release.isRaised { sched_yield() }
}
