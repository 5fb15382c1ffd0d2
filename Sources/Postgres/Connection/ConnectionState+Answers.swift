import CLibpq
import Runtime

extension ConnectionState {
  /// Takes in what the socket has.
  mutating func receive() {
    guard let handle else { return }
    if PQconsumeInput(handle) == 0 { breakDown() }
    if interest.contains(.write) { flush() }
    // Nobody asks for results now, but libpq must still get to look at what has come unasked.
    if sent.isEmpty { PQisBusy(handle) }
  }

  /// The last events amount to these, one at a time, so that each can be carried out outside the lock.
  enum News {
    case answered(Completion)
    case copyMoved(CheckedContinuation<Void, any Error>)
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
    while !sent.isEmpty, copy == nil, PQisBusy(handle) == 0 {
      if let result = PQgetResult(handle) {
        if let completion = absorb(result) { return completion }
      } else if PQpipelineStatus(handle) == PQ_PIPELINE_OFF {
        PQenterPipelineMode(handle)
        return complete()
      } else {
        sent.first?.commandsDone += 1
        if PQstatus(handle) == CONNECTION_BAD { breakDown() }
      }
      if isDead { return nil }
    }
    return nil
  }

  private mutating func absorb(_ result: OpaquePointer) -> Completion? {
    switch PQresultStatus(result) {
    case PGRES_PIPELINE_SYNC:
      PQclear(result)
      return complete()
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
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

  private mutating func fail(_ result: OpaquePointer) {
    defer { PQclear(result) }
    guard let pending = sent.first else { return }
    let error = PostgresError(result, sql: pending.exchange.text)
    if error.endsConnection { breakDown() }
    for prepared in pending.preparing where prepared.command >= pending.commandsDone { statements.forget(prepared.key) }
    if pending.failure == nil { pending.failure = error }
  }

  private mutating func complete() -> Completion? {
    guard let handle, let pending = sent.popFirst() else { return nil }
    if !sent.isEmpty { headSince = .now }
    if let failure = pending.failure, failure.isStalePlan,
      case .statement(let sql, let opening) = pending.exchange.request
    {
      statements.forget(sql.key)
      // In a transaction it has to be the whole transaction that is tried again.
      if opening == nil, !pending.isRetry, PQtransactionStatus(handle) == PQTRANS_IDLE, !cancellation.isUnderWay {
        send(pending.again)
        return nil
      }
    }
    let completion = Completion(caller: pending.caller, result: pending.outcome)
    guard let answered = cancellation.answered(completion) else { return nil }
    sendNext()
    return answered
  }

  mutating func sendNext() {
    if sent.isEmpty, let next = waiting.popFirst() { send(next) }
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
