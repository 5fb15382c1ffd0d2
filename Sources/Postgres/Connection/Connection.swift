import CLibpq
import Runtime
import Synchronization

/// One session with the server. The loop reads its socket; anyone may ask it something, from any thread, and is continued
/// on the executor it came from.
final class Connection: Sendable {
  private let wire: Mutex<ConnectionState>
  private let loop: EventLoop
  private let cancels: Workers
  private let onEnd: @Sendable (Connection) -> Void
  private let onNotification: (@Sendable (Notification) -> Void)?

  struct Role: Sendable {
    /// Answers many callers at once; else it is lent to one after the other.
    var isShared = false
    var onEnd: @Sendable (Connection) -> Void
    var onNotification: (@Sendable (Notification) -> Void)?
  }

  /// Takes over an open connection, given as the address of libpq's object.
  init(adopting address: UInt, role: Role, loop: EventLoop, cancels: Workers) {
    wire = Mutex(ConnectionState(adopting: address, isShared: role.isShared))
    self.loop = loop
    self.cancels = cancels
    onEnd = role.onEnd
    onNotification = role.onNotification
    wire.withLock { wire in wire.watch(on: loop) { _ in self.receive() } }
  }

  var isDead: Bool { wire.withLock { $0.isDead } }
  var isClean: Bool { wire.withLock { $0.isClean } }
  var isInTransaction: Bool { wire.withLock { $0.isInTransaction } }
  var isIdleOutsideTransaction: Bool { wire.withLock { $0.isIdleOutsideTransaction } }
  var depth: Int { wire.withLock { $0.depth } }

  // MARK: Asking

  /// Cancelling the task cancels the statement, if it is older than 50 ms; a younger one just ends.
  func run(_ request: ServerRequest.Request, patience: Duration) async throws -> Answer {
    let exchange = ServerRequest(request, patience: patience)
    return try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { submit(exchange, $0) }
    } onCancel: {
      cancel(exchange)
    }
  }

  func run(_ script: Script, patience: Duration) async throws -> Answer {
    let answer = try await run(.script(script.text), patience: patience)
    guard wire.withLock({ $0.copy == nil }) else {
      end("a COPY without data")
      throw PostgresError(sqlState: "0A000", message: "a script cannot hold COPY from or to the client", sql: "")
    }
    return answer
  }

  /// For the end of a transaction, which has to happen even if the task has been cancelled.
  func runToTheEnd(_ request: ServerRequest.Request, patience: Duration) async throws -> Answer {
    let exchange = ServerRequest(request, patience: patience)
    return try await withUnsafeThrowingContinuation { submit(exchange, $0) }
  }

  private func submit(_ exchange: ServerRequest, _ caller: Caller) {
    if let fault = exchange.fault { return caller.resume(throwing: fault) }
    let mayGather = loop.isCurrent
    let (refusal, isDead, isGathered) = wire.withLock { wire -> ((any Error)?, Bool, Bool) in
      if let (refusal, isDead) = wire.refusal(of: exchange) { return (refusal, isDead, false) }
      let isGathered = wire.submit(Pending(exchange, caller), mayGather: mayGather)
      return (nil, wire.isDead, isGathered)
    }
    if isGathered { loop.call { self.sendGathered() } }
    if isDead { end() }
    if let refusal { caller.resume(throwing: refusal) }
  }

  /// At the end of a turn of the loop: what was asked in it leaves together.
  private func sendGathered() {
    let isDead = wire.withLock { wire in
      wire.sendGathered()
      return wire.isDead
    }
    if isDead { end() }
  }

  private func cancel(_ exchange: ServerRequest) {
    exchange.cancel()
    wire.withLock { $0.abandon(exchange) }?.resume()
    cancelIfDue(at: .now)
  }

  private func cancelIfDue(at now: Moment) {
    guard let request = wire.withLock({ $0.beginCancel(at: now) }) else { return }
    let isOnItsWay = cancels.submit {
      request.send()
      self.cancelHasReturned()
    }
    if !isOnItsWay { cancelHasReturned() }
  }

  private func cancelHasReturned() {
    wire.withLock { $0.endCancel() }?.resume()
    deliver()
  }

  // MARK: Hearing

  private func receive() {
    wire.withLock { $0.receive() }
    deliver()
  }

  func deliver() {
    while true {
      switch wire.withLock({ $0.nextNews() }) {
      case .answered(let completion): completion.resume()
      case .copyMoved(let waiter): waiter.resume()
      case .notified(let notification): onNotification?(notification)
      case .ended: return end()
      case .none: return
      }
    }
  }

  /// Called now and then: gives up a silent server, and cancels what has become old enough.
  func sweep(at now: Moment) {
    if wire.withLock({ $0.isOverdue(at: now) }) {
      end("no answer in time")
    } else {
      cancelIfDue(at: now)
    }
  }

  // MARK: Ending

  func end(_ reason: String? = nil) {
    guard let orphans = wire.withLock({ $0.close(reason ?? $0.lastWords) }) else { return }
    // The pool learns first: whoever tries again must not be given this connection.
    onEnd(self)
    for orphan in orphans.completions { orphan.resume() }
    orphans.copier?.resume(throwing: orphans.reason)
  }

  /// For COPY, which holds a longer conversation.
  func withWire<Outcome>(_ body: (inout sending ConnectionState) -> sending Outcome) -> sending Outcome {
    wire.withLock(body)
  }
}

extension ServerRequest {
  fileprivate var fault: ParameterError? {
    guard case .statement(let sql, _) = request, let fault = sql.values.fault else { return nil }
    return ParameterError(reason: "\(fault)", sql: sql.text)
  }
}
