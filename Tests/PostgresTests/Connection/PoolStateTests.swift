import Runtime
import Testing

@testable import Postgres

@Suite struct PoolStateTests {
  private let start = Moment.now

  /// A pool with so many connections open and idle.
  private func pool(_ limits: PoolLimits = PoolLimits(), open count: Int = 0) -> PoolState {
    var state = PoolState(limits: limits, at: start)
    for ticket in 0..<UInt64(count) {
      _ = state.acquire(1_000_000 + ticket, at: start)
      for slot in state.toOpen(at: start) { _ = state.opened(slot, at: start, jitter: 0.5) }
    }
    for slot in 1...max(1, count) where count > 0 { _ = state.giveBack(slot, isClean: true, at: start) }
    return state
  }

  @Test func `connections are opened when they are needed, and no more than allowed`() {
    var state = pool(PoolLimits(size: 2), open: 1)
    #expect(state.size == 1 && state.idle == 1)
    #expect(state.acquire(1, at: start) == .granted(1))
    for ticket: UInt64 in 2...5 { #expect(state.acquire(ticket, at: start) == .waiting) }
    #expect(state.toOpen(at: start) == [2])
    #expect(state.toOpen(at: start).isEmpty, "it is being opened already")
    #expect(state.opened(2, at: start, jitter: 0) == .handedTo(2))
  }

  @Test func `who came first is served first, and newcomers do not push in`() {
    var state = pool(PoolLimits(size: 1), open: 1)
    #expect(state.acquire(1, at: start) == .granted(1))
    for ticket: UInt64 in 2...4 { #expect(state.acquire(ticket, at: start) == .waiting) }
    #expect(state.withdraw(3) == true)
    #expect(state.withdraw(3) == false, "it has left already")
    #expect(state.giveBack(1, isClean: true, at: start) == .handedTo(2))
    #expect(state.takeIdle() == nil)
    #expect(state.acquire(5, at: start) == .waiting)
    #expect(state.giveBack(1, isClean: true, at: start) == .handedTo(4))
    #expect(state.giveBack(1, isClean: true, at: start) == .handedTo(5))
    #expect(state.giveBack(1, isClean: true, at: start) == .idle)
  }

  @Test func `the last one returned is the first lent`() {
    var state = pool(PoolLimits(size: 3), open: 3)
    #expect(state.takeIdle() == 3)
    #expect(state.takeIdle() == 2)
    _ = state.giveBack(3, isClean: true, at: start)
    #expect(state.takeIdle() == 3)
  }

  /// Two loops with two connections each, all idle: 1 and 3 on the first, 2 and 4 on the other.
  private func poolOfTwoLoops() -> PoolState {
    var state = PoolState(limits: PoolLimits(size: 4), homes: 2, at: start)
    for ticket: UInt64 in 1...4 { _ = state.acquire(ticket, near: 0, at: start) }
    while case let slots = state.toOpen(at: start), !slots.isEmpty {
      for slot in slots { _ = state.opened(slot, at: start, jitter: 0.5) }
    }
    for slot in 1...4 { #expect(state.giveBack(slot, isClean: true, at: start) == .idle) }
    return state
  }

  @Test func `connections are spread over the loops, and each loop is lent its own first`() {
    var state = poolOfTwoLoops()
    let homes = (1...4).map { state.home(of: $0) }
    #expect(homes == [0, 1, 0, 1])
    #expect(state.takeIdle(near: 1) == 4)
    #expect(state.takeIdle(near: 1) == 2)
    #expect(state.takeIdle(near: 1) == 3, "another's rather than none")
    #expect(state.giveBack(3, isClean: true, at: start) == .idle)
    #expect(state.takeIdle(near: 0) == 3, "a borrowed one goes home")
  }

  @Test func `who waits gets a connection of the own loop, but nobody waits long for that`() {
    var state = poolOfTwoLoops()
    for home in [0, 0, 1, 1] { _ = state.takeIdle(near: home) }
    #expect(state.acquire(1, near: 0, at: start) == .waiting)
    #expect(state.acquire(2, near: 1, at: start + .milliseconds(1)) == .waiting)
    #expect(state.giveBack(2, isClean: true, at: start) == .handedTo(2), "the loop's own, though it came later")
    #expect(state.acquire(3, near: 1, at: start + .milliseconds(3)) == .waiting)
    #expect(state.giveBack(2, isClean: true, at: start) == .handedTo(1), "it has waited too long beside the others")
    #expect(state.giveBack(1, isClean: true, at: start) == .handedTo(3), "another loop's rather than none")
  }

  @Test func `a loop that has to borrow is given a connection of its own`() {
    var state = PoolState(limits: PoolLimits(size: 4), homes: 2, at: start)
    _ = state.acquire(1, near: 0, at: start)
    #expect(state.toOpen(at: start) == [1])
    _ = state.opened(1, at: start, jitter: 0.5)
    _ = state.giveBack(1, isClean: true, at: start)
    #expect(state.takeIdle(near: 1) == 1)
    #expect(state.toOpen(at: start) == [2])
    #expect(state.home(of: 2) == 1)
    #expect(state.opened(2, at: start, jitter: 0.5) == .idle)
    #expect(state.takeIdle(near: 1) == 2)
    #expect(state.toOpen(at: start).isEmpty)
  }

  @Test func `a full queue refuses`() {
    var state = pool(PoolLimits(size: 1, queue: 2), open: 1)
    _ = state.takeIdle()
    #expect(state.acquire(1, at: start) == .waiting)
    #expect(state.acquire(2, at: start) == .waiting)
    #expect(state.acquire(3, at: start) == .refused(Unavailable(reason: .queueFull, retryAfter: .seconds(1))))
    #expect(state.refused == 1)
  }

  @Test func `who has waited too long is sent away, the others stay`() {
    var state = pool(PoolLimits(size: 1, wait: .seconds(2)), open: 1)
    _ = state.takeIdle()
    _ = state.acquire(1, at: start)
    _ = state.acquire(2, at: start + .seconds(1))
    #expect(state.expire(at: start + .milliseconds(1999)).tickets.isEmpty)
    let expired = state.expire(at: start + .seconds(2))
    #expect(expired.tickets == [1] && expired.reason.reason == .waitedTooLong)
    #expect(state.giveBack(1, isClean: true, at: start) == .handedTo(2))
  }

  @Test func `an unclean connection is closed and another opened for who waits`() {
    var state = pool(PoolLimits(size: 1), open: 1)
    _ = state.takeIdle()
    _ = state.acquire(1, at: start)
    #expect(state.giveBack(1, isClean: false, at: start) == .close)
    #expect(state.toOpen(at: start) == [2])
  }

  @Test func `connections retire with age, busy ones when they come back`() {
    var state = pool(PoolLimits(size: 2, maximumAge: .seconds(100)), open: 2)
    #expect(state.takeIdle() == 2)
    #expect(state.retire(at: start + .seconds(99)).isEmpty)
    #expect(state.retire(at: start + .seconds(100)) == [1])
    #expect(state.giveBack(2, isClean: true, at: start + .seconds(100)) == .close)
    #expect(state.size == 0)
  }

  @Test func `while the server is away one probe knocks, ever more rarely`() {
    var state = pool(PoolLimits(size: 8))
    for ticket: UInt64 in 1...8 { #expect(state.acquire(ticket, at: start) == .waiting) }
    var now = start
    var gaps: [Duration] = []
    for _ in 1...9 {
      var probe = state.toOpen(at: now)
      let asked = now
      while probe.isEmpty {
        now = now + .milliseconds(1)
        probe = state.toOpen(at: now)
      }
      #expect(probe.count == 1)
      #expect(state.toOpen(at: now).isEmpty)
      gaps.append(now - asked)
      state.failedToOpen(probe[0], reason: "refused", at: now, jitter: 0.5)
    }
    #expect(gaps.prefix(4) == [.zero, .milliseconds(50), .milliseconds(100), .milliseconds(200)])
    #expect(gaps.last == .seconds(2))
    // The first success opens the door for all.
    now = now + .seconds(2)
    let probe = state.toOpen(at: now)
    #expect(state.opened(probe[0], at: now, jitter: 0.5) == .handedTo(1))
    #expect(state.toOpen(at: now).count == 7)
  }

  @Test func `a short outage is waited out, in a long one nobody waits`() {
    var state = pool(PoolLimits(size: 2, wait: .seconds(2)), open: 1)
    state.died(1, reason: "gone", at: start)
    #expect(state.acquire(1, at: start) == .waiting)
    let probe = state.toOpen(at: start)
    #expect(probe.count == 1)
    state.failedToOpen(probe[0], reason: "refused", at: start, jitter: 0)
    #expect(state.expire(at: start + .seconds(2)).reason.reason == .serverAway("refused"))
    let late = state.acquire(2, at: start + .seconds(3))
    #expect(late == .refused(Unavailable(reason: .serverAway("refused"), retryAfter: .seconds(1))))
  }

  @Test func `somebody still knocks when nobody waits, so that the pool finds the server again`() {
    var state = pool(PoolLimits(size: 2, wait: .seconds(2)), open: 1)
    state.died(1, reason: "gone", at: start)
    #expect(state.acquire(1, at: start) == .waiting)
    state.failedToOpen(state.toOpen(at: start)[0], reason: "refused", at: start, jitter: 0)
    _ = state.expire(at: start + .seconds(5))
    let probe = state.toOpen(at: start + .seconds(10))
    #expect(probe.count == 1)
    #expect(state.opened(probe[0], at: start + .seconds(10), jitter: 0) == .idle)
    #expect(state.acquire(2, at: start + .seconds(10)) == .granted(probe[0]))
  }

  @Test func `one death among the living does not close the door`() {
    var state = pool(PoolLimits(size: 3), open: 3)
    state.died(2, reason: "killed", at: start)
    #expect(state.takeIdle() == 3)
    #expect(state.takeIdle() == 1)
    #expect(state.acquire(1, at: start) == .waiting)
    #expect(state.toOpen(at: start).count == 1)
    #expect(state.giveBack(2, isClean: true, at: start) == .unknown)
  }

  @Test func `closing serves nobody any more and waits for what is lent`() {
    var state = pool(PoolLimits(size: 2), open: 2)
    #expect(state.takeIdle() == 2)
    let closed = state.close()
    #expect(closed.idle == [1] && closed.waiters.isEmpty)
    #expect(!state.isDrained)
    #expect(state.acquire(1, at: start) == .refused(Unavailable(reason: .closed, retryAfter: .seconds(1))))
    #expect(state.giveBack(2, isClean: true, at: start) == .close)
    #expect(state.isDrained)
  }

  /// Random events over two loops; after each, nothing may be lost, lent twice, or waited for beside an idle connection, and
  /// nobody is served who has waited less than another by more than the lead of their loop.
  @Test(arguments: 1...20) func `no order of events breaks the pool`(seed: UInt64) {
    var random = SplitMix(state: seed)
    var state = PoolState(limits: PoolLimits(size: 4, queue: 6), homes: 2, at: start)
    var now = start
    var lent: Set<PoolState.Slot> = []
    var waiting: [(ticket: PoolState.Ticket, since: Moment)] = []
    var opening: [PoolState.Slot] = []
    var ticket: PoolState.Ticket = 0
    func hand(_ slot: PoolState.Slot, _ returned: PoolState.Returned) {
      guard case .handedTo(let receiver) = returned else { return }
      guard let eldest = waiting.first, let place = waiting.firstIndex(where: { $0.ticket == receiver }) else {
        Issue.record("nobody waits, seed \(seed)")
        return
      }
      #expect(waiting[place].since - eldest.since <= WaitingLines.lead, "out of turn, seed \(seed)")
      waiting.remove(at: place)
      #expect(lent.insert(slot).inserted)
    }
    for _ in 0..<2000 {
      now = now + .microseconds(Int.random(in: 0...10, using: &random) * Int.random(in: 0...10_000, using: &random))
      switch Int.random(in: 0...9, using: &random) {
      case 0...3:
        ticket += 1
        switch state.acquire(ticket, near: Int.random(in: 0...1, using: &random), at: now) {
        case .granted(let slot): #expect(lent.insert(slot).inserted, "lent twice, seed \(seed)")
        case .waiting: waiting.append((ticket, now))
        case .refused: break
        }
      case 4...5:
        if let slot = lent.randomElement(using: &random) {
          lent.remove(slot)
          hand(slot, state.giveBack(slot, isClean: Int.random(in: 0...9, using: &random) > 0, at: now))
        }
      case 6:
        if let slot = opening.popLast() { hand(slot, state.opened(slot, at: now, jitter: 0.5)) }
      case 7:
        if let slot = opening.popLast() { state.failedToOpen(slot, reason: "no", at: now, jitter: 0.5) }
      case 8:
        if let slot = lent.randomElement(using: &random) {
          lent.remove(slot)
          state.died(slot, reason: "dead", at: now)
        }
      default:
        let expired = state.expire(at: now).tickets
        let eldest = waiting.prefix(expired.count).map(\.ticket)
        #expect(eldest.sorted() == expired.sorted())
        waiting.removeFirst(expired.count)
      }
      opening += state.toOpen(at: now)
      #expect(state.lent == lent.count && state.waiting == waiting.count && state.openingCount == opening.count)
      #expect(state.size + state.openingCount <= 4 && state.waiting <= 6)
      #expect(state.idle == 0 || state.waiting == 0, "somebody waits beside an idle connection, seed \(seed)")
    }
  }

  @Test func `who hears that the server is there knocks at once, however rarely that was planned`() {
    var state = pool(PoolLimits(size: 2, wait: .seconds(2)), open: 1)
    state.died(1, reason: "gone", at: start)
    #expect(state.acquire(1, at: start) == .waiting)
    var now = start
    for _ in 1...9 {
      var probe = state.toOpen(at: now)
      while probe.isEmpty {
        now = now + .milliseconds(1)
        probe = state.toOpen(at: now)
      }
      state.failedToOpen(probe[0], reason: "refused", at: now, jitter: 0.5)
    }
    #expect(state.toOpen(at: now + .milliseconds(1)).isEmpty)
    state.serverIsThere(at: now + .milliseconds(1))
    #expect(state.toOpen(at: now + .milliseconds(1)).count == 1)
  }

  @Test(arguments: [(1, 1, 1), (2, 1, 1), (8, 3, 2), (64, 24, 12)])
  func `long reads have a share that leaves most of the pool to others`(size: Int, all: Int, one: Int) {
    let share = PoolLimits(size: size).heavy
    #expect(share.atOnce == all && share.perParty == one && share.line == 256 && share.linePerParty == 64)
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
