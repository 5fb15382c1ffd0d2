import CLinux
import Glibc
import Runtime
import Synchronization

/// The turns of a connection.
extension Connection {
  /// Told once of each change: nothing is asked of the kernel while a connection lives.
  private static let news = EventLoop.Readiness(
    rawValue: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue)
  private static let gone = EventLoop.Readiness(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
  private static let farewell = EventLoop.Readiness(rawValue: EPOLLRDHUP.rawValue)
  /// Whoever else has work on the loop comes next.
  private static let mostSteps = 200

  /// Begins to listen to the client.
  func open() {
    enter(.silent, within: server.patience.idle)
    wire.watch = lane.loop.watch(descriptor, for: Self.news) { self.heard($0) }
  }

  func onItsLane(_ work: @escaping @Sendable () -> Void) {
    if lane.loop.isCurrent { work() } else { lane.loop.call(work) }
  }

  private func heard(_ news: EventLoop.Readiness) {
    if wire.isOver { return }
    if !news.isDisjoint(with: Self.gone) { return end() }
    if !news.isDisjoint(with: .read) { wire.isReadable = true }
    if !news.isDisjoint(with: Self.farewell) { (wire.isReadable, wire.hasFarewell) = (true, true) }
    if !news.isDisjoint(with: .write) { wire.isWritable = true }
    turn()
  }

  /// Something has changed for the request under way. From any thread.
  func wake() {
    guard lane.loop.isCurrent else { return lane.loop.call { self.turn() } }
    switch lane.turning {
    case nil: turn()
    case ObjectIdentifier(self): wire.isAgain = true
    // Another connection's handler is at work here.
    case .some: lane.loop.call { self.turn() }
    }
  }

  private func turn() {
    if wire.isOver { return }
    lane.turning = ObjectIdentifier(self)
    var input = Input(lane.room, wire.held)
    if !wire.backlog.isEmpty { lane.outbox.load(wire.backlog) }
    go(&input)
    if wire.isOver {
      lane.outbox.clear()
      (wire.held, wire.backlog) = ([], [])
    } else {
      if !input.isEmpty || !wire.held.isEmpty { wire.held = Array(input.bytes) }
      if !lane.outbox.isEmpty || !wire.backlog.isEmpty { wire.backlog = lane.outbox.unload() }
    }
    lane.turning = nil
    account()
  }

  private func go(_ input: inout Input) {
    for _ in 0..<Self.mostSteps {
      wire.isAgain = false
      let hasMoved = step(&input)
      if wire.isOver { return }
      if hasMoved, !mustSend { continue }
      let wasEmpty = lane.outbox.isEmpty
      flush()
      if wire.isOver || !hasMoved && !wire.isAgain && (wasEmpty || !lane.outbox.isEmpty) { return }
    }
    lane.loop.call { self.turn() }
  }

  private var mustSend: Bool { lane.outbox.count >= Outbox.full && wire.isWritable }

  /// Whether there may be another.
  private func step(_ input: inout Input) -> Bool {
    switch wire.stage {
    case .head: takeHead(&input)
    case .exchange(let exchange): carryOn(exchange, &input)
    case .streaming(let exchange, let status): stream(exchange, status)
    case .draining(let left): drain(left, &input)
    case .handover(let exchange, let handler): handOver(exchange, handler, input)
    case .parting(let lingers): part(lingers: lingers || !input.isEmpty)
    case .lingering(let left): linger(left, &input)
    case .over: false
    }
  }

  // MARK: The socket

  /// Whether more has come.
  func receive(_ input: inout Input) -> Bool {
    guard wire.isReadable else { return false }
    switch input.receive(from: descriptor) {
    case .some(let isAll):
      // An end that is announced is still to be read.
      if isAll, !wire.hasFarewell { wire.isReadable = false }
      return true
    case .nothing: wire.isReadable = false
    case .farewell: (wire.isReadable, wire.hasSeenEnd) = (false, true)
    case .failure: end()
    }
    return false
  }

  private func flush() {
    guard wire.isWritable, !lane.outbox.isEmpty else { return }
    let before = lane.outbox.count
    switch lane.outbox.flush(to: descriptor) {
    case .all: break
    case .blocked: wire.isWritable = false
    case .failed: return end()
    }
    // A client that takes nothing for long is cut; any progress is a new beginning.
    if !lane.outbox.isEmpty, lane.outbox.count < before || wire.backlog.isEmpty {
      enter(.busy, within: server.patience.idle)
    }
  }

  /// Keeps the count of those that a stopping server waits for, and the time of those that wait for a request.
  private func account() {
    if case .head = wire.stage, wire.backlog.isEmpty, phase == .busy {
      enter(.idle, within: server.patience.idle)
    }
    let isUnderWay =
      switch wire.stage {
      case .exchange, .streaming, .handover: true
      case .head, .draining, .parting: !wire.backlog.isEmpty
      case .lingering, .over: false
      }
    guard isUnderWay != wire.isUnderWay else { return }
    wire.isUnderWay = isUnderWay
    lane.underWay.add(isUnderWay ? 1 : -1, ordering: .relaxed)
  }

  // MARK: The end

  /// Closes it, whatever is under way.
  func end() {
    guard !wire.isOver else { return }
    let stage = wire.stage
    leave()
    Glibc.close(descriptor)
    switch stage {
    case .exchange(let exchange), .streaming(let exchange, _), .handover(let exchange, _): exchange.end()
    case .head, .draining, .parting, .lingering, .over: break
    }
    if lane.turning == nil { account() }
  }

  /// Is no connection any more; the descriptor is somebody else's, or about to be closed.
  func leave() {
    wire.stage = .over
    wire.watch.take()?.cancel()
    server.connections.closed(self)
    lane.held.subtract(1, ordering: .relaxed)
  }

  /// Its time is over, if that is still so.
  func expire() {
    guard isLate(at: Connections.now) else { return }
    guard wire.isDoubted else { return end() }
    wire.isDoubted = false
    becomeBusy()
    switch wire.stage {
    case .exchange(let exchange), .streaming(let exchange, _): exchange.clientLeft()
    case .head, .draining, .handover, .parting, .lingering, .over: break
    }
  }

  /// The server stops.
  func abandon() {
    switch wire.stage {
    case .exchange(let exchange), .streaming(let exchange, _): exchange.abandon()
    case .head, .draining, .handover, .parting, .lingering, .over: break
    }
  }
}
