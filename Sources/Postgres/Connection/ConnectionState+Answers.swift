import CLibpq
import Runtime

extension ConnectionState {
  /// Takes in what the socket has.
  mutating func receive() {
    guard let handle else { return }
    if PQconsumeInput(handle) == 0 { breakDown() }
    if interest.contains(.write) { flush() }
    // Nobody asks for results now, but libpq must still get to look at what has come unasked.
    if !owesAnswers { PQisBusy(handle) }
  }

  private var owesAnswers: Bool { !sent.isEmpty || batchesOpen > 0 }

  /// The last events amount to these, one at a time, so that each can be carried out outside the lock.
  enum News {
    case answered(Completion)
    case copyMoved(UnsafeContinuation<Void, any Error>)
    case notified(Notification)
    case ended
    case none
  }

  mutating func nextNews() -> News {
    if let completion = nextCompletion() { return .answered(completion) }
    if let waiter = copy?.takeWaiter() { return .copyMoved(waiter) }
    if sent.isEmpty, let notification = nextNotification() { return .notified(notification) }
    return isDead ? .ended : .none
  }

  private mutating func nextNotification() -> Notification? {
    guard let handle, let notify = PQnotifies(handle) else { return nil }
    defer { PQfreemem(notify) }
    return Notification(
      channel: String(cString: notify.pointee.relname), payload: String(cString: notify.pointee.extra))
  }

  /// The next exchange that is complete, nil when more has to arrive first.
  private mutating func nextCompletion() -> Completion? {
    guard let handle, !cancellation.holdsAnswer else { return nil }
    while owesAnswers, copy == nil, PQisBusy(handle) == 0 {
      if let result = PQgetResult(handle) {
        if let completion = absorb(result) { return completion }
      } else if PQpipelineStatus(handle) == PQ_PIPELINE_OFF {
        PQenterPipelineMode(handle)
        return complete()
      } else {
        sent.first?.commandsDone += 1
        if PQstatus(handle) == CONNECTION_BAD { breakDown() }
        // Of a batch each gets its answer as soon as it has come.
        if isShared, let head = sent.first, head.commandsDone >= head.commands, let completion = complete() {
          return completion
        }
      }
      if isDead { return nil }
    }
    return nil
  }

  private mutating func absorb(_ result: OpaquePointer) -> Completion? {
    switch PQresultStatus(result) {
    case PGRES_PIPELINE_SYNC:
      PQclear(result)
      batchesOpen -= 1
      return isShared ? nil : complete()
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
      fail(result)
    case PGRES_PIPELINE_ABORTED:
      PQclear(result)
      sent.first?.isAborted = true
      forgetUnprepared()
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      return beginCopy(Answer(owning: result))
    default:
      sent.first?.answer = Answer(owning: result)
    }
    return nil
  }

  private mutating func fail(_ result: OpaquePointer) {
    defer { PQclear(result) }
    guard let pending = sent.first else { return }
    let error = PostgresError(result, sql: pending.exchange.text)
    if error.endsConnection { breakDown() }
    forgetUnprepared()
    if pending.failure == nil { pending.failure = error }
  }

  /// A PREPARE that has not been carried out has left no statement.
  private mutating func forgetUnprepared() {
    guard let pending = sent.first else { return }
    for prepared in pending.preparing where prepared.command >= pending.commandsDone { statements.forget(prepared.key) }
  }

  private mutating func complete() -> Completion? {
    guard let pending = sent.popFirst() else { return nil }
    if !sent.isEmpty { headSince = .now }
    if mayAskAgain(pending) {
      if !pending.isLeft { send(pending.again) }
      return nil
    }
    let completion = Completion(caller: pending.caller, result: pending.outcome)
    if isShared { return completion }
    guard let answered = cancellation.answered(completion) else { return nil }
    sendNext()
    return answered
  }

  private mutating func mayAskAgain(_ pending: Pending) -> Bool {
    guard let failure = pending.failure else { return pending.isAborted }
    guard case .statement(let sql, let opening) = pending.exchange.request else { return false }
    if failure.isStalePlan { statements.forget(sql.key) }
    if pending.isRetry { return false }
    // What a batch has locked for one of its statements may be in the way of another.
    if isShared { return failure.isStalePlan || failure.mayRetryTransaction }
    // In a transaction it has to be the whole transaction that is tried again.
    return failure.isStalePlan && opening == nil && isIdleOutsideTransaction && !cancellation.isUnderWay
  }

  mutating func sendNext() {
    if sent.isEmpty, let next = waiting.popFirst() { send(next) }
  }
}

extension Pending {
  fileprivate var outcome: Result<Answer, any Error> {
    if let failure {
      if exchange.isCancelled && failure.sqlState == PostgresError.queryCancelled {
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
