import Runtime

/// Those who wait for a connection, in a line for each loop. A connection goes to its own loop first, where an answer wakes
/// no other thread; but nobody waits longer for that by more than `lead`.
struct WaitingLines {
  struct Waiter {
    let ticket: PoolState.Ticket
    let since: Moment
  }

  static let lead = Duration.milliseconds(2)

  private var lines: [Queue<Waiter>]
  private(set) var count = 0

  init(homes: Int) { lines = Array(repeating: Queue(), count: homes) }

  mutating func append(_ waiter: Waiter, at home: PoolState.Home) {
    lines[home].append(waiter)
    count += 1
  }

  mutating func popFirst(near home: PoolState.Home) -> Waiter? {
    guard let oldest, let eldest = lines[oldest].first else { return nil }
    count -= 1
    guard let own = lines[home].first, own.since - eldest.since <= Self.lead else { return lines[oldest].popFirst() }
    return lines[home].popFirst()
  }

  /// The line whose first has waited longest.
  private var oldest: PoolState.Home? {
    var found: (home: PoolState.Home, since: Moment)?
    for home in lines.indices {
      guard let since = lines[home].first?.since else { continue }
      if found.map({ since < $0.since }) ?? true { found = (home, since) }
    }
    return found?.home
  }

  /// True when the waiter was still waiting.
  mutating func remove(_ ticket: PoolState.Ticket) -> Bool {
    for home in lines.indices where lines[home].removeFirst(where: { $0.ticket == ticket }) != nil {
      count -= 1
      return true
    }
    return false
  }

  /// Those who came before `limit`.
  mutating func removeAll(since limit: Moment) -> [PoolState.Ticket] {
    var tickets: [PoolState.Ticket] = []
    while let oldest, let first = lines[oldest].first, first.since <= limit, lines[oldest].popFirst() != nil {
      tickets.append(first.ticket)
    }
    count -= tickets.count
    return tickets
  }

  mutating func removeAll() -> [PoolState.Ticket] {
    count = 0
    return lines.indices.flatMap { lines[$0].removeAll().map(\.ticket) }
  }
}
