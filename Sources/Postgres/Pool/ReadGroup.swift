import Runtime
import Synchronization

/// Two connections that everyone shares for short reads: statements queue up on the wire instead of in the pool, and a
/// round trip carries the answers of many. Sessions are read-only, so that a statement may always be asked twice.
final class ReadGroup: Sendable {
  private struct State {
    var connections: [Connection] = []
    var next = 0
    var isOpening = false
    var isWanted = false
    var isClosed = false
    var outage: Outage?
    /// The callers that wait for the first connection, or for the news that there is none.
    var callers: [CheckedContinuation<Void, Never>] = []
    var found: @Sendable () -> Void = {}
  }

  private static let fullSize = 2
  /// Beyond it the pool's queue, which refuses, is the better place to wait.
  private static let fullDepth = 256

  private let state = Mutex(State())
  private let connector: Connector
  let patience: Duration

  init(of settings: ConnectionSettings, like model: Connector) {
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
    let (connection, isShort) = state.withLock { state -> (Connection?, Bool) in
      state.isWanted = true
      state.next &+= 1
      let count = state.connections.count
      return (count == 0 ? nil : state.connections[state.next % count], count < Self.fullSize)
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
    let now = ContinuousClock.now
    state.withLock { $0.outage?.end(at: now) }
    openMore(at: now)
  }

  private func openMore(at now: ContinuousClock.Instant) {
    let mayOpen = state.withLock { state in
      guard state.isWanted, !state.isClosed, !state.isOpening, state.connections.count < Self.fullSize,
        state.outage.map({ $0.nextProbe <= now }) ?? true
      else { return false }
      state.isOpening = true
      return true
    }
    if mayOpen { Task(executorPreference: connector.loop) { await self.open() } }
  }

  private func open() async {
    do {
      let role = Connection.Role(isShared: true, onEnd: { [weak self] in self?.ended($0) })
      let connection = try await connector.open(role)
      let isLate = state.withLock { state in
        state.isOpening = false
        state.outage = nil
        if !state.isClosed { state.connections.append(connection) }
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
    state.withLock { state in state.connections.removeAll { $0 === connection } }
  }

  func sweep(at now: ContinuousClock.Instant) {
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
