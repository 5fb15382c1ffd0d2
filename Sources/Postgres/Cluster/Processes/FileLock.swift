import CLinux
import Glibc

/// A lock on a file that the kernel gives back when its holder dies, however it dies. It belongs to the open file, so a
/// child that inherits the descriptor holds it too.
struct FileLock: ~Copyable, Sendable {
  enum Kind {
    case shared, exclusive

    fileprivate var operation: Int32 { self == .shared ? LOCK_SH : LOCK_EX }
  }

  let path: String
  let descriptor: Int32

  init(path: String) throws(ClusterError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if descriptor < 0 { throw .system(call: "open", path: path, code: errno) }
  }

  deinit { close(descriptor) }

  /// False when somebody else holds it.
  func tryTake(_ kind: Kind) -> Bool { flock(descriptor, kind.operation | LOCK_NB) == 0 }

  /// Asks again and again instead of sleeping in flock, which knows no time limit.
  func take(_ kind: Kind, within limit: Duration) throws(ClusterError) {
    let deadline = ContinuousClock.now + limit
    while !tryTake(kind) {
      if ContinuousClock.now >= deadline { throw .timedOut(waitingFor: path) }
      pause(milliseconds: 10)
    }
  }
}

/// Only for the cluster's own thread, which nobody else waits for.
func pause(milliseconds: Int) {
  usleep(UInt32(milliseconds) * 1000)
}
