import Foundation

/// Clients that were answered and say nothing any more.
enum Idle {
  static let count = 10_000

  static func raiseOpenFiles() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// A connection that has sent `head` and read an answer of that status.
  static func connect(_ port: Int, _ head: String, _ status: String) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0, send(descriptor, head, head.utf8.count, 0) == head.utf8.count else {
      throw Program.Failure(description: "cannot connect: \(String(cString: strerror(errno)))")
    }
    var answer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &answer, answer.count, 0)
    guard count > 12, String(decoding: answer[9..<12], as: UTF8.self) == status else {
      throw Program.Failure(description: "not answered with \(status)")
    }
    return descriptor
  }
}
