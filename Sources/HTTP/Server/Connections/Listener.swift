import CLinux
import Glibc
import Runtime
import Synchronization

/// The port. One loop takes all connections, and knows where there is room for them.
final class Listener: Sendable {
  typealias Taker = @Sendable (Int32, ClientAddress) -> Void

  private enum State {
    case closed
    case open(EventLoop.Watch?)
    /// No descriptor is left; tried again with the next sweep.
    case exhausted(EventLoop.Watch)
  }

  /// In one go; whoever else has work on the loop comes next.
  private static let most = 256

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
    Listener.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    // Those that are taken have it too: an answer is sent when it is there.
    Listener.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    // `::` means everybody, whatever the machine's default is.
    if address.ai_family == AF_INET6 { Listener.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
    guard descriptor >= 0, bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 4096) == 0
    else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw HTTPServer.CannotListen(description: "cannot listen on \(host):\(port): \(reason)")
    }
    self.port = Listener.boundPort(descriptor)
  }

  deinit { close(descriptor) }

  private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Gives every new connection to `take`, on the loop's thread.
  func accept(on loop: EventLoop, take: @escaping Taker) {
    let watch = loop.watch(descriptor, for: .read) { [weak self] _ in self?.acceptSome(take) }
    state.withLock { $0 = .open(watch) }
  }

  private func acceptSome(_ take: Taker) {
    state.withLock { state in
      guard case .open(let watch?) = state else { return }
      if takeWaiting(atMost: Listener.most, take) == EMFILE {
        watch.update([])
        state = .exhausted(watch)
      }
    }
  }

  /// Why there is nothing more to take.
  private func takeWaiting(atMost most: Int, _ take: Taker) -> Int32 {
    for _ in 0..<most {
      var address = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let connected = withUnsafeMutablePointer(to: &address) { storage in
        storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.accept(descriptor, $0, &length)
        }
      }
      if connected >= 0 {
        _ = fcntl(connected, F_SETFL, O_RDWR | O_NONBLOCK)
        _ = fcntl(connected, F_SETFD, FD_CLOEXEC)
        take(connected, ClientAddress(address))
        continue
      }
      switch errno {
      case EINTR, ECONNABORTED: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return EMFILE
      default: return errno
      }
    }
    return 0
  }

  /// Listens again after descriptors have run out.
  func tryAgain() {
    state.withLock { state in
      guard case .exhausted(let watch) = state else { return }
      watch.update(.read)
      state = .open(watch)
    }
  }

  /// Takes who waits already, and refuses everyone after them. On the loop's thread.
  func stop(_ take: Taker) {
    state.withLock { state in
      if case .open(let watch?) = state {
        _ = takeWaiting(atMost: 4096, take)
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
