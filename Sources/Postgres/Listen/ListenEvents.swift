import Synchronization

/// An event of a LISTEN that survives its connection.
package enum ListenEvent: Hashable, Sendable {
  /// From here on nothing is missed.
  case listening
  /// The connection was lost and is back, or the listener was too slow and what waited was dropped: whatever was said
  /// meanwhile is gone, so read again what the notifications are about.
  case reconnected
  case notification(Notification)
}

/// An endless sequence for one reader. Listening stops when it is let go of.
package struct ListenEvents: AsyncSequence, Sendable {
  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let subscription: Subscription

    /// Nil once it has ended: by `finish`, or because the reader was cancelled.
    package mutating func next() async -> ListenEvent? { await subscription.events.next() }
  }

  private let subscription: Subscription

  init(_ events: EventQueue, task: Task<Void, Never>) { subscription = Subscription(events: events, task: task) }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: subscription) }

  fileprivate final class Subscription: Sendable {
    let events: EventQueue
    private let task: Task<Void, Never>

    init(events: EventQueue, task: Task<Void, Never>) {
      self.events = events
      self.task = task
    }

    deinit { task.cancel() }
  }
}

/// Events between the loop, which must not wait, and a reader who may be slow.
final class EventQueue: Sendable {
  private struct State {
    var events = Queue<ListenEvent>()
    var reader: CheckedContinuation<ListenEvent?, Never>?
    var isOver = false
  }

  /// A reader who is that far behind does better to read everything again.
  private static let limit = 1000

  private let state = Mutex(State())

  func add(_ event: ListenEvent) {
    let reader = state.withLock { state -> CheckedContinuation<ListenEvent?, Never>? in
      if let reader = state.reader {
        state.reader = nil
        return reader
      }
      if state.events.count >= Self.limit {
        state.events = Queue()
        state.events.append(.reconnected)
      }
      state.events.append(event)
      return nil
    }
    reader?.resume(returning: event)
  }

  func next() async -> ListenEvent? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        let event = state.withLock { state -> ListenEvent?? in
          if let event = state.events.popFirst() { return event }
          if state.isOver || Task.isCancelled { return .some(nil) }
          state.reader = reader
          return nil
        }
        if let event { reader.resume(returning: event) }
      }
    } onCancel: {
      finish()
    }
  }

  /// Ends the sequence: those who wait, and those who ask once everything is read, get nil.
  func finish() {
    let reader = state.withLock { state in
      state.isOver = true
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: nil)
  }
}
