package import Glibc
import Runtime
import Synchronization

/// `watts-up` itself, or another program of ours, as a process on a data folder and a free port: for what only a real
/// process can show.
package final class RunningServer: Sendable {
  package struct DidNotStart: Error, CustomStringConvertible {
    package let description: String
  }

  /// What the thread that reads knows. It must not hold the server itself, which would then never be let go.
  private final class Heard: Sendable {
    let lines = Mutex<[String]>([])
    let status = Mutex<Int32?>(nil)
  }

  package let pid: pid_t
  private let heard = Heard()

  package var lines: [String] { heard.lines.withLock { $0 } }

  /// A data folder that no other test uses. The private cluster's processes must be able to enter it.
  package static func freshData() -> String {
    let number = lastNumber.wrappingAdd(1, ordering: .relaxed).newValue
    return TestCluster.packageFolder + "/.build/test-servers/\(getpid())-\(number)"
  }

  private static let lastNumber = Atomic(0)

  package convenience init(
    _ arguments: String..., program: String = "watts-up", data: String, environment: [String: String] = [:]
  ) throws {
    try self.init(arguments: arguments, program: program, data: data, environment: environment)
  }

  package init(
    arguments: [String], program: String = "watts-up", data: String, environment: [String: String] = [:]
  ) throws {
    mkdir(TestCluster.packageFolder + "/.build/test-servers", 0o755)
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pid = try RunningServer.spawn(RunningServer.built(program), arguments, data, environment, output: ends[1])
    close(ends[1])
    let source = ends[0]
    startThread(name: "server-output") { [heard, pid] in
      var rest: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 4096)
      while case let count = read(source, &piece, piece.count), count > 0 {
        rest += piece.prefix(count)
        while let end = rest.firstIndex(of: 10) {
          let line = String(decoding: rest[..<end], as: UTF8.self)
          heard.lines.withLock { $0.append(line) }
          rest.removeFirst(end + 1)
        }
      }
      close(source)
      var ended: Int32 = 0
      waitpid(pid, &ended, 0)
      heard.status.withLock { $0 = ended }
    }
  }

  /// Ends with the test, whatever happened; the private cluster follows its last user.
  deinit {
    if heard.status.withLock({ $0 }) == nil { kill(pid, SIGKILL) }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ data: String, _ environment: [String: String], output: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    // The test runner blocks signals in its threads; a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var variables = [
      "PATH": getenv("PATH").map { String(cString: $0) } ?? "", "WATTS_UP_PORT": "0", "WATTS_UP_DATA": data,
      "WATTS_UP_HOME": TestCluster.packageFolder, "WATTS_UP_RATE_LIMITS": "off",
      "WATTS_UP_PLACES": "off",
    ]
    variables.merge(environment) { $1 }
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let names = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + names { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, program, &actions, &attributes, words, names)
    guard code == 0 else { throw DidNotStart(description: "\(program): \(String(cString: strerror(code)))") }
    return pid
  }

  /// Built beside the test bundle that runs.
  private static func built(_ program: String) -> String {
    guard let path = realpath("/proc/self/exe", nil) else { return program }
    defer { free(path) }
    return String(String(cString: path).split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }) + "/" + program
  }

  // MARK: What it does

  /// The port, once it serves.
  package func port(within patience: Duration = .seconds(60)) async throws -> UInt16 {
    let mark = "\"url\":\"http://127.0.0.1:"
    try await self.until(patience) { self.lines.contains { $0.contains(mark) } || self.exitStatus != nil }
    guard let line = lines.first(where: { $0.contains(mark) }), let start = line.firstRange(of: mark)?.upperBound,
      let port = UInt16(line[start...].prefix { $0.isNumber })
    else { throw DidNotStart(description: lines.joined(separator: "\n")) }
    return port
  }

  package func send(_ signal: Int32) { kill(pid, signal) }

  /// The exit code; minus the signal's number for a process that a signal ended.
  package func exit(within patience: Duration = .seconds(60)) async throws -> Int32 {
    try await until(patience) { self.exitStatus != nil }
    return exitStatus ?? -1
  }

  private var exitStatus: Int32? {
    heard.status.withLock { $0 }.map { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : -($0 & 0x7F) }
  }

  private func until(_ patience: Duration, _ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + patience
    while !condition() {
      guard .now < deadline else { throw DidNotStart(description: "waited in vain:\n" + lines.joined(separator: "\n")) }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
