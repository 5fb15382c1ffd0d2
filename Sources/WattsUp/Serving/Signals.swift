import Glibc
import Runtime

/// SIGINT and SIGTERM as something to wait for. A second one ends the process at once.
struct Signals {
  private static let pipe: (read: Int32, write: Int32) = {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  init() {
    _ = Signals.pipe
    // A signal handler may do little more than write to a pipe.
    for signal in [SIGINT, SIGTERM] {
      Glibc.signal(signal) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        write(Signals.pipe.write, &byte, 1)
        Glibc.signal(number, SIG_DFL)
      }
    }
  }

  func first() async -> String {
    await withCheckedContinuation { continuation in
      startThread(name: "signals") {
        var byte: UInt8 = 0
        while read(Signals.pipe.read, &byte, 1) != 1 {}
        continuation.resume(returning: byte == UInt8(SIGINT) ? "SIGINT" : "SIGTERM")
      }
    }
  }
}
