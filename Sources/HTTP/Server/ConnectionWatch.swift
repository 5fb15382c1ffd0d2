import CLinux
import CMicrohttpd
import Glibc
import Ground
import Synchronization

/// libmicrohttpd's timeout counts from the last byte, so a client that sends one now and then lives for ever. Here every
/// connection has a time by which its next head, or its small body, must be whole.
final class ConnectionWatch: Sendable {
  final class Connection: Sendable {
    let descriptor: Int32
    let client: String
    /// Milliseconds of `ConnectionWatch.now`; zero while nothing is due.
    fileprivate let deadline = Atomic<Int64>(0)

    fileprivate init(descriptor: Int32, client: String) {
      self.descriptor = descriptor
      self.client = client
    }

    func expect(within patience: Duration) {
      deadline.store(ConnectionWatch.now + patience.microseconds / 1000, ordering: .relaxed)
    }

    func expectNothing() { deadline.store(0, ordering: .relaxed) }
  }

  private let open = Mutex<[ObjectIdentifier: Connection]>([:])

  var count: Int { open.withLock { $0.count } }

  func opened(_ connection: OpaquePointer) -> Connection {
    let record = Connection(
      descriptor: mhd_socket(connection), client: ConnectionWatch.address(mhd_client(connection)))
    open.withLock { $0[ObjectIdentifier(record)] = record }
    return record
  }

  /// Before the descriptor is closed, so that a sweep cannot shut a stranger's.
  func closed(_ record: Connection) {
    open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(record)) }
  }

  func sweep() {
    let records = open.withLock { Array($0.values) }
    let now = ConnectionWatch.now
    for record in records {
      let deadline = record.deadline.load(ordering: .relaxed)
      if deadline != 0 && deadline < now { shut(record, Int32(SHUT_RDWR)) }
    }
    nudgeTheDeparted(records)
  }

  /// libmicrohttpd misses the end of a connection that comes together with the last bytes (one edge of epoll for both),
  /// and would keep it until its timeout. Shutting the half that the client has shut already changes nothing, but wakes it.
  private func nudgeTheDeparted(_ records: [Connection]) {
    var polled = records.map {
      pollfd(fd: $0.descriptor, events: Int16(bitPattern: UInt16(EPOLLRDHUP.rawValue)), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
    for (record, state) in zip(records, polled) where state.revents != 0 { shut(record, Int32(SHUT_RD)) }
  }

  /// Under the lock, which a connection passes before its descriptor is closed: the number may be a stranger's after.
  private func shut(_ record: Connection, _ half: Int32) {
    open.withLock { open in
      if open[ObjectIdentifier(record)] != nil { shutdown(record.descriptor, half) }
    }
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  private static func address(_ address: UnsafePointer<sockaddr>?) -> String {
    guard let address else { return "unknown" }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = Int32(address.pointee.sa_family)
    let length = socklen_t(family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
    guard getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else {
      return "unknown"
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
