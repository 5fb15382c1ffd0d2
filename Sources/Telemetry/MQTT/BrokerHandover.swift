import Runtime
import Synchronization

/// Between the thread that talks with the broker and the task that stores: a batch is handed over, and the thread waits until it
/// is told that it is stored. Until then it acknowledges nothing, and the broker sends no more than it may have open.
final class BrokerHandover: Sendable {
  struct Lost: Error, CustomStringConvertible {
    let description: String
  }

  private struct State {
    var batch: [BrokerMessage] = []
    var reader: CheckedContinuation<Void, Never>?
    var isWaiting = false
    var fault: String?
    var isOver = false
  }

  private let state = Mutex(State())
  private let answered = Semaphore()

  var isOver: Bool { state.withLock { $0.isOver } }

  // MARK: The thread's side

  /// Returns once all of it is stored; false where it is not, as nobody stores any more.
  func give(_ batch: [BrokerMessage]) -> Bool {
    let mustWait = wake { state in
      if state.isOver { return false }
      (state.batch, state.isWaiting) = (batch, true)
      return true
    }
    guard mustWait else { return false }
    answered.wait()
    return state.withLock { !$0.isWaiting }
  }

  /// The first fault is the one that is told.
  func end(_ fault: String?) {
    let isWaiting = wake { state in
      defer { state.isOver = true }
      if !state.isOver { state.fault = fault }
      return state.isWaiting && !state.isOver
    }
    if isWaiting { answered.signal() }
  }

  private func wake(_ change: (inout State) -> Bool) -> Bool {
    let (found, reader) = state.withLock { state in
      let found = change(&state)
      return (found, state.reader.take())
    }
    reader?.resume()
    return found
  }

  // MARK: The task's side

  /// The next batch; nil when it is over. Throws when the broker is gone.
  func take() async throws -> [BrokerMessage]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        let isReady = state.withLock { state in
          let isReady = !state.batch.isEmpty || state.isOver
          if !isReady { state.reader = reader }
          return isReady
        }
        if isReady { reader.resume() }
      }
    } onCancel: {
      end(nil)
    }
    return try state.withLock { state in
      defer { state.batch = [] }
      if !state.batch.isEmpty { return state.batch }
      if let fault = state.fault { throw Lost(description: fault) }
      return nil
    }
  }

  /// What was taken is stored: it may be acknowledged.
  func stored() {
    let mustTell = state.withLock { state in
      guard state.isWaiting, !state.isOver else { return false }
      state.isWaiting = false
      return true
    }
    if mustTell { answered.signal() }
  }
}
