import CLibpq
import Runtime

extension ConnectionState {
  /// Lets the caller go at once where the answer need not be waited for.
  mutating func abandon(_ exchange: ServerRequest) -> Completion? {
    if let unsent = waiting.removeFirst(where: { $0.exchange === exchange }) {
      return Completion(caller: unsent.caller, result: .failure(CancellationError()))
    }
    // On a shared connection the statement runs on, being short, and its answer is thrown away.
    guard isShared, let pending = sent.first(where: { $0.exchange === exchange }) else { return nil }
    defer { pending.caller = nil }
    return Completion(caller: pending.caller, result: .failure(CancellationError()))
  }

  /// Nil unless the statement under way has been cancelled and is old enough for that to pay: a cancellation costs the
  /// server a process.
  mutating func beginCancel(at now: Moment) -> CancelRequest? {
    guard let handle, !isShared, !isDead, let head = sent.first, head.exchange.isCancelled,
      now - headSince > .milliseconds(50), cancellation.mayBegin(at: now), let request = CancelRequest(handle)
    else { return nil }
    cancellation.begin(at: now)
    return request
  }

  mutating func endCancel() -> Completion? {
    let completion = cancellation.returned()
    if completion != nil && !isDead { sendNext() }
    return completion
  }

  // MARK: The end

  /// Why nothing can be asked now, and whether the connection is dead.
  func refusal(of exchange: ServerRequest) -> (any Error, isDead: Bool)? {
    if isDead { return (ConnectionLost(reason: "it had ended before", mayHaveHappened: false), true) }
    // The canceller raises the flag before it looks for the exchange, so one of the two sees the other.
    if exchange.isCancelled { return (CancellationError(), false) }
    // It would wait for the COPY to end, and its caller is the one who would have to end it.
    return copy == nil ? nil : (PostgresError.copyUnderWay(exchange.text), false)
  }

  /// The server has owed an answer for longer than the exchange's patience.
  func isOverdue(at now: Moment) -> Bool {
    guard let head = sent.first else { return false }
    if let copy { return copy.isWaiting && now - copy.since > head.exchange.patience }
    return now - headSince > head.exchange.patience
  }

  /// Everything that was waiting for the connection, and why it waits in vain.
  struct Orphans {
    let reason: ConnectionLost
    let completions: [Completion]
    let copier: UnsafeContinuation<Void, any Error>?
  }

  /// Nil when it was closed before.
  mutating func close(_ reason: String) -> Orphans? {
    if handle == nil { return nil }
    watch?.cancel()
    finish()
    let lost = ConnectionLost(reason: reason, mayHaveHappened: true)
    var completions = sent.removeAll().map { Completion(caller: $0.caller, result: .failure(lost)) }
    let unsent = ConnectionLost(reason: reason, mayHaveHappened: false)
    completions += waiting.removeAll().map { Completion(caller: $0.caller, result: .failure(unsent)) }
    if let held = cancellation.close() { completions.append(held) }
    return Orphans(reason: lost, completions: completions, copier: copy?.takeWaiter())
  }

  /// Says what libpq knows about the end, on one line.
  var lastWords: String {
    guard let handle else { return "closed" }
    let failure = sent.first?.failure?.message
    let words = failure ?? String(cString: PQerrorMessage(handle))
    return words.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
