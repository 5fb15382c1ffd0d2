import Runtime
import Synchronization

/// Connections that everyone shares for short reads, one for each loop and two at least: statements queue up on the wire
/// instead of in the pool, and a round trip carries the answers of many. Sessions are read-only, so that a statement may
/// always be asked twice.
final class ReadGroup: Sendable {
  private struct State {
    var seats: [Connection?]
    var next = 0
    var isOpening = false
    var isWanted = false
    var isClosed = false
    var outage: Outage?
    /// The callers that wait for the first connection, or for the news that there is none.
    var callers: [CheckedContinuation<Void, Never>] = []
    var found: @Sendable () -> Void = {}

    var connections: [Connection] { seats.compactMap(\.self) }
    var freeSeat: Int? { seats.firstIndex { $0 == nil } }
  }

  private static let mostSeats = 8
  /// Beyond it the pool's queue, which refuses, is the better place to wait.
  private static let fullDepth = 256

  private let state: Mutex<State>
  private let connector: Connector
  private let loops: Loops
  let patience: Duration

  init(of settings: ConnectionSettings, like model: Connector, loops: Loops) {
    self.loops = loops
    state = Mutex(State(seats: Array(repeating: nil, count: min(max(2, loops.count), Self.mostSeats))))
    var settings = settings
    settings.statementTimeout = min(.seconds(1), settings.statementTimeout)
    patience = settings.patience
    // A replica may lag behind a failover that the primary has been seen to go through, so each has its own timelines.
    connector = Connector(
      settings: settings, readOnly: true, loop: model.loop, connects: model.connects, cancels: model.cancels,
      timelines: Timelines())
  }

  /// Nil while no connection is open or all are full; the pool does the work then.
  func pick() -> Connection? {
    let home = loops.count > 1 ? loops.current : nil
    let (connection, isShort) = state.withLock { state -> (Connection?, Bool) in
      state.isWanted = true
      state.next &+= 1
      let own = state.seats[(home ?? state.next) % state.seats.count]
      return (own ?? state.connections.first, state.freeSeat != nil)
    }
    if isShort { openMore(at: .now) }
    return connection.flatMap { $0.depth < Self.fullDepth ? $0 : nil }
  }

  /// As `pick`, but for the first connection it waits; nil when none can be had.
  func opened() async -> Connection? {
    if let connection = pick() { return connection }
    await withCheckedContinuation { caller in
      let mustWait = state.withLock { state in
        if state.isOpening { state.callers.append(caller) }
        return state.isOpening
      }
      if !mustWait { caller.resume() }
    }
    return pick()
  }

  /// Called whenever a connection could be opened.
  func onFound(_ tell: @escaping @Sendable () -> Void) { state.withLock { $0.found = tell } }

  func serverIsThere() {
    let now = Moment.now
    state.withLock { $0.outage?.end(at: now) }
    openMore(at: now)
  }

  private func openMore(at now: Moment) {
    let seat = state.withLock { state -> Int? in
      guard state.isWanted, !state.isClosed, !state.isOpening, let seat = state.freeSeat,
        state.outage.map({ $0.nextProbe <= now }) ?? true
      else { return nil }
      state.isOpening = true
      return seat
    }
    if let seat { Task(executorPreference: loops[seat]) { await self.open(seat) } }
  }

  private func open(_ seat: Int) async {
    do {
      let role = Connection.Role(isShared: true, onEnd: { [weak self] in self?.ended($0) })
      let connection = try await connector.on(loops[seat]).open(role)
      let isLate = state.withLock { state in
        state.isOpening = false
        state.outage = nil
        if !state.isClosed { state.seats[seat] = connection }
        return state.isClosed
      }
      let found = state.withLock { $0.found }
      if isLate { connection.end("closed") } else { found() }
      // It may have died before it was in the list.
      if connection.isDead { ended(connection) }
    } catch {
      state.withLock { state in
        state.isOpening = false
        if state.outage == nil { state.outage = Outage(at: .now, reason: error.reason) }
        state.outage?.failed(at: .now, reason: error.reason, jitter: .random(in: 0...1))
      }
    }
    let callers = state.withLock { state in
      defer { state.callers = [] }
      return state.callers
    }
    for caller in callers { caller.resume() }
  }

  private func ended(_ connection: Connection) {
    state.withLock { state in
      if let seat = state.seats.firstIndex(where: { $0 === connection }) { state.seats[seat] = nil }
    }
  }

  func sweep(at now: Moment) {
    for connection in state.withLock({ $0.connections }) { connection.sweep(at: now) }
    openMore(at: now)
  }

  func close() {
    let connections = state.withLock { state in
      state.isClosed = true
      return state.connections
    }
    for connection in connections { connection.end("closed") }
  }

  var size: Int { state.withLock { $0.connections.count } }
  var depth: Int { state.withLock { $0.connections }.reduce(0) { $0 + $1.depth } }
}
