import Runtime
import Synchronization

/// Connections lent to one owner at a time. The decisions are `PoolState`'s; here they are locked, carried out and timed.
final class Pool: Sendable {
  private struct Shell {
    var state: PoolState
    var connections: [PoolState.Slot: Connection] = [:]
    var callers: [PoolState.Ticket: CheckedContinuation<Lease.Grant, any Error>] = [:]
    var drained: [CheckedContinuation<Void, Never>] = []
  }

  private let shell: Mutex<Shell>
  private let connector: Connector
  private let lastTicket = Atomic<UInt64>(0)
  private let found = Mutex<@Sendable () -> Void>({})

  init(connector: Connector, limits: PoolLimits) {
    self.connector = connector
    shell = Mutex(Shell(state: PoolState(limits: limits, at: .now)))
  }

  // MARK: Lending

  func lease() async throws -> Lease {
    let atOnce = shell.withLock { shell -> Lease.Grant? in
      guard let slot = shell.state.takeIdle(), let connection = shell.connections[slot] else { return nil }
      return Lease.Grant(slot: slot, connection: connection)
    }
    if let atOnce { return Lease(atOnce, of: self) }
    return Lease(try await waitInLine(), of: self)
  }

  private func waitInLine() async throws -> Lease.Grant {
    let ticket = lastTicket.wrappingAdd(1, ordering: .relaxed).newValue
    let isCancelled = Flag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { join(ticket, $0, isCancelled) }
    } onCancel: {
      isCancelled.raise()
      let caller = shell.withLock { shell in
        shell.state.withdraw(ticket) ? shell.callers.removeValue(forKey: ticket) : nil
      }
      caller?.resume(throwing: CancellationError())
    }
  }

  private func join(
    _ ticket: PoolState.Ticket, _ caller: CheckedContinuation<Lease.Grant, any Error>, _ isCancelled: Flag
  ) {
    let answer: Result<Lease.Grant, any Error>? = shell.withLock { shell in
      if isCancelled.isRaised { return .failure(CancellationError()) }
      switch shell.state.acquire(ticket, at: .now) {
      case .granted(let slot):
        guard let connection = shell.connections[slot] else {
          return .failure(ConnectionLost(reason: "it had ended before", mayHaveHappened: false))
        }
        return .success(Lease.Grant(slot: slot, connection: connection))
      case .refused(let reason): return .failure(reason)
      case .waiting:
        shell.callers[ticket] = caller
        return nil
      }
    }
    if let answer { caller.resume(with: answer) }
    openMore()
  }

  func giveBack(_ grant: Lease.Grant) {
    let isClean = grant.connection.isClean
    settle(grant) { $0.giveBack(grant.slot, isClean: isClean, at: .now) }
  }

  /// Carries out what became of a connection that has been returned or opened.
  private func settle(_ grant: Lease.Grant, _ decide: (inout PoolState) -> PoolState.Returned) {
    let (returned, next) = shell.withLock { shell in
      let returned = decide(&shell.state)
      if case .handedTo(let ticket) = returned { return (returned, shell.callers.removeValue(forKey: ticket)) }
      if returned == .close { shell.connections[grant.slot] = nil }
      return (returned, nil)
    }
    next?.resume(returning: grant)
    guard returned == .close else { return }
    grant.connection.end("no longer needed")
    openMore()
    announceIfDrained()
  }

  // MARK: Opening

  private func openMore() {
    for slot in shell.withLock({ $0.state.toOpen(at: .now) }) {
      Task(executorPreference: connector.loop) { await self.open(slot) }
    }
  }

  private func open(_ slot: PoolState.Slot) async {
    do {
      let connection = try await connector.open(
        Connection.Role(onEnd: { [weak self] connection in self?.died(slot, connection) }))
      shell.withLock { $0.connections[slot] = connection }
      let tell = found.withLock { $0 }
      tell()
      settle(Lease.Grant(slot: slot, connection: connection)) {
        $0.opened(slot, at: .now, jitter: .random(in: 0...1))
      }
    } catch {
      shell.withLock { $0.state.failedToOpen(slot, reason: error.reason, at: .now, jitter: .random(in: 0...1)) }
      announceIfDrained()
    }
    openMore()
  }

  /// Called whenever a connection could be opened.
  func onFound(_ tell: @escaping @Sendable () -> Void) { found.withLock { $0 = tell } }

  func serverIsThere() {
    shell.withLock { $0.state.serverIsThere(at: .now) }
    openMore()
  }

  private func died(_ slot: PoolState.Slot, _ connection: Connection) {
    shell.withLock { shell in
      shell.connections[slot] = nil
      shell.state.died(slot, reason: "the connection ended", at: .now)
    }
    openMore()
    announceIfDrained()
  }

  // MARK: Time passing

  func sweep(at now: ContinuousClock.Instant) {
    let (connections, retired, expired, reason) = shell.withLock { shell in
      let retired = shell.state.retire(at: now).compactMap { shell.connections.removeValue(forKey: $0) }
      let (tickets, reason) = shell.state.expire(at: now)
      let expired = tickets.compactMap { shell.callers.removeValue(forKey: $0) }
      return (Array(shell.connections.values), retired, expired, reason)
    }
    for caller in expired { caller.resume(throwing: reason) }
    for connection in retired { connection.end("old age") }
    for connection in connections { connection.sweep(at: now) }
    openMore()
  }

  // MARK: Closing

  /// Returns once every connection has come back and is closed.
  func close() async {
    let (idle, callers) = shell.withLock { shell in
      let (slots, tickets) = shell.state.close()
      return (
        slots.compactMap { shell.connections.removeValue(forKey: $0) },
        tickets.compactMap { shell.callers.removeValue(forKey: $0) }
      )
    }
    for connection in idle { connection.end("closed") }
    for caller in callers { caller.resume(throwing: Unavailable(reason: .closed, retryAfter: .seconds(1))) }
    await withCheckedContinuation { caller in
      shell.withLock { $0.drained.append(caller) }
      announceIfDrained()
    }
  }

  private func announceIfDrained() {
    let callers = shell.withLock { shell in
      guard shell.state.isDrained else { return [CheckedContinuation<Void, Never>]() }
      defer { shell.drained = [] }
      return shell.drained
    }
    for caller in callers { caller.resume() }
  }

  /// For a Database that nobody closed.
  func abandon() {
    for connection in shell.withLock({ Array($0.connections.values) }) { connection.end("abandoned") }
  }

  func measure() -> (size: Int, idle: Int, waiting: Int, opening: Int, refused: Int) {
    shell.withLock { shell in
      let state = shell.state
      return (state.size, state.idle, state.waiting, state.openingCount, state.refused)
    }
  }
}
