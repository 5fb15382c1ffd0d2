import CLinux
import CMicrohttpd
import Glibc
import Runtime
import Synchronization

/// Suspended connections.
extension Exchange {
  /// Lets something happen to the state, and wakes the connection if the state has.
  func change<Value: Sendable>(_ event: (inout Shell) -> Value) -> Value {
    shell.withLock { shell in
      let slept = shell.state.isAsleep
      defer { if slept && !shell.state.isAsleep { resume(&shell) } }
      return event(&shell)
    }
  }

  /// False when nothing may be suspended any more.
  func suspend(_ shell: inout Shell, holdingBack: Bool = false) -> Bool {
    guard let connection = shell.connection, server.maySuspend(self) else { return false }
    shell.state.fallAsleep(holdingBack: holdingBack)
    shell.watch = server.sockets.loop.watch(mhd_socket(connection.pointer), for: .hangUp, once: true) {
      [weak self] readiness in self?.hungUp(readiness)
    }
    MHD_suspend_connection(connection.pointer)
    return true
  }

  private func resume(_ shell: inout Shell) {
    guard let connection = shell.connection else { return }
    server.resumed(self)
    shell.watch.take()?.cancel()
    MHD_resume_connection(connection.pointer)
  }

  /// A client that has said all may close its half and still read. Whether it does, or has left, shows when the answer
  /// goes out; until then it is believed for a moment.
  private func hungUp(_ readiness: EventLoop.Readiness) {
    let isGone = readiness.rawValue & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
    if isGone { return clientLeft() }
    shell.withLock { shell in
      guard shell.state.isAsleep else { return }
      server.mayHaveLeft(self)
      shell.watch?.update([], once: true)
    }
  }

  func clientLeft() {
    let (task, reader, writer) = shell.withLock { shell in
      _ = (shell.state.stopReading(), shell.state.stopWriting())
      return (shell.task, shell.reader.take(), shell.writer.take())
    }
    task?.cancel()
    reader?.resume(throwing: BodyStream.Interrupted())
    writer?.resume(throwing: BodyStream.Interrupted())
  }
}
