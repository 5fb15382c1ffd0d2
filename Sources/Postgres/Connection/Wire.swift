import CLibpq
import Ground

/// libpq's connection and what is under way on it. Only touched under the lock of `Connection`; nothing here blocks, and
/// nobody is resumed from here.
struct Wire: ~Copyable {
  /// Nil once closed.
  private(set) var handle: OpaquePointer?
  /// A shared connection sends at once and lets answers queue up; a leased one sends the next only after the last is
  /// answered, so that a cancellation can never hit a neighbour.
  private let isShared: Bool
  private var statements = StatementCache()
  var sent = Queue<Pending>()
  private var waiting = Queue<Pending>()
  /// Since when the server owes the first answer of `sent`.
  private(set) var headSince = ContinuousClock.now
  /// While PQcancel is on its way nothing may be sent: it would hit whatever runs when it arrives.
  private(set) var isCancelling = false
  /// An answer that came while a cancellation was still on its way.
  private var held: Completion?
  var copy: CopyState?
  private(set) var isDead = false
  private var lastCancel: ContinuousClock.Instant?
  private var watch: EventLoop.Watch?
  private var interest: EventLoop.Readiness = .read

  init(adopting address: UInt, isShared: Bool) {
    handle = OpaquePointer(bitPattern: address)
    self.isShared = isShared
    PQsetnonblocking(handle, 1)
    PQenterPipelineMode(handle)
  }

  deinit {
    if let handle { PQfinish(handle) }
  }

  var isIdle: Bool { sent.isEmpty && waiting.isEmpty && copy == nil && held == nil }
  var depth: Int { sent.count + waiting.count }

