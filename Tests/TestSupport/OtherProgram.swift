import CLinux
import Glibc

/// A program of somebody else, for as long as this is held: a broker, a store of time series.
package final class OtherProgram: Sendable {
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  private let pid: pid_t
  package let port: UInt16

  package init(_ words: [String], port: UInt16) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in Int32(0)...2 { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let arguments = words.map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    var pid: pid_t = 0
    guard posix_spawnp(&pid, words[0], &actions, &attributes, arguments, environ) == 0 else {
      throw Missing(description: "\(words[0]) cannot be started: Setup/packages.sh installs it")
    }
    (self.pid, self.port) = (pid, port)
  }

  deinit {
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  package func isListening() async throws {
    try await eventually("port \(port)") { (try? await blocking { [port] in try RawConnection(port: port) }) != nil }
  }

  /// One that nobody listens on, below those that the system hands out to whoever asks for any: nobody is given it before the
  /// program binds it.
  package static func freePort() -> UInt16 {
    var port = UInt16.random(in: 20_000..<32_000)
    while !isFree(port) { port = UInt16.random(in: 20_000..<32_000) }
    return port
  }

  private static func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return withUnsafeBytes(of: &address) { bytes in
      bind(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
    }
  }

  /// A folder of its own below the build.
  package static func freshFolder() throws -> String {
    let path = RunningServer.freshData()
    mkdir(TestCluster.packageFolder + "/.build/test-servers", 0o755)
    mkdir(path, 0o755)
    return path
  }
}
