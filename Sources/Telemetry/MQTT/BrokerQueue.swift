import Glibc
import Runtime
import Synchronization

/// Between the thread that the broker's library calls and the tasks that store. When it is full that thread waits, and the
/// broker behind it.
final class BrokerQueue: Sendable {
  private static let most = 20_000

  private struct State {
    var messages: [BrokerMessage] = []
    var reader: CheckedContinuation<Void, Never>?
    var fault: String?
    var isOver = false
  }

  private let state = Mutex(State())

  /// Called by the library's thread.
  func add(_ message: BrokerMessage) {
    while state.withLock({ $0.messages.count >= Self.most && !$0.isOver }) { usleep(5000) }
    wake { $0.messages.append(message) }
  }

  func end(_ fault: String?) {
    wake { state in
      state.isOver = true
      state.fault = state.fault ?? fault
    }
  }

  private func wake(_ change: (inout State) -> Void) {
    let reader = state.withLock { state in
      change(&state)
      return state.reader.take()
    }
    reader?.resume()
  }

  struct Lost: Error, CustomStringConvertible {
    let description: String
  }

  /// All that waits, at least one; empty when it is over. Throws when the broker is gone.
  func take() async throws -> [BrokerMessage] {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        let isReady = state.withLock { state in
          let isReady = !state.messages.isEmpty || state.isOver
          if !isReady { state.reader = reader }
          return isReady
        }
        if isReady { reader.resume() }
      }
    } onCancel: {
      end(nil)
    }
    return try state.withLock { state in
      defer { state.messages = [] }
      if state.messages.isEmpty, let fault = state.fault { throw Lost(description: fault) }
      return state.messages
    }
  }
}
