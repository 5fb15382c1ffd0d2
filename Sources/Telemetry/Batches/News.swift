import Synchronization

/// That there is something new: told to the other servers soon after, once for many batches.
final class News: Sendable {
  static let channel: StaticString = "telemetry"

  private let isNew = Mutex(false)
  private let hint: @Sendable () -> Void

  init(hint: @escaping @Sendable () -> Void = {}) { self.hint = hint }

  func tell() {
    isNew.withLock { $0 = true }
    hint()
  }

  func take() -> Bool {
    isNew.withLock { isNew in
      defer { isNew = false }
      return isNew
    }
  }
}
