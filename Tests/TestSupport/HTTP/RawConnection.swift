import CLinux
import Glibc
import Runtime
import Synchronization

/// A TCP client that sends any bytes whatever. Its calls block, so it is used inside `blocking`.
package final class RawConnection: Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  package let descriptor: Int32
  private let buffered = Mutex<[UInt8]>([])

  /// `receiveBuffer` makes a client that soon stops taking.
  package init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(description: "no socket left") }
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let failed = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // All members are set, so the deinit runs and closes.
    guard failed == 0 else { throw Failure(description: "cannot connect: \(String(cString: strerror(errno)))") }
  }

  deinit { Glibc.close(descriptor) }

  // MARK: Sending

  package func send(_ text: String) throws { try send(Array(text.utf8)) }

  package func send(_ bytes: [UInt8], within patience: Duration = .seconds(60)) throws {
    let deadline = ContinuousClock.now + patience
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, sendFlags) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        guard wait(for: Int16(POLLOUT), until: deadline) else { throw Failure(description: "the server takes no more") }
      } else if errno != EINTR {
        throw Failure(description: "sending: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Sends until the server's side has been full for a moment; the count of bytes that went.
  package func sendUntilFull(_ piece: [UInt8], atMost limit: Int) -> Int {
    var total = 0
    while total < limit {
      let count = piece.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, sendFlags) }
      if count > 0 {
        total += count
      } else if errno != EAGAIN || !wait(for: Int16(POLLOUT), until: .now + .milliseconds(500)) {
        break
      }
    }
    return total
  }

  private var sendFlags: Int32 { Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT) }

  /// Says that no more will come, and goes on reading.
  package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Leaves without a word (FIN).
  package func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Leaves with a reset (RST) once the last reference goes: the kernel sends one instead of a FIN.
  package func resetWhenClosed() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  // MARK: Receiving

  /// The next bytes; nil at the end of the connection, a reset included.
  package func receive(within patience: Duration = .seconds(60)) throws -> [UInt8]? {
    let waiting = buffered.withLock { buffered in
      defer { buffered = [] }
      return buffered
    }
    if !waiting.isEmpty { return waiting }
    guard wait(for: Int16(POLLIN), until: .now + patience) else { throw WaitedInVain("bytes from the server") }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// Puts back what was read beyond the thing that was wanted.
  package func putBack(_ bytes: some Collection<UInt8>) { buffered.withLock { $0.insert(contentsOf: bytes, at: 0) } }

  /// Everything until the server closes.
  package func receiveAll(within patience: Duration = .seconds(60)) throws -> [UInt8] {
    var all: [UInt8] = []
    while let bytes = try receive(within: patience) { all += bytes }
    return all
  }

  /// True when the server has closed the connection and nothing is left to read.
  package func isClosedByServer(within patience: Duration = .seconds(60)) throws -> Bool {
    try receive(within: patience) == nil
  }

  private func wait(for events: Int16, until deadline: ContinuousClock.Instant) -> Bool {
    var poll = pollfd(fd: descriptor, events: events, revents: 0)
    while true {
      let left = max(0, (deadline - .now).microseconds / 1000)
      let count = Glibc.poll(&poll, 1, Int32(clamping: left))
      if count > 0 { return true }
      if count == 0 { return false }
    }
  }
}

private let clients = Workers(name: "client", threads: 32, queueLimit: 1000)

/// Runs blocking client code on a thread of its own, so that the tests' own threads stay free for what they wait for.
package func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await clients.run(work)
}
