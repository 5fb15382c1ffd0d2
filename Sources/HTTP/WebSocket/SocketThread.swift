import Glibc
import Runtime
import Synchronization

/// One thread that owns every WebSocket of the process: framing needs no lock, and ten thousand idle sockets need no
/// ten thousand threads.
final class SocketThread: Sendable {
  private struct Held {
    let wire: SocketProtocol
    let watch: EventLoop.Watch
    var interest: EventLoop.Readiness
    let task: Task<Void, Never>
    /// Free again when this is forgotten.
    let seat: Seats.Seat?
  }

  private struct State {
    var held: [UInt64: Held] = [:]
    var lastToken: UInt64 = 0
    var isClosing = false
  }

  let loop = EventLoop(name: "sockets")
  private let state = Mutex(State())
  private let silence: Duration
  private let stall: Duration
  private let handlers: any TaskExecutor

  init(handlers: any TaskExecutor, silence: Duration, stall: Duration) {
    self.handlers = handlers
    self.silence = silence
    self.stall = stall
    _ = loop.every(.seconds(1)) { [weak self] in self?.sweep() }
  }

  var count: Int { state.withLock { $0.held.count } }

  /// Takes over a connected, non-blocking descriptor whose handshake is done.
  func adopt(_ descriptor: Int32, early: [UInt8], _ seat: Seats.Seat?, _ handler: @escaping Route.SocketHandler) {
    loop.call { self.start(descriptor, early: early, seat, handler) }
  }

  private func start(
    _ descriptor: Int32, early: [UInt8], _ seat: Seats.Seat?, _ handler: @escaping Route.SocketHandler
  ) {
    let token = state.withLock { state in
      state.lastToken += 1
      return state.lastToken
    }
    let socket = WebSocket { [weak self, loop] in
      loop.call { [weak self] in self?.turn(token, read: false) }
    }
    guard let wire = SocketProtocol(descriptor: descriptor, early: early, socket: socket, longestMessage: 65_536) else {
      Glibc.close(descriptor)
      return
    }
    let task = Task(executorPreference: handlers) {
      do {
        try await handler(socket)
        socket.close(.normal)
      } catch {
        socket.close(.internalError)
      }
    }
    let watch = loop.watch(descriptor, for: [.read, .hangUp]) { [weak self] readiness in
      // A full inbox is not read from, so it would never learn that the client has gone.
      let isGone = !readiness.isDisjoint(with: .hangUp) && !socket.canTakeMore
      if isGone { self?.drop(token) } else { self?.turn(token, read: true) }
    }
    let isClosing = state.withLock { state in
      state.held[token] = Held(wire: wire, watch: watch, interest: [.read, .hangUp], task: task, seat: seat)
      return state.isClosing
    }
    if isClosing { socket.close(.goingAway) }
    turn(token, read: true)
  }

  private func turn(_ token: UInt64, read: Bool) {
    guard let held = state.withLock({ $0.held[token] }) else { return }
    let outlook = held.wire.turn(read: read)
    if outlook.isOver { return drop(token) }
    let interest = outlook.interest.union(.hangUp)
    guard interest != held.interest else { return }
    state.withLock { $0.held[token]?.interest = interest }
    held.watch.update(interest)
  }

  private func drop(_ token: UInt64) {
    guard let held = state.withLock({ $0.held.removeValue(forKey: token) }) else { return }
    held.watch.cancel()
    held.task.cancel()
    Glibc.close(held.wire.end())
  }

  private func sweep() {
    let now = ContinuousClock.now
    let wires = state.withLock { $0.held.mapValues(\.wire) }
    for (token, wire) in wires where wire.isGivenUp(at: now, silence: silence, stall: stall) { drop(token) }
  }

  /// Says goodbye (1001) to every client, waits a little for theirs, and drops who is left.
  func close(within patience: Duration) async {
    let wires = state.withLock { state in
      state.isClosing = true
      return state.held.values.map(\.wire)
    }
    for wire in wires { wire.socket.close(.goingAway, reason: "server stops") }
    let deadline = ContinuousClock.now + patience
    while count > 0, .now < deadline { try? await Task.sleep(for: .milliseconds(10)) }
    loop.call {
      for token in self.state.withLock({ Array($0.held.keys) }) { self.drop(token) }
    }
  }
}
