import Runtime
import Synchronization

/// Connections lent to one owner at a time. The decisions are `PoolState`'s; here they are locked, carried out and timed.
final class Pool: Sendable {
  private struct Shell {
    var state: PoolState
    var connections: [PoolState.Slot: Connection] = [:]
    var callers: [PoolState.Ticket: UnsafeContinuation<Lease.Grant, any Error>] = [:]
    var drained: [CheckedContinuation<Void, Never>] = []
  }

  private let shell: Mutex<Shell>
  private let connector: Connector
  private let loops: Loops
  private let lastTicket = Atomic<UInt64>(0)
  private let found = Mutex<@Sendable () -> Void>({})

  init(connector: Connector, limits: PoolLimits, loops: Loops) {
    self.connector = connector
    self.loops = loops
    shell = Mutex(Shell(state: PoolState(limits: limits, homes: loops.count, at: .now)))
  }

  /// Strangers are spread over the loops.
  private var home: PoolState.Home {
    loops.current ?? Int(lastTicket.load(ordering: .relaxed) % UInt64(loops.count))
  }

  // MARK: Lending

  func lease() async throws -> Lease {
    let home = home
    let atOnce = shell.withLock { shell -> Lease.Grant? in
      guard let slot = shell.state.takeIdle(near: home), let connection = shell.connections[slot] else { return nil }
      return Lease.Grant(slot: slot, connection: connection)
    }
    if let atOnce { return Lease(atOnce, of: self) }
    return Lease(try await waitInLine(at: home), of: self)
  }

  private func waitInLine(at home: PoolState.Home) async throws -> Lease.Grant {
    let ticket = lastTicket.wrappingAdd(1, ordering: .relaxed).newValue
    let isCancelled = Flag()
    return try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { join(ticket, at: home, $0, isCancelled) }
    } onCancel: {
      isCancelled.raise()
      let caller = shell.withLock { shell in
        shell.state.withdraw(ticket) ? shell.callers.removeValue(forKey: ticket) : nil
      }
      caller?.resume(throwing: CancellationError())
    }
  }

  private func join(
    _ ticket: PoolState.Ticket, at home: PoolState.Home, _ caller: UnsafeContinuation<Lease.Grant, any Error>,
    _ isCancelled: Flag
  ) {
    let answer: Result<Lease.Grant, any Error>? = shell.withLock { shell in
      if isCancelled.isRaised { return .failure(CancellationError()) }
      switch shell.state.acquire(ticket, near: home, at: .now) {
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
    let toOpen = shell.withLock { shell in
      shell.state.toOpen(at: .now).map { (slot: $0, loop: loops[shell.state.home(of: $0)]) }
    }
    for (slot, loop) in toOpen { Task(executorPreference: loop) { await self.open(slot, on: loop) } }
  }

  private func open(_ slot: PoolState.Slot, on loop: EventLoop) async {
    do {
      let connection = try await connector.on(loop).open(
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

  func sweep(at now: Moment) {
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
