import Synchronization

/// One end of a WebSocket, as a handler holds it. Both directions are bounded: a client that does not read makes `send`
/// wait, one that talks too much is not read from.
package final class WebSocket: Sendable {
  package enum Message: Sendable, Equatable {
    case text(String)
    case binary([UInt8])
  }

  package struct Closed: Error {}

  /// Close codes of RFC 6455, 7.4.1, and of its registry.
  package enum CloseCode: UInt16, Sendable {
    case normal = 1000
    case goingAway = 1001
    case policyViolation = 1008
    case internalError = 1011
    case tryAgainLater = 1013
    /// Ours: whoever opened it is no longer signed in, or may no longer be here.
    case signedOut = 4401
  }

  static let highWater = 256 * 1024
  private static let mostWaitingMessages = 32

  struct Outgoing {
    let text: Bytes
    /// A newer message with the same key takes the place of one that was not sent yet.
    let key: String?
  }

  private struct State {
    var outbox: [Outgoing] = []
    var outboxBytes = 0
    var senders: [CheckedContinuation<Void, any Error>] = []
    var inbox: [Message] = []
    var reader: CheckedContinuation<Message?, Never>?
    var close: (code: CloseCode, reason: String)?
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Tells the socket thread that there is something to do.
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  // MARK: The handler's side

  /// Waits while a quarter of a MiB is under way already.
  package func send(_ text: Bytes) async throws {
    try Task.checkCancellation()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let now: Result<Void, any Error>? = state.withLock { state in
        guard !state.isClosed else { return .failure(Closed()) }
        state.outbox.append(Outgoing(text: text, key: nil))
        state.outboxBytes += text.count
        guard state.outboxBytes > WebSocket.highWater else { return .success(()) }
        state.senders.append(continuation)
        return nil
      }
      if let now { continuation.resume(with: now) }
      wake()
    }
  }

  /// Never waits: what is still unsent under the same key is replaced. For progress and state, where only the newest counts.
  package func offer(_ text: Bytes, key: String) {
    state.withLock { state in
      guard !state.isClosed else { return }
      if let index = state.outbox.firstIndex(where: { $0.key == key }) {
        state.outboxBytes -= state.outbox.remove(at: index).text.count
      }
      state.outbox.append(Outgoing(text: text, key: key))
      state.outboxBytes += text.count
    }
    wake()
  }

  /// The next message; nil once the client has gone.
  package func receive() async -> Message? {
    await withCheckedContinuation { continuation in
      let (message, known) = state.withLock { state -> (Message?, Bool) in
        if !state.inbox.isEmpty { return (state.inbox.removeFirst(), true) }
        if state.isClosed { return (nil, true) }
        state.reader = continuation
        return (nil, false)
      }
      if known { continuation.resume(returning: message) }
      wake()
    }
  }

  package func close(_ code: CloseCode = .normal, reason: String = "") {
    state.withLock { state in
      if state.close == nil { state.close = (code, reason) }
    }
    wake()
  }

  /// Says goodbye without waiting for anybody: what is unsent is dropped, and whoever reads or writes here is told that it
  /// is over.
  package func dismiss(_ code: CloseCode, reason: String = "") {
    state.withLock { state in
      if state.close == nil { state.close = (code, reason) }
    }
    markClosed()
    wake()
  }

  // MARK: The socket thread's side

  func takeOutgoing() -> Outgoing? {
    state.withLock { $0.outbox.isEmpty ? nil : $0.outbox.removeFirst() }
  }

  /// The message has left our memory for the kernel's.
  func sent(_ count: Int) {
    let released = state.withLock { state in
      state.outboxBytes -= count
      guard state.outboxBytes <= WebSocket.highWater / 2 else { return [CheckedContinuation<Void, any Error>]() }
      defer { state.senders = [] }
      return state.senders
    }
    for sender in released { sender.resume() }
  }

  var wantedClose: (code: CloseCode, reason: String)? { state.withLock { $0.close } }
  var hasOutgoing: Bool { state.withLock { !$0.outbox.isEmpty } }
  var canTakeMore: Bool { state.withLock { $0.inbox.count < WebSocket.mostWaitingMessages } }

  func received(_ message: Message) {
    let reader = state.withLock { state -> CheckedContinuation<Message?, Never>? in
      if let reader = state.reader.take() { return reader }
      state.inbox.append(message)
      return nil
    }
    reader?.resume(returning: message)
  }

  func markClosed() {
    let (senders, reader) = state.withLock { state in
      state.isClosed = true
      state.outbox = []
      defer {
        state.senders = []
        state.reader = nil
      }
      return (state.senders, state.reader)
    }
    for sender in senders { sender.resume(throwing: Closed()) }
    reader?.resume(returning: nil)
  }
}
