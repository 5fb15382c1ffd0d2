import CLibpq
import Glibc
import Postgres
import Runtime
import TestSupport
import Testing

/// A data folder of one test, and what one can do to the cluster in it from outside.
struct ClusterScene {
  let parent: String
  let home: String

  init() throws {
    var template = Array("/tmp/watts-up-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    parent = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    home = parent + "/data"
    // mkdtemp lets nobody else in; the server's account must pass.
    chmod(parent, 0o755)
  }

  private init(parent: String, home: String) {
    self.parent = parent
    self.home = home
  }

  /// The same, with the data folder at another place below.
  func nested(_ path: String) -> ClusterScene { ClusterScene(parent: parent, home: parent + "/" + path) }

  func remove() {
    // A server still on its way out would write into a folder that is being removed.
    if access(home, F_OK) == 0 { run("flock", "--timeout", "30", home + "/postgres.alive", "true") }
    run("rm", "-rf", parent)
  }

  private static let template = Task {
    let home = TestCluster.packageFolder + "/.build/cluster-template"
    await (try await PrivateCluster.start(in: home, durable: false, log: .silent)).close()
    return home
  }

  /// A cluster that has run before, without the second that initdb takes. The exclusive lock says that no server runs.
  func initialize() async throws {
    let template = try await Self.template.value
    try #require(run("mkdir", "-p", home) == 0)
    let users = template + "/postgres.users"
    try #require(run("flock", users, "cp", "-a", template + "/postgres/.", home + "/postgres") == 0)
  }

  func start() async throws -> PrivateCluster {
    try await PrivateCluster.start(in: home, durable: false, log: .silent)
  }

  var pidFile: String { home + "/postgres/data/postmaster.pid" }

  var postmaster: pid_t? { contents(of: pidFile)?.split(separator: "\n").first.flatMap { pid_t($0) } }

  /// The shell above the postmaster.
  func supervisor() throws -> pid_t {
    let server = try #require(postmaster)
    let status = try #require(contents(of: "/proc/\(server)/stat"))
    let fields = try #require(status.split(separator: ")").last).split(separator: " ")
    return try #require(pid_t(fields[1]))
  }
}

/// Starts a command and does not wait for it.
func launch(_ words: [String]) throws -> pid_t {
  let arguments = words.map { strdup($0) }
  defer { arguments.forEach { free($0) } }
  var process: pid_t = 0
  try #require(posix_spawnp(&process, words[0], nil, nil, arguments + [nil], environ) == 0)
  return process
}

@discardableResult
func run(_ words: String...) -> Int32 {
  (try? launch(words)).map(reap) ?? -1
}

@discardableResult
func reap(_ process: pid_t) -> Int32 {
  var status: Int32 = 0
  waitpid(process, &status, 0)
  return status
}

func exists(_ process: pid_t) -> Bool { kill(process, 0) == 0 }

func contents(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 65_536)
  let count = fread(&bytes, 1, bytes.count, file)
  return String(decoding: bytes.prefix(count), as: UTF8.self)
}

func write(_ text: String, to path: String) throws {
  let file = try #require(fopen(path, "w"))
  defer { fclose(file) }
  fputs(text, file)
}

/// The first field of the first row.
func ask(_ url: String, _ statement: String) -> String? {
  let connection = PQconnectdb(url)
  defer { PQfinish(connection) }
  let result = PQexec(connection, statement)
  defer { PQclear(result) }
  guard PQresultStatus(result) == PGRES_TUPLES_OK, PQntuples(result) > 0 else { return nil }
  return PQgetvalue(result, 0, 0).map { String(cString: $0) }
}

/// Waits for a condition, for a minute at most.
func eventually(_ condition: () -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < deadline {
    if condition() { return true }
    try await Task.sleep(for: .milliseconds(10))
  }
  return false
}
