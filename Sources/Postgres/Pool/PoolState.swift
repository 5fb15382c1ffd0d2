import Runtime

/// The decisions of the pool, without a socket, a lock or a clock: who gets which connection, who waits, who is refused,
/// when to open and when to give up. Events come in, answers go out, `Pool` carries them out.
struct PoolState {
  /// A connection, by a number that is never used again.
  typealias Slot = Int
  typealias Ticket = UInt64
  typealias Time = Moment
  /// The loop that reads a connection or runs a caller, by its number.
  typealias Home = Int

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

  let limits: PoolLimits
  /// Open connections, and when each is to be replaced.
  private var members: [Slot: Time] = [:]
  /// By home. The last one returned is the first lent: its caches are warm and the others may age in peace.
  private var free: [[Slot]]
  private var waiters: WaitingLines
  private var opening: Set<Slot> = []
  /// Of members and of what is being opened.
  private var homes: [Slot: Home] = [:]
  /// A loop asked that has no connection of its own, and was lent another's.
  private var isOneWithout = false
  private var lastSlot = 0
  /// Set until a connection has been opened after the last trouble; the beginning counts as trouble.
  private var outage: Outage?
  private var isClosed = false
  private(set) var refused = 0

  init(limits: PoolLimits, homes: Int = 1, at now: Time) {
    self.limits = limits
    free = Array(repeating: [], count: homes)
    waiters = WaitingLines(homes: homes)
    outage = Outage(at: now, reason: "no connection has been opened yet")
  }

  var size: Int { members.count }
  var idle: Int { free.reduce(0) { $0 + $1.count } }
  var lent: Int { members.count - idle }
  var waiting: Int { waiters.count }
  var openingCount: Int { opening.count }
  var isDrained: Bool { isClosed && members.isEmpty && opening.isEmpty }

  // MARK: Lending

  func home(of slot: Slot) -> Home { homes[slot] ?? 0 }

  /// The way without waiting: of its own loop's first, else of another's. Who waits comes first, so there is nothing idle
  /// while somebody does.
  mutating func takeIdle(near home: Home = 0) -> Slot? {
    if let slot = free[home].popLast() { return slot }
    guard let other = free.indices.max(by: { free[$0].count < free[$1].count }), let slot = free[other].popLast() else {
      return nil
    }
    if !homes.values.contains(home) { isOneWithout = true }
    return slot
  }

  mutating func acquire(_ ticket: Ticket, near home: Home = 0, at now: Time) -> Acquired {
    if isClosed { return refuse(.closed, retryAfter: .seconds(1)) }
    if let slot = takeIdle(near: home) { return .granted(slot) }
    if let away = awayForLong(at: now) { return refuse(.serverAway(away), retryAfter: .seconds(1)) }
    if waiters.count >= limits.queue { return refuse(.queueFull, retryAfter: .seconds(1)) }
    waiters.append(WaitingLines.Waiter(ticket: ticket, since: now), at: home)
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
      remove(slot)
      return .close
    }
    return place(slot)
  }

  private mutating func place(_ slot: Slot) -> Returned {
    let home = home(of: slot)
    if let waiter = waiters.popFirst(near: home) { return .handedTo(waiter.ticket) }
    free[home].append(slot)
    return .idle
  }

  private mutating func remove(_ slot: Slot) {
    members[slot] = nil
    homes[slot] = nil
  }

  /// True when the waiter was still waiting.
  mutating func withdraw(_ ticket: Ticket) -> Bool { waiters.remove(ticket) }

  // MARK: Opening

  /// Which connections to open now: as many as there are waiters without one, but a single one while it is not certain
  /// that the server is there. In a long outage nobody waits, and still somebody has to knock.
  mutating func toOpen(at now: Time) -> [Slot] {
    guard !isClosed else { return [] }
    var wanted = max(waiters.count - opening.count, isOneWithout ? 1 : 0)
    if let outage {
      guard opening.isEmpty, outage.nextProbe <= now else { return [] }
      wanted = outage.hasFailed && members.isEmpty ? 1 : min(1, wanted)
    }
    wanted = min(wanted, limits.size - members.count - opening.count)
    guard wanted > 0 else { return [] }
    let slots = (1...wanted).map { lastSlot + $0 }
    lastSlot += wanted
    opening.formUnion(slots)
    for slot in slots { homes[slot] = emptiestHome }
    isOneWithout = false
    return slots
  }

  private var emptiestHome: Home {
    let counts = homes.values.reduce(into: free.map { _ in 0 }) { counts, home in counts[home] += 1 }
    return counts.indices.min { counts[$0] < counts[$1] } ?? 0
  }

  /// `jitter` from 0 to 1 keeps connections that were opened together from retiring together.
  mutating func opened(_ slot: Slot, at now: Time, jitter: Double) -> Returned {
    opening.remove(slot)
    outage = nil
    guard !isClosed else {
      remove(slot)
      return .close
    }
    members[slot] = now + limits.maximumAge * (0.75 + jitter / 2)
    return place(slot)
  }

  mutating func failedToOpen(_ slot: Slot, reason: String, at now: Time, jitter: Double) {
    opening.remove(slot)
    remove(slot)
    if outage == nil { outage = Outage(at: now, reason: reason) }
    outage?.failed(at: now, reason: reason, jitter: jitter)
  }

  /// Somebody else has reached the server: knock now, whatever had been planned.
  mutating func serverIsThere(at now: Time) { outage?.end(at: now) }

  mutating func died(_ slot: Slot, reason: String, at now: Time) {
    guard members.removeValue(forKey: slot) != nil else { return }
    free[home(of: slot)].removeAll { $0 == slot }
    remove(slot)
    if outage == nil { outage = Outage(at: now, reason: reason) }
  }

  // MARK: Time passing

  /// Removes those who have waited too long, and says why.
  mutating func expire(at now: Time) -> (tickets: [Ticket], reason: Unavailable) {
    let tickets = waiters.removeAll(since: now - limits.wait)
    refused += tickets.count
    let away = members.isEmpty ? outage.map { Unavailable.Reason.serverAway($0.reason) } : nil
    return (tickets, Unavailable(reason: away ?? .waitedTooLong, retryAfter: .seconds(1)))
  }

  /// Idle connections that have reached their age.
  mutating func retire(at now: Time) -> [Slot] {
    let old = free.joined().filter { slot in members[slot].map { $0 <= now } ?? true }
    for slot in old {
      free[home(of: slot)].removeAll { $0 == slot }
      remove(slot)
    }
    return old
  }

  /// Nobody is served any more. What is lent is closed when it comes back.
  mutating func close() -> (idle: [Slot], waiters: [Ticket]) {
    isClosed = true
    let idle = Array(free.joined())
    for slot in idle { remove(slot) }
    free = free.map { _ in [] }
    return (idle, waiters.removeAll())
  }
}
