import Runtime
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
  let isCancelled = Flag()

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

/// An exchange under way: what has come back so far, and who waits for it. Belongs to its connection's lock.
final class Pending {
  let exchange: ServerRequest
  /// Nil when the caller has left without waiting for the answer.
  var caller: CheckedContinuation<Answer, any Error>?
  var answer: Answer?
  var failure: PostgresError?
  /// Commands of the exchange that are complete: an error's place among them tells whether a PREPARE failed.
  var commandsDone = 0
  var preparing: [(command: Int, key: SQL.Key)] = []
  let isRetry: Bool

  init(_ exchange: ServerRequest, _ caller: CheckedContinuation<Answer, any Error>?, isRetry: Bool = false) {
    self.exchange = exchange
    self.caller = caller
    self.isRetry = isRetry
  }

  /// As before it was sent, to be sent once more.
  var again: Pending { Pending(exchange, caller, isRetry: true) }
}

/// A caller and its answer, brought together outside the lock.
struct Completion {
  let caller: CheckedContinuation<Answer, any Error>?
  let result: Result<Answer, any Error>

  func resume() { caller?.resume(with: result) }
}
