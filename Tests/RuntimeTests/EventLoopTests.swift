import Glibc
import Runtime
import TestSupport
import Testing

struct EventLoopTests {
  @Test func `calls from many threads all run, on the loop's thread, in each caller's order`() async throws {
    let loop = EventLoop(name: "t")
    let seen = Shared<[[Int]]>(Array(repeating: [], count: 8))
    let strays = Shared(0)
    await withTaskGroup { group in
      for caller in 0..<8 {
        group.addTask {
          for number in 0..<2000 {
            loop.call {
              if !loop.isCurrent { strays.countOne() }
              seen.change { $0[caller].append(number) }
            }
          }
        }
      }
    }
    try await eventually("all calls") { seen.value.allSatisfy { $0.count == 2000 } }
    #expect(seen.value.allSatisfy { $0 == Array(0..<2000) })
    #expect(strays.value == 0)
    #expect(!loop.isCurrent)
    loop.stop()
  }

  @Test func `a task that prefers the loop stays on it across suspensions`() async {
    let loop = EventLoop(name: "t")
    let stayed = await Task(executorPreference: loop) {
      var stayed = loop.isCurrent
      for _ in 0..<100 {
        await Task.yield()
        stayed = stayed && loop.isCurrent
      }
      return stayed
    }.value
    #expect(stayed)
    loop.stop()
  }

  @Test func `a tick comes again and again until it is cancelled`() async throws {
    let loop = EventLoop(name: "t")
    let count = Shared(0)
    let other = Shared(0)
    let ticking = loop.every(.milliseconds(2)) { count.countOne() }
    try await eventually("ticks") { count.value >= 5 }
    ticking.cancel()
    // A tick that is under way may still end; the second ticking shows that time goes on.
    let second = loop.every(.milliseconds(2)) { other.countOne() }
    try await eventually("a tick") { other.value >= 1 }
    let reached = count.value
    try await eventually("more ticks") { other.value >= 6 }
    #expect(count.value == reached)
    second.cancel()
    loop.stop()
  }

  @Test func `a shorter tick wakes a loop that sleeps for a longer one`() async throws {
    let loop = EventLoop(name: "t")
    let slow = loop.every(.seconds(3600)) {}
    let flag = Flag()
    let quick = loop.every(.milliseconds(1)) { flag.raise() }
    try await eventually("the quick tick") { flag.isRaised }
    slow.cancel()
    quick.cancel()
    loop.stop()
  }

  @Test func `a watched socket tells of bytes and of the end, and is silent once cancelled`() async throws {
    let loop = EventLoop(name: "t")
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let (ours, theirs) = (pair[0], pair[1])
    let bytes = Shared(0)
    let hungUp = Flag()
    let watch = loop.watch(ours, for: [.read, .hangUp]) { readiness in
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = recv(ours, &buffer, 64, Int32(MSG_DONTWAIT))
      bytes.change { $0 += max(0, count) }
      if !readiness.isDisjoint(with: .hangUp) { hungUp.raise() }
    }
    #expect(write(theirs, "hello", 5) == 5)
    try await eventually("five bytes") { bytes.value == 5 }
    #expect(!hungUp.isRaised)
    close(theirs)
    try await eventually("the end") { hungUp.isRaised }
    watch.cancel()
    close(ours)
    loop.stop()
  }

  @Test func `a watch that took the place of another one is not ended with it`() async throws {
    let loop = EventLoop(name: "t")
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let old = loop.watch(pair[0], for: .read) { _ in }
    old.cancel()
    let count = Shared(0)
    let new = loop.watch(pair[0], for: .read, once: true) { _ in count.countOne() }
    old.cancel()
    #expect(write(pair[1], "a", 1) == 1)
    try await eventually("an event") { count.value == 1 }
    new.cancel()
    for descriptor in pair { close(descriptor) }
    loop.stop()
  }

  @Test func `a watch for one event is silent until it is renewed`() async throws {
    let loop = EventLoop(name: "t")
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let count = Shared(0)
    let watch = loop.watch(pair[0], for: .read, once: true) { _ in count.countOne() }
    #expect(write(pair[1], "a", 1) == 1)
    try await eventually("an event") { count.value == 1 }
    // The byte is still there: without "once" epoll would report it at every turn.
    let turns = Shared(0)
    let ticking = loop.every(.milliseconds(1)) { turns.countOne() }
    try await eventually("turns of the loop") { turns.value >= 5 }
    #expect(count.value == 1)
    watch.update(.read, once: true)
    try await eventually("a second event") { count.value == 2 }
    ticking.cancel()
    watch.cancel()
    for descriptor in pair { close(descriptor) }
    loop.stop()
  }

  @Test func `what was called before the stop still runs`() async throws {
    let loop = EventLoop(name: "t")
    let count = Shared(0)
    for _ in 0..<100 { loop.call { count.countOne() } }
    loop.stop()
    try await eventually("the calls") { count.value == 100 }
  }
}