  /// Ready for another owner: no statement, no transaction, no cancellation on its way.
  var isClean: Bool {
    guard let handle, !isDead, isIdle, !isCancelling else { return false }
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

  mutating func submit(_ pending: Pending) {
    if isShared || (sent.isEmpty && !isCancelling) {
      send(pending)
    } else {
      waiting.append(pending)
    }
  }

  private mutating func send(_ pending: Pending) {
    var pending = pending
    if sent.isEmpty { headSince = .now }
    let isSent =
      switch pending.exchange.request {
      case .statement(let sql, let opening): sendStatement(sql, opening: opening, &pending)
      case .script(let text): sendScript(text)
      }
    if !isSent { isDead = true }
    sent.append(pending)
    flush()
  }

  private mutating func sendStatement(_ sql: SQL, opening: SQL?, _ pending: inout Pending) -> Bool {
    guard let handle else { return false }
    var command = 0
    // Decided here and not by the transaction: of two statements asked for at once either may be the first.
    if let opening, PQtransactionStatus(handle) == PQTRANS_IDLE, !send(opening, &command, &pending) { return false }
    guard send(sql, &command, &pending) else { return false }
    // Each caller's statement ends in its own sync: an error skips to the sync and no further.
    return PQpipelineSync(handle) == 1
  }

  private mutating func send(_ sql: SQL, _ command: inout Int, _ pending: inout Pending) -> Bool {
    guard let handle else { return false }
    let key = sql.key
    let count = Int32(sql.parameterCount)
    defer { command += 1 }
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
    pending.preparing.append((command, key))
    command += 1
    return sql.withParameters { values, lengths, formats in
      PQsendQueryPrepared(handle, name, count, values.baseAddress, lengths.baseAddress, formats.baseAddress, 1) == 1
    }
  }

  private func sendScript(_ text: String) -> Bool {
    guard let handle else { return false }
    // COPY and several statements in one text are not possible in pipeline mode; leaving it costs no round trip.
    return PQexitPipelineMode(handle) == 1 && PQsendQuery(handle, text) == 1
  }

  /// True when the kernel has taken everything.
  @discardableResult
  mutating func flush() -> Bool {
    guard let handle else { return false }
    let outcome = PQflush(handle)
    if outcome < 0 { isDead = true }
    want(outcome > 0 ? [.read, .write] : .read)
    return outcome == 0
  }

  private mutating func want(_ wanted: EventLoop.Readiness) {
    // Who receives a COPY reads only when its reader asks, so that a slow reader holds the server back.
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
  private mutating func pauseReading() {
    interest = []
    watch?.update([], once: true)
  }

  // MARK: Receiving

  /// Takes in what the socket has.
  mutating func receive() {
    guard let handle else { return }
    if PQconsumeInput(handle) == 0 { isDead = true }
    if interest.contains(.write) { flush() }
    // Nobody asks for results now, but libpq must still get to look at what has come unasked.
    if sent.isEmpty { PQisBusy(handle) }
  }

  mutating func nextNotification() -> Notification? {
    guard let handle, let notify = PQnotifies(handle) else { return nil }
    defer { PQfreemem(notify) }
    return Notification(
      channel: String(cString: notify.pointee.relname), payload: String(cString: notify.pointee.extra))
  }

  /// The next exchange that is complete, nil when more has to arrive first.
  mutating func nextCompletion() -> Completion? {
    guard let handle, !isCancelling || held == nil else { return nil }
    while !sent.isEmpty, copy == nil, PQisBusy(handle) == 0 {
      if let result = PQgetResult(handle) {
        if let completion = absorb(result) { return completion }
      } else if PQpipelineStatus(handle) == PQ_PIPELINE_OFF {
        PQenterPipelineMode(handle)
        return finish()
      } else {
        sent.first?.commandsDone += 1
        if PQstatus(handle) == CONNECTION_BAD { isDead = true }
      }
      if isDead { return nil }
    }
    return nil
  }

  private mutating func absorb(_ result: OpaquePointer) -> Completion? {
    switch PQresultStatus(result) {
    case PGRES_PIPELINE_SYNC:
      PQclear(result)
      return finish()
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR, PGRES_EMPTY_QUERY:
      fail(result)
    case PGRES_PIPELINE_ABORTED:
      PQclear(result)
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      return beginCopy(Answer(owning: result))
    default:
      sent.first?.answer = Answer(owning: result)
    }
    return nil
  }

  private mutating func beginCopy(_ answer: Answer) -> Completion {
    let caller = sent.first?.caller
    sent.first?.caller = nil
    guard PQpipelineStatus(handle) == PQ_PIPELINE_OFF else {
      // In pipeline mode libpq cannot go on from here; `copyIn` and `copyOut` leave it first.
      isDead = true
      let error = PostgresError(
        sqlState: "0A000", message: "COPY goes through copyIn and copyOut", sql: sent.first?.exchange.text ?? "")
      return Completion(caller: caller, result: .failure(error))
    }
    if answer.status == PGRES_COPY_OUT { pauseReading() }
    copy = CopyState(direction: answer.status == PGRES_COPY_OUT ? .receiving : .sending)
    return Completion(caller: caller, result: .success(answer))
  }

  /// Says that everything has been sent, or that it shall be forgotten; from here on the statement is one like others.
  mutating func endCopy(failure: String?, _ caller: CheckedContinuation<Answer, any Error>) -> Bool {
    guard let handle, !isDead, let copy else { return false }
    if copy.direction == .sending, PQputCopyEnd(handle, failure) != 1 { return false }
    self.copy = nil
    headSince = .now
    sent.first?.caller = caller
    flush()
    return true
  }

  private mutating func fail(_ result: OpaquePointer) {
    defer { PQclear(result) }
    guard var pending = sent.first else { return }
    let error = PostgresError(result, sql: pending.exchange.text)
    if error.endsConnection { isDead = true }
    for prepared in pending.preparing where prepared.command >= pending.commandsDone { statements.forget(prepared.key) }
    if pending.failure == nil { pending.failure = error }
    sent.first = pending
  }

  private mutating func finish() -> Completion? {
    guard let handle, let pending = sent.popFirst() else { return nil }
    if !sent.isEmpty { headSince = .now }
    if let failure = pending.failure, failure.isStalePlan,
      case .statement(let sql, let opening) = pending.exchange.request
    {
      statements.forget(sql.key)
      // In a transaction it has to be the whole transaction that is tried again.
      if opening == nil, !pending.isRetry, PQtransactionStatus(handle) == PQTRANS_IDLE, !isCancelling {
        send(pending.again)
        return nil
      }
    }
    let completion = Completion(caller: pending.caller, result: pending.outcome)
    lastCancel = nil
    if isCancelling {
      held = completion
      return nil
    }
    sendNext()
    return completion
  }

  private mutating func sendNext() {
    if sent.isEmpty, let next = waiting.popFirst() { send(next) }
  }

  // MARK: Cancelling

  /// Lets the caller go at once where the answer need not be waited for.
  mutating func abandon(_ exchange: Exchange) -> Completion? {
    if let unsent = waiting.removeFirst(where: { $0.exchange === exchange }) {
      return Completion(caller: unsent.caller, result: .failure(CancellationError()))
    }
    // On a shared connection the statement runs on, being short, and its answer is thrown away.
    guard isShared else { return nil }
    var caller: CheckedContinuation<Answer, any Error>?
    _ = sent.updateFirst { pending in
      guard pending.exchange === exchange else { return false }
      caller = pending.caller
      pending.caller = nil
      return true
    }
    return caller.map { Completion(caller: $0, result: .failure(CancellationError())) }
  }

  /// Nil unless the statement under way has been cancelled and is old enough for that to pay: a cancellation costs the
  /// server a process. One that had no effect is repeated after a second.
  mutating func beginCancel(at now: ContinuousClock.Instant) -> CancelRequest? {
    guard let handle, !isShared, !isDead, !isCancelling, let head = sent.first, head.exchange.isCancelled.isRaised,
      now - headSince > .milliseconds(50), lastCancel.map({ now - $0 > .seconds(1) }) ?? true,
      let request = CancelRequest(handle)
    else { return nil }
    isCancelling = true
    lastCancel = now
    return request
  }

  mutating func endCancel() -> Completion? {
    isCancelling = false
    let completion = held
    held = nil
    if completion != nil && !isDead { sendNext() }
    return completion
  }

  // MARK: The end

  /// The server has owed an answer for longer than the exchange's patience.
  func isOverdue(at now: ContinuousClock.Instant) -> Bool {
    guard let head = sent.first else { return false }
    if let copy { return copy.isWaiting && now - copy.since > head.exchange.patience }
    return now - headSince > head.exchange.patience
  }

  /// Everything that was waiting for the connection, and why it waits in vain.
  struct Orphans {
    let reason: ConnectionLost
    let completions: [Completion]
    let copier: CheckedContinuation<Void, any Error>?
  }

  /// Nil when it was closed before.
  mutating func close(_ reason: String) -> Orphans? {
    guard let handle else { return nil }
    watch?.cancel()
    PQfinish(handle)
    self.handle = nil
    isDead = true
    let lost = ConnectionLost(reason: reason, mayHaveHappened: true)
    var completions = sent.removeAll().map { Completion(caller: $0.caller, result: .failure(lost)) }
    let unsent = ConnectionLost(reason: reason, mayHaveHappened: false)
    completions += waiting.removeAll().map { Completion(caller: $0.caller, result: .failure(unsent)) }
    if let held { completions.append(held) }
    held = nil
    return Orphans(reason: lost, completions: completions, copier: copy?.takeWaiter())
  }

  /// What libpq knows about the end, on one line.
  var lastWords: String {
    guard let handle else { return "closed" }
    let failure = sent.first?.failure?.message
    let words = failure ?? String(cString: PQerrorMessage(handle))
    return words.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension Pending {
  fileprivate var outcome: Result<Answer, any Error> {
    if let failure {
      if exchange.isCancelled.isRaised && failure.sqlState == PostgresError.queryCancelled {
        return .failure(CancellationError())
      }
      return .failure(failure)
    }
    guard let answer else {
      return .failure(PostgresError(sqlState: "08P01", message: "no result", sql: exchange.text))
    }
    return .success(answer)
  }
}
