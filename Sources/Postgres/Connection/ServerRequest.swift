import Synchronization

/// One thing asked of the server, and a name for it that a cancellation can use from any thread.
final class ServerRequest: Sendable {
  enum Request: Sendable {
    /// A prepared statement, and the BEGIN to send before it, in the same round trip, if no transaction is open.
    case statement(SQL, opening: SQL?)
    /// Several statements, or a COPY, by the simple protocol.
    case script(String)
  }

  let request: Request
  /// How long the server may stay silent before the connection is given up.
  let patience: Duration
  private let cancelled = Atomic(false)
  /// Whether its task has been cancelled; never taken back.
  var isCancelled: Bool { cancelled.load(ordering: .sequentiallyConsistent) }
  func cancel() { cancelled.store(true, ordering: .sequentiallyConsistent) }

  init(_ request: Request, patience: Duration) {
    self.request = request
    self.patience = patience
  }

  var text: String {
    switch request {
    case .statement(let sql, _): sql.text
    case .script(let text): String(text.prefix(500))
    }
  }
}

/// Who waits for an answer. The checked kind has no layout that the compiler knows, so that whatever holds one would be
/// copied by the runtime.
typealias Caller = UnsafeContinuation<Answer, any Error>

/// An exchange under way: what has come back so far, and who waits for it. Belongs to its connection's lock.
final class Pending {
  let exchange: ServerRequest
  /// Nil when the caller has left without waiting for the answer.
  var caller: Caller?
  var answer: Answer?
  var failure: PostgresError?
  /// Commands of the exchange, and those of them that are complete: an error's place among them tells whether a PREPARE
  /// failed.
  var commands = 0
  var commandsDone = 0
  /// An error of another exchange in the same batch: this one has not been carried out.
  var isAborted = false
  var preparing: [(command: Int, key: SQL.Key)] = []
  let isRetry: Bool

  init(_ exchange: ServerRequest, _ caller: Caller?, isRetry: Bool = false) {
    self.exchange = exchange
    self.caller = caller
    self.isRetry = isRetry
  }

  var isLeft: Bool { caller == nil }

  /// As before it was sent, to be sent once more: after an error of its own only once.
  var again: Pending { Pending(exchange, caller, isRetry: isRetry || failure != nil) }
}

/// A caller and its answer, brought together outside the lock.
struct Completion {
  let caller: Caller?
  let result: Result<Answer, any Error>

  func resume() { caller?.resume(with: result) }
}
