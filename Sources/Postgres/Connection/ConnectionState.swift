import CLibpq
import Runtime

/// libpq's connection and what is under way on it. Only touched under the lock of `Connection`; nothing here blocks, and
/// nobody is resumed from here.
struct ConnectionState: ~Copyable {
  private enum Life {
    /// Can become: broken, closed.
    case open(OpaquePointer)
    /// Nothing is sent any more, and somebody is to be told. Can become: closed.
    case broken(OpaquePointer)
    case closed
  }

  private var life: Life
  /// A shared connection sends in batches and lets answers queue up; a leased one sends the next only after the last is
  /// answered, so that a cancellation can never hit a neighbour.
  let isShared: Bool
  var statements = StatementCache()
  var sent = Queue<Pending>()
  var waiting = Queue<Pending>()
  /// Since when the server owes the first answer of `sent`.
  var headSince = Moment.now
  /// Batches that the server has not yet said the end of.
  var batchesOpen = 0
  var cancellation = CancelState()
  var copy: CopyState?
  var watch: EventLoop.Watch?
  private(set) var interest: EventLoop.Readiness = .read

  init(adopting address: UInt, isShared: Bool) {
    let handle = OpaquePointer(bitPattern: address)
    life = handle.map { .open($0) } ?? .closed
    self.isShared = isShared
    PQsetnonblocking(handle, 1)
    PQenterPipelineMode(handle)
  }

  deinit {
    if let handle { PQfinish(handle) }
  }

  /// Nil once closed.
  var handle: OpaquePointer? {
    switch life {
    case .open(let handle), .broken(let handle): handle
    case .closed: nil
    }
  }

  var isDead: Bool { if case .open = life { false } else { true } }

  mutating func breakDown() {
    if case .open(let handle) = life { life = .broken(handle) }
  }

  mutating func finish() {
    if let handle { PQfinish(handle) }
    life = .closed
  }

  var isIdle: Bool { sent.isEmpty && waiting.isEmpty && copy == nil && !cancellation.holdsAnswer }
  var depth: Int { sent.count + waiting.count }

  /// Ready for another owner: no statement, no transaction, no cancellation on its way.
  var isClean: Bool {
    guard let handle, !isDead, isIdle, !cancellation.isUnderWay else { return false }
    return PQtransactionStatus(handle) == PQTRANS_IDLE
  }

  /// A transaction block is open and nothing in it has failed.
  var isInTransaction: Bool { handle.map { PQtransactionStatus($0) == PQTRANS_INTRANS } ?? false }

  var isIdleOutsideTransaction: Bool { handle.map { PQtransactionStatus($0) == PQTRANS_IDLE } ?? false }

  mutating func watch(on loop: EventLoop, _ handler: @escaping EventLoop.Handler) {
    guard let handle else { return }
    watch = loop.watch(PQsocket(handle), for: interest, handler)
  }

  // MARK: Sending

  /// A batch is answered as a whole: more statements in one would keep the first of them waiting for the last.
  private static let batchSize = 8

  /// True when it waits for others to leave with it: somebody is to call `sendGathered` soon.
  mutating func submit(_ pending: Pending, mayGather: Bool) -> Bool {
    if isShared {
      waiting.append(pending)
      if mayGather, waiting.count < Self.batchSize { return waiting.count == 1 }
      sendGathered()
    } else if sent.isEmpty && !cancellation.isUnderWay {
      send(pending)
    } else {
      waiting.append(pending)
    }
    return false
  }

  /// Of a shared connection: one write of ours, one of the server's, and one transaction for up to eight statements.
  mutating func sendGathered() {
    while !isDead, !waiting.isEmpty {
      var count = 0
      while count < Self.batchSize, let next = waiting.popFirst() {
        write(next)
        count += 1
      }
      endBatch()
    }
  }

  mutating func send(_ pending: Pending) {
    write(pending)
    if case .statement = pending.exchange.request { endBatch() } else { flush() }
  }

  private mutating func write(_ pending: Pending) {
    if sent.isEmpty { headSince = .now }
    let isWritten =
      switch pending.exchange.request {
      case .statement(let sql, let opening): writeStatement(sql, opening: opening, pending)
      case .script(let text): writeScript(text)
      }
    if !isWritten { breakDown() }
    sent.append(pending)
  }

  /// An error skips to the end of its batch and no further.
  private mutating func endBatch() {
    batchesOpen += 1
    if PQpipelineSync(handle) != 1 { breakDown() }
    flush()
  }

  private mutating func writeStatement(_ sql: SQL, opening: SQL?, _ pending: Pending) -> Bool {
    guard let handle else { return false }
    // Decided here and not by the transaction: of two statements asked for at once either may be the first.
    if let opening, PQtransactionStatus(handle) == PQTRANS_IDLE, !write(opening, pending) { return false }
    return write(sql, pending)
  }

  private mutating func write(_ sql: SQL, _ pending: Pending) -> Bool {
    guard let handle else { return false }
    let key = sql.key
    let count = Int32(sql.parameterCount)
    defer { pending.commands += 1 }
    if let name = statements.name(of: key) {
      return sql.withParameters { values, lengths, formats in
        PQsendQueryPrepared(
          handle, name, count, values.baseAddress, lengths.baseAddress, formats.baseAddress, 1) == 1
      }
    }
    if statements.isFull {
      return sql.withParameters { values, lengths, formats in
        PQsendQueryParams(
          handle, sql.text, count, sql.types, values.baseAddress, lengths.baseAddress, formats.baseAddress, 1) == 1
      }
    }
    let name = statements.add(key)
    guard PQsendPrepare(handle, name, sql.text, count, sql.types) == 1 else { return false }
    pending.preparing.append((pending.commands, key))
    pending.commands += 1
    return sql.withParameters { values, lengths, formats in
      PQsendQueryPrepared(handle, name, count, values.baseAddress, lengths.baseAddress, formats.baseAddress, 1) == 1
    }
  }

  private func writeScript(_ text: String) -> Bool {
    guard let handle else { return false }
    // COPY and several statements in one text are not possible in pipeline mode; leaving it costs no round trip.
    return PQexitPipelineMode(handle) == 1 && PQsendQuery(handle, text) == 1
  }

  /// True when the kernel has taken everything.
  @discardableResult
  mutating func flush() -> Bool {
    guard let handle else { return false }
    let outcome = PQflush(handle)
    if outcome < 0 { breakDown() }
    want(outcome > 0 ? [.read, .write] : .read)
    return outcome == 0
  }

  private mutating func want(_ wanted: EventLoop.Readiness) {
    // A COPY from the server is read only when its reader asks, so that a slow reader holds the server back.
    guard copy?.direction != .receiving, wanted != interest else { return }
    interest = wanted
    watch?.update(wanted)
  }

  /// One more readable event for a COPY that is being received, then silence again.
  mutating func readOnce() {
    interest = []
    watch?.update(.read, once: true)
  }

  /// From now on only `readOnce` brings events; a closed peer would otherwise be reported for ever.
  mutating func pauseReading() {
    interest = []
    watch?.update([], once: true)
  }
}
