import CLinux
import CMicrohttpd
import Glibc
import Runtime
import Synchronization

/// Holds the connections that libmicrohttpd does not have: those that have not sent their first head yet, which cost a
/// descriptor and nothing else, and those that were answered and still send. On the loop's thread.
final class Reception: Sendable {
  private struct Guest {
    let connection: Connection
    let watch: EventLoop.Watch
    /// The bytes that a lingering client may still send; nil for those that arrive.
    var left: Int?
    /// How often an unfinished head was looked at.
    var looks = 0
  }

  /// The longest head that is looked at; libmicrohttpd holds hardly more.
  static let longestHead = 20_480
  /// A head in more pieces than this is nobody's: each of them costs a look at the whole.
  private static let mostLooks = 64
  /// The bytes that are drained after a refusal, so that the client reads it instead of a broken pipe.
  private static let drain = 2 * 1024 * 1024 + 65_536
  /// Once per packet, not as long as there is one.
  private static let news = EventLoop.Readiness(rawValue: EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue)

  private let loop: EventLoop
  private let connections: Connections
  private let settings: HTTPServer.Settings
  private let guests = Mutex<[Int32: Guest]>([:])
  // Used by the loop's thread alone.
  nonisolated(unsafe) private let buffer = UnsafeMutableRawBufferPointer.allocate(
    byteCount: longestHead, alignment: 16)

  init(on loop: EventLoop, _ connections: Connections, _ settings: HTTPServer.Settings) {
    self.loop = loop
    self.connections = connections
    self.settings = settings
  }

  deinit { buffer.deallocate() }

  // MARK: Arriving

  func receive(_ connection: Connection, besides sockets: Int, for daemon: Handle) {
    guard let leaving = connections.admit(connection, besides: sockets) else {
      close(connection.descriptor)
      return
    }
    for old in leaving where old.phase.isAtReception { release(old) }
    connection.enter(.silent, within: settings.idlePatience)
    if listen(to: connection, for: daemon) { return }
    _ = fcntl(connection.descriptor, F_SETFD, FD_CLOEXEC)
    let watch = loop.watch(connection.descriptor, for: Reception.news) { [weak self] readiness in
      guard let self, !self.listen(to: connection, for: daemon), !readiness.isDisjoint(with: .hangUp) else { return }
      self.drop(connection)
    }
    guests.withLock { $0[connection.descriptor] = Guest(connection: connection, watch: watch) }
  }

  /// Looks at what has come without taking it; true when the connection is somebody else's then, or nobody's.
  private func listen(to connection: Connection, for daemon: Handle) -> Bool {
    let count = recv(
      connection.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return false }
    guard count > 0 else {
      drop(connection)
      return true
    }
    switch FirstHead.judge(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
    case .whole: hand(connection, to: daemon)
    case .refused(let kind): refuse(connection, .refusing(kind))
    case .unfinished(let hasLine):
      if count == buffer.count {
        refuse(connection, .refusing(hasLine ? .headTooLarge : .targetTooLong))
      } else if hasLookedTooOften(at: connection) {
        refuse(connection, .refusing(.timeout))
      } else {
        connection.headBegins(within: settings.headPatience)
        return false
      }
    }
    return true
  }

  private func hasLookedTooOften(at connection: Connection) -> Bool {
    guests.withLock { guests in
      guests[connection.descriptor]?.looks += 1
      return guests[connection.descriptor].map { $0.looks > Reception.mostLooks } ?? false
    }
  }

  private func hand(_ connection: Connection, to daemon: Handle) {
    forget(connection)
    connection.enter(.head, within: settings.headPatience)
    // The address is known to us: libmicrohttpd only keeps it.
    var nobody = sockaddr()
    let length = socklen_t(MemoryLayout<sockaddr>.size)
    if MHD_add_connection(daemon.pointer, connection.descriptor, &nobody, length) != .YES {
      connections.closed(connection)
    }
  }

  private func refuse(_ connection: Connection, _ problem: Problem) {
    RawAnswer.send(connection.server.problem(problem), on: connection.descriptor)
    forget(connection)
    connections.closed(connection)
    linger(connection.descriptor, after: connection)
  }

  // MARK: Leaving

  /// A descriptor of our own: nothing is said any more, and what comes is thrown away for a while.
  func linger(_ descriptor: Int32, after old: Connection) {
    shutdown(descriptor, Int32(SHUT_WR))
    let connection = Connection(
      descriptor, old.client, isTrusted: old.isTrusted, server: old.server, phase: .lingering)
    connection.enter(.lingering, within: settings.lingerPatience)
    connections.keep(connection)
    let watch = loop.watch(descriptor, for: .read) { [weak self] _ in self?.drain(connection) }
    guests.withLock { $0[descriptor] = Guest(connection: connection, watch: watch, left: Reception.drain) }
  }

  private func drain(_ connection: Connection) {
    let count = recv(connection.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    let left = guests.withLock { guests -> Int in
      guests[connection.descriptor]?.left? -= max(0, count)
      return guests[connection.descriptor]?.left ?? 0
    }
    if count <= 0 || left <= 0 { drop(connection) }
  }

  func drop(_ connection: Connection) {
    connections.closed(connection)
    release(connection)
  }

  /// Releases a connection that the table has forgotten already.
  private func release(_ connection: Connection) {
    forget(connection)
    close(connection.descriptor)
  }

  private func forget(_ connection: Connection) {
    guests.withLock { $0.removeValue(forKey: connection.descriptor) }?.watch.cancel()
  }

  /// The server stops: whoever has not asked by now never will.
  func closeAll() {
    for guest in guests.withLock({ Array($0.values) }) { drop(guest.connection) }
  }
}
