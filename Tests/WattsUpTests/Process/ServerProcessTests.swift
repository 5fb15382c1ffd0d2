import Glibc
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// The real program, its real database, and what may happen to both.
@Suite(.serialized) struct ServerProcessTests {
  private static let ready = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"

  private func ready(_ port: UInt16) async throws -> RawResponse {
    try await blocking { try RawConnection(port: port).ask(Self.ready) }
  }

  /// How many stations a list of one shows, asked the moment after a server says that it is ready.
  private func shown(_ port: UInt16) async throws -> Int? {
    let answer = try await blocking {
      try RawConnection(port: port).ask("GET /api/stations?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }
    return try JSONParser.parse(answer.body)["items"]?.elements.count
  }

  /// What a command printed and how it ended.
  private func finish(_ arguments: [String], data: String) async throws -> (code: Int32, text: String) {
    let command: RunningServer =
      switch arguments.count {
      case 0: try RunningServer(data: data)
      case 1: try RunningServer(arguments[0], data: data)
      default: try RunningServer(arguments[0], arguments[1], arguments[2], arguments[3], data: data)
      }
    return (try await command.exit(), command.lines.joined(separator: "\n"))
  }

  private func postmaster(_ data: String) -> pid_t? {
    firstLine(data + "/postgres/data/postmaster.pid").flatMap { pid_t($0) }
  }

  private func firstLine(_ path: String) -> String? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
  }

  private func isAlive(_ pid: pid_t) -> Bool { kill(pid, 0) == 0 }

  @Test func `a server starts, stops all that it started, and finds its state again`() async throws {
    let data = RunningServer.freshData()
    let first = try RunningServer(data: data)
    #expect(try await ready(first.port()).status == 200)
    let database = try #require(postmaster(data))

    // A command beside the running server; without a password it says so.
    let refused = try await finish(["admin", "create", "--email", "claire@example.org"], data: data)
    #expect(refused.code == 1)
    #expect(refused.text.contains("no password came from standard input"))

    let second = try await finish([], data: data)
    #expect(second.code == 1)
    #expect(second.text.contains("another server runs on the data folder"))

    first.send(SIGTERM)
    #expect(try await first.exit() == 0)
    #expect(first.lines.last?.contains("stopped") == true)
    #expect(!isAlive(database))

    let again = try RunningServer(data: data)
    #expect(try await ready(again.port()).status == 200)
    #expect(!again.lines.contains { $0.contains("\"migrated\"") })
    again.send(SIGINT)
    #expect(try await again.exit() == 0)
  }

  @Test func `an empty database is filled before the server is ready, once`() async throws {
    let data = RunningServer.freshData()
    for isFirst in [true, false] {
      let server = try RunningServer(data: data, environment: ["WATTS_UP_DEMO_POINTS": "500"])
      // All communes of France: ten seconds, and minutes beside other tests.
      let port = try await server.port(within: .seconds(400))
      #expect(try await ready(port).status == 200)
      #expect(try await shown(port) == 1)
      let cluster = try await PrivateCluster.start(in: data, log: .silent)
      let database = try TestDatabase.patient(cluster.url(database: "watts_up"))
      let counts = try await database.first(
        "select (select count(*) from charge_points), (select count(*) from imports), (select count(*) from communes)"
      ) { row in (try row.next(Int.self), try row.next(Int.self), try row.next(Int.self)) }
      #expect(try #require(counts) == (500, 1, 34_916))
      #expect(server.lines.contains { $0.contains("loading a demonstration") } == isFirst)
      await database.close()
      await cluster.close()
      server.send(SIGTERM)
      #expect(try await server.exit() == 0)
    }
  }

  @Test func `a server that was killed leaves nothing in the way of the next`() async throws {
    let data = RunningServer.freshData()
    let first = try RunningServer(data: data)
    #expect(try await ready(first.port()).status == 200)
    first.send(SIGKILL)
    #expect(try await first.exit() == -SIGKILL)
    let next = try RunningServer(data: data)
    #expect(try await ready(next.port()).status == 200)
    next.send(SIGTERM)
    #expect(try await next.exit() == 0)
  }

  @Test func `a private database that is killed under load comes back by itself`() async throws {
    let data = RunningServer.freshData()
    let server = try RunningServer(data: data)
    let load = Load(port: try await server.port(), request: Self.ready)
    defer { load.stop() }
    async let answers = load.run(connections: 8)
    try await load.until { $0.succeeded > 100 }
    let killed = try #require(postmaster(data))
    kill(killed, SIGKILL)
    try await eventually("another postmaster") { postmaster(data).map { $0 != killed } ?? false }
    let before = load.account.succeeded
    try await load.until { $0.succeeded > before + 100 }
    load.stop()
    let account = try await answers
    #expect(account.other == 0 && account.unanswered == 0)
    server.send(SIGTERM)
    #expect(try await server.exit() == 0)
  }

  @Test func `a database that stays away is 503, and found again without a restart`() async throws {
    let elsewhere = RunningServer.freshData()
    let cluster = try await PrivateCluster.start(in: elsewhere, durable: false, log: .silent)
    try await cluster.createDatabase("watts_up")
    let server = try RunningServer(
      data: RunningServer.freshData(), environment: ["DATABASE_URL": cluster.url(database: "watts_up")])
    let load = Load(port: try await server.port(), request: Self.ready)
    defer { load.stop() }
    async let answers = load.run(connections: 8)
    try await load.until { $0.succeeded > 100 }
    kill(try #require(postmaster(elsewhere)), SIGKILL)
    try await load.until { $0.unavailable > 8 }
    try await cluster.ensureRunning()
    let before = load.account.succeeded
    try await load.until { $0.succeeded > before + 100 }
    load.stop()
    let account = try await answers
    #expect(account.other == 0 && account.unanswered == 0)
    server.send(SIGTERM)
    #expect(try await server.exit() == 0)
    await cluster.close()
  }

  @Test func `a server told to stop under load answers every request that it took`() async throws {
    let server = try RunningServer(data: RunningServer.freshData())
    let load = Load(port: try await server.port(), request: Self.ready)
    defer { load.stop() }
    async let answers = load.run(connections: 16)
    try await load.until { $0.succeeded > 500 }
    server.send(SIGTERM)
    let account = try await answers
    #expect(account.unanswered == 0)
    #expect(account.other == 0)
    #expect(try await server.exit() == 0)
  }
}

/// Clients that ask again as soon as they are answered, until they are told to close or to stop.
private final class Load: Sendable {
  struct Account: Sendable {
    var succeeded = 0
    var unavailable = 0
    /// A request was sent whole, and the connection ended without an answer.
    var unanswered = 0
    var other = 0
  }

  private let port: UInt16
  private let request: String
  private let counted = Shared(Account())
  private let stopping = Flag()

  init(port: UInt16, request: String) {
    self.port = port
    self.request = request
  }

  var account: Account { counted.value }
  func stop() { stopping.raise() }

  func run(connections: Int) async throws -> Account {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<connections {
        group.addTask { try await blocking { [self] in try talk(RawConnection(port: port)) } }
      }
      try await group.waitForAll()
    }
    return account
  }

  private func talk(_ connection: RawConnection) throws {
    while !stopping.isRaised {
      guard let answer = try? connection.ask(request) else {
        counted.change { $0.unanswered += 1 }
        return
      }
      counted.change { account in
        switch answer.status {
        case 200: account.succeeded += 1
        case 503 where answer["Retry-After"] != nil && answer.text.contains("/problems/unavailable"):
          account.unavailable += 1
        default: account.other += 1
        }
      }
      if answer["Connection"]?.lowercased() == "close" { return }
    }
  }

  func until(_ condition: (Account) -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !condition(account) {
      try #require(.now < deadline, "\(account)")
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
