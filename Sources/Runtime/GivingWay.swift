import CLinux
import Glibc

/// A thread or a process of this machine that lets others go first.
package enum GivingWay {
  /// Whoever wakes and has a shorter turn than this does not wait for its end; with an ordinary one they wait some milliseconds,
  /// at whatever priority (measured).
  private static let turn: UInt64 = 100_000_000

  /// - Parameter thread: the calling one without it.
  package static func begin(_ thread: Int32 = 0, niceness: Int32) {
    if set_niceness(thread, niceness, turn) != 0 {
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(thread), niceness)
    }
  }

  /// A process that leads a session of its own, as each of PostgreSQL's does, may be a group of its own to the kernel: then its
  /// niceness says nothing to others, but that of the group does.
  package static func begin(leader process: Int32, niceness: Int32) {
    begin(process, niceness: niceness)
    guard getsid(process) == process else { return }
    let file = Glibc.open("/proc/\(process)/autogroup", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { Glibc.close(file) }
    let text = Array("\(niceness)".utf8)
    _ = Glibc.write(file, text, text.count)
  }
}
