import CLinux
import Glibc
import Synchronization

/// A few threads with a bounded queue for work that would hold up the loop: password hashing, compression, big answers.
package final class Workers: Sendable {
  /// The queue is full: the caller turns work away instead of letting everyone wait.
  package struct Full: Error {}

  private struct State {
    var queue: [@Sendable () -> Void] = []
    var waiting = 0
    var stopping = false
  }

  // Mutex has no condition variable; a semaphore counts what is queued instead.
  private let state = Mutex(State())
  private let limit: Int
  private let threads: Int
  private let ready = Semaphore()

  /// `niceness` above 0 lets everybody else go first: for work that would otherwise hold a core that the loop wants.
  package init(name: String, threads: Int, queueLimit: Int, niceness: Int32 = 0) {
    limit = queueLimit
    self.threads = threads
    for index in 0..<threads {
      startThread(name: "\(name)-\(index)", niceness: niceness) { self.run() }
    }
  }

  /// False when the queue is full.
  @discardableResult
  package func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
    let accepted = state.withLock { state in
      guard state.queue.count < limit, !state.stopping else { return false }
      state.queue.append(work)
      return true
    }
    if accepted { ready.signal() }
    return accepted
  }

  /// Runs `work` on a worker's thread. A task cancelled before its turn does not run at all.
  package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let cancelled = Flag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let accepted = submit {
          if cancelled.isRaised {
            continuation.resume(throwing: CancellationError())
          } else {
            continuation.resume(with: Result { try work() })
          }
        }
        if !accepted { continuation.resume(throwing: Full()) }
      }
    } onCancel: {
      cancelled.raise()
    }
  }

  /// Waits, on the calling thread, until the work queued before is done. Only where there is one thread does that mean all.
  func drain() {
    let done = Semaphore()
    if submit({ done.signal() }) { done.wait() }
  }

  /// Lets the threads end once the queue is empty.
  package func stop() {
    state.withLock { $0.stopping = true }
    for _ in 0..<threads { ready.signal() }
  }

  private func run() {
    while true {
      ready.wait()
      let (work, stopping) = state.withLock { state in
        (state.queue.isEmpty ? nil : state.queue.removeFirst(), state.stopping)
      }
      if let work {
        work()
      } else if stopping {
        return
      }
    }
  }
}

/// A flag that is raised once and stays up.
package final class Flag: Sendable {
  private let value = Atomic(false)
  package init() {}
  package var isRaised: Bool { value.load(ordering: .acquiring) }
  package func raise() { value.store(true, ordering: .releasing) }
}

/// Counts what may be taken. Whoever waits blocks a thread, so it is for threads that have nothing else to do.
package final class Semaphore: Sendable {
  private let descriptor = eventfd(0, Int32(EFD_SEMAPHORE | EFD_CLOEXEC))
  package init() {}
  package func signal() { eventfd_write(descriptor, 1) }
  package func wait() {
    var count: eventfd_t = 0
    while eventfd_read(descriptor, &count) != 0 {}  // EINTR
  }
  deinit { close(descriptor) }
}

/// Starts a detached thread. The name shows in `ps -L` and in stack traces; Linux keeps its first 15 bytes.
package func startThread(name: String, niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) {
  final class Body {
    let name: String
    let niceness: Int32
    let run: @Sendable () -> Void
    init(name: String, niceness: Int32, run: @escaping @Sendable () -> Void) {
      (self.name, self.niceness, self.run) = (name, niceness, run)
    }
  }
  var thread = pthread_t()
  let context = Unmanaged.passRetained(Body(name: String(name.prefix(15)), niceness: niceness, run: body)).toOpaque()
  let failed = pthread_create(
    &thread, nil,
    { context in
      guard let context else { return nil }
      let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
      name_this_thread(body.name)
      // On Linux this is a thread's own, whatever POSIX says.
      if body.niceness != 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, body.niceness) }
      body.run()
      return nil
    }, context)
  precondition(failed == 0, "no thread left to start")
  pthread_detach(thread)
}
