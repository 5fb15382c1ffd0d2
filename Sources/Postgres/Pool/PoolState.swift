/// The decisions of the pool, without a socket, a lock or a clock: who gets which connection, who waits, who is refused,
/// when to open and when to give up. Events come in, answers go out, `Pool` carries them out.
struct PoolState {
  /// A connection, by a number that is never used again.
  typealias Slot = Int
  typealias Ticket = UInt64
  typealias Time = ContinuousClock.Instant

  enum Acquired: Equatable {
    case granted(Slot)
    case waiting
    case refused(Unavailable)
  }

  enum Returned: Equatable {
    case idle
    case handedTo(Ticket)
    /// Too old, unclean, or nobody wants it any more.
    case close
    /// It had died before.
    case unknown
  }

  private struct Waiter {
    let ticket: Ticket
    let since: Time
  }

  let limits: PoolLimits
  /// Open connections, and when each is to be replaced.
  private var members: [Slot: Time] = [:]
  /// The last one returned is the first lent: its caches are warm and the others may age in peace.
  private var free: [Slot] = []
  private var waiters = Queue<Waiter>()
  private var opening: Set<Slot> = []
  private var lastSlot = 0
  /// Set until a connection has been opened after the last trouble; the beginning counts as trouble.
  private var outage: Outage?
  private var isClosed = false
  private(set) var refused = 0

  init(limits: PoolLimits, at now: Time) {
    self.limits = limits
    outage = Outage(at: now, reason: "no connection has been opened yet")
  }

  var size: Int { members.count }
  var idle: Int { free.count }
  var lent: Int { members.count - free.count }
  var waiting: Int { waiters.count }
  var openingCount: Int { opening.count }
  var isDrained: Bool { isClosed && members.isEmpty && opening.isEmpty }

  // MARK: Lending

  /// The way without waiting. Who waits comes first, so there is nothing idle while somebody does.
  mutating func takeIdle() -> Slot? {
    free.popLast()
  }

  mutating func acquire(_ ticket: Ticket, at now: Time) -> Acquired {
    if isClosed { return refuse(.closed, retryAfter: .seconds(1)) }
    if let slot = takeIdle() { return .granted(slot) }
    if let away = awayForLong(at: now) { return refuse(.serverAway(away), retryAfter: .seconds(1)) }
    if waiters.count >= limits.queue { return refuse(.queueFull, retryAfter: .seconds(1)) }
    waiters.append(Waiter(ticket: ticket, since: now))
    return .waiting
  }

  private mutating func refuse(_ reason: Unavailable.Reason, retryAfter: Duration) -> Acquired {
    refused += 1
    return .refused(Unavailable(reason: reason, retryAfter: retryAfter))
  }

  /// A short outage is waited out, as if it were a slow moment; in a long one nobody is kept waiting in vain.
  private func awayForLong(at now: Time) -> String? {
    guard let outage, members.isEmpty, now - outage.since > limits.wait, outage.hasFailed else { return nil }
    return outage.reason
  }

  mutating func giveBack(_ slot: Slot, isClean: Bool, at now: Time) -> Returned {
    guard let retireAt = members[slot] else { return .unknown }
    if isClosed || !isClean || retireAt <= now {
      members[slot] = nil
      return .close
    }
    return place(slot)
  }

  private mutating func place(_ slot: Slot) -> Returned {
    if let waiter = waiters.popFirst() { return .handedTo(waiter.ticket) }
    free.append(slot)
    return .idle
  }

  /// True when the waiter was still waiting.
  mutating func withdraw(_ ticket: Ticket) -> Bool {
    waiters.removeFirst { $0.ticket == ticket } != nil
  }

  // MARK: Opening

  /// Which connections to open now: as many as there are waiters without one, but a single one while it is not certain
  /// that the server is there. In a long outage nobody waits, and still somebody has to knock.
  mutating func toOpen(at now: Time) -> [Slot] {
    guard !isClosed else { return [] }
    var wanted = waiters.count - opening.count
    if let outage {
      guard opening.isEmpty, outage.nextProbe <= now else { return [] }
      wanted = outage.hasFailed && members.isEmpty ? 1 : min(1, wanted)
    }
    wanted = min(wanted, limits.size - members.count - opening.count)
    guard wanted > 0 else { return [] }
    let slots = (1...wanted).map { lastSlot + $0 }
    lastSlot += wanted
    opening.formUnion(slots)
    return slots
  }

  /// `jitter` from 0 to 1 keeps connections that were opened together from retiring together.
  mutating func opened(_ slot: Slot, at now: Time, jitter: Double) -> Returned {
    opening.remove(slot)
    outage = nil
    guard !isClosed else { return .close }
    members[slot] = now + limits.maximumAge * (0.75 + jitter / 2)
    return place(slot)
  }

  mutating func failedToOpen(_ slot: Slot, reason: String, at now: Time, jitter: Double) {
    opening.remove(slot)
    if outage == nil { outage = Outage(at: now, reason: reason) }
    outage?.failed(at: now, reason: reason, jitter: jitter)
  }

  /// Somebody else has reached the server: knock now, whatever had been planned.
  mutating func serverIsThere(at now: Time) { outage?.end(at: now) }

  mutating func died(_ slot: Slot, reason: String, at now: Time) {
    guard members.removeValue(forKey: slot) != nil else { return }
    free.removeAll { $0 == slot }
    if outage == nil { outage = Outage(at: now, reason: reason) }
  }

  // MARK: Time passing

  /// Removes those who have waited too long, and says why.
  mutating func expire(at now: Time) -> (tickets: [Ticket], reason: Unavailable) {
    var tickets: [Ticket] = []
    while let waiter = waiters.first, now - waiter.since >= limits.wait, let expired = waiters.popFirst() {
      tickets.append(expired.ticket)
    }
    refused += tickets.count
    let away = members.isEmpty ? outage.map { Unavailable.Reason.serverAway($0.reason) } : nil
    return (tickets, Unavailable(reason: away ?? .waitedTooLong, retryAfter: .seconds(1)))
  }

  /// Idle connections that have reached their age.
  mutating func retire(at now: Time) -> [Slot] {
    let old = free.filter { slot in members[slot].map { $0 <= now } ?? true }
    for slot in old { members[slot] = nil }
    if !old.isEmpty { free.removeAll { members[$0] == nil } }
    return old
  }

  /// Nobody is served any more. What is lent is closed when it comes back.
  mutating func close() -> (idle: [Slot], waiters: [Ticket]) {
    isClosed = true
    let idle = free
    for slot in idle { members[slot] = nil }
    free = []
    return (idle, waiters.removeAll().map(\.ticket))
  }
}
