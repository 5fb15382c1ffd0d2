import CMicrohttpd  // brings netinet/in.h
import Glibc
import Ground
import Synchronization

/// The port. Accepting is ours, and libmicrohttpd is handed connected sockets: its own way to stop listening races with
/// its threads and ends the process when it loses.
final class Listener: Sendable {
  private enum State {
    case closed
    case open(EventLoop.Watch?)
    /// No descriptor is left; tried again with the next sweep.
    case exhausted(EventLoop.Watch)
  }

  let port: UInt16
  private let descriptor: Int32
  private let state = Mutex(State.open(nil))

  init(host: String, port: UInt16) throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(host, String(port), &hints, &found)
    guard failure == 0, let first = found else {
      throw HTTPServer.CannotListen(description: "\(host): \(String(cString: gai_strerror(failure)))")
    }
    defer { freeaddrinfo(first) }
    let address = first.pointee
    descriptor = socket(
      address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard descriptor >= 0, bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1024) == 0
    else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw HTTPServer.CannotListen(description: "cannot listen on \(host):\(port): \(reason)")
    }
    self.port = Listener.boundPort(descriptor)
  }

  deinit { close(descriptor) }

  /// Hands every new connection to `daemon`, from the loop's thread.
  func accept(for daemon: Handle, on loop: EventLoop) {
    let watch = loop.watch(descriptor, for: .read) { [weak self] _ in self?.acceptAll(for: daemon) }
    state.withLock { $0 = .open(watch) }
  }

  private func acceptAll(for daemon: Handle) {
    state.withLock { state in
      guard case .open(let watch?) = state else { return }
      if takeWaiting(for: daemon) == EMFILE {
        watch.update([])
        state = .exhausted(watch)
      }
    }
  }

  /// Why there is nothing more to take.
  private func takeWaiting(for daemon: Handle) -> Int32 {
    while true {
      var address = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let failure = withUnsafeMutablePointer(to: &address) { storage in
        storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
          // libmicrohttpd makes it non-blocking and close-on-exec.
          let connected = Glibc.accept(descriptor, address, &length)
          if connected >= 0 { MHD_add_connection(daemon.pointer, connected, address, length) }
          return connected >= 0 ? 0 : errno
        }
      }
      switch failure {
      case 0, EINTR, ECONNABORTED: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return EMFILE
      default: return failure
      }
    }
  }

  /// Listens again after descriptors have run out.
  func tryAgain() {
    state.withLock { state in
      guard case .exhausted(let watch) = state else { return }
      watch.update(.read)
      state = .open(watch)
    }
  }

  /// Takes who waits already, and refuses everyone after them.
  func stop(handingTo daemon: Handle) {
    state.withLock { state in
      if case .open(let watch?) = state {
        _ = takeWaiting(for: daemon)
        watch.cancel()
      } else if case .exhausted(let watch) = state {
        watch.cancel()
      }
      state = .closed
    }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private static func boundPort(_ descriptor: Int32) -> UInt16 {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
      // The port stands at the same place in both families.
      return storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
    }
  }
}
