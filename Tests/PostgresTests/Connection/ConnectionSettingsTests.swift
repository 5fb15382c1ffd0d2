import Runtime
import TestSupport
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(1))) struct ConnectionSettingsTests {
  private let secret = "hunter2-très-secret"

  @Test func `a password shows nowhere`() throws {
    for text in [
      "postgresql://ada:\(secret)@db.example.org:5433/watts?application_name=test",
      "host=db.example.org port=5433 dbname=watts user=ada password='\(secret)'",
    ] {
      let settings = try ConnectionSettings(text)
      var dumped = ""
      dump(settings, to: &dumped)
      for shown in [
        "\(settings)", String(reflecting: settings), dumped, "\([settings])", "\(Optional(settings) as Any)",
      ] {
        #expect(!shown.contains("hunter2"))
        #expect(shown.contains("host=db.example.org port=5433 dbname=watts user=ada"))
      }
    }
  }

  @Test func `what is no address is refused without repeating it`() {
    for text in ["", "password=\(secret) oops", "postgresql://ada:\(secret)@[::1/x", "no address"] {
      let error = #expect(throws: ConnectionSettings.Invalid.self) { try ConnectionSettings(text) }
      #expect(error.map { "\($0)".contains("hunter2") } == false)
    }
  }

  @Test func `an unreachable server is reported without the password`() async throws {
    let settings = try ConnectionSettings("postgresql://ada:hunter2@127.0.0.1:1/watts")
    let database = Database(settings, limits: PoolLimits(wait: .milliseconds(200)), loop: TestDatabase.loop)
    let error = await #expect(throws: Unavailable.self) { try await database.execute("select 1") }
    #expect(error.map { "\($0)".contains("hunter2") } == false)
    #expect(error.map { "\($0)".contains("127.0.0.1") } == true)
    await database.close()
  }

  @Test func `what is given wins over what we would choose`() throws {
    let settings = try ConnectionSettings("postgresql://h/d?connect_timeout=9&options=-c%20work_mem%3D8MB")
    let parameters = Dictionary(settings.parameters(readOnly: true)) { $1 }
    #expect(parameters["connect_timeout"] == "9")
    #expect(parameters["options"]?.hasSuffix("-c work_mem=8MB") == true)
    #expect(parameters["options"]?.contains("-c statement_timeout=5000 ") == true)
    #expect(parameters["options"]?.contains("-c default_transaction_read_only=on") == true)
  }

  @Test func `of hosts of which one takes writes, that one is also found by sessions that only read`() throws {
    let settings = try ConnectionSettings("postgresql://a,b/d?target_session_attrs=read-write")
    #expect(settings.parameters(readOnly: false).contains { $0 == ("target_session_attrs", "read-write") })
    #expect(settings.parameters(readOnly: true).contains { $0 == ("target_session_attrs", "primary") })
  }

  @Test func `several hosts are kept, and another database can be named`() throws {
    let settings = try ConnectionSettings("postgresql://a:1,b:2/one?target_session_attrs=read-write")
    #expect(settings.hosts == ["a", "b"])
    #expect(settings.with(database: "two").database == "two")
    #expect(settings.database == "one")
  }

  @Test func `each host can be asked first, with its own port or the common one`() throws {
    func order(_ text: String) throws -> [String] {
      try ConnectionSettings(text).ordersOfHosts.map { order in
        let parameters = Dictionary(order.parameters(readOnly: false)) { $1 }
        return "\(parameters["host"] ?? "") \(parameters["port"] ?? "")"
      }
    }
    #expect(try order("host=a,b,c port=1,2,3") == ["a,b,c 1,2,3", "b,c,a 2,3,1", "c,a,b 3,1,2"])
    #expect(try order("host=a,b port=5") == ["a,b 5", "b,a 5"])
    #expect(try order("host=/run port=5") == ["/run 5"])
  }

  @Test func `of several hosts the one that answers is used`() async throws {
    let here = try ConnectionSettings(try await TestCluster.url(database: "postgres"))
    let parameters = Dictionary(here.parameters(readOnly: false)) { $1 }
    let (host, port) = (parameters["host"] ?? "", parameters["port"] ?? "5432")
    let user = parameters["user"] ?? "postgres"
    let settings = try ConnectionSettings(
      "host=127.0.0.1,\(host) port=1,\(port) user=\(user) dbname=postgres target_session_attrs=read-write")
    let database = Database(settings, loop: TestDatabase.loop)
    #expect(try await database.first("select 1") { try $0.next(Int.self) } == 1)
    await database.close()
  }

  @Test func `a primary of the past is turned away`() async throws {
    let workers = Workers(name: "test", threads: 1, queueLimit: 8)
    defer { workers.stop() }
    let settings = try ConnectionSettings(try await TestCluster.url(database: "postgres"))
    let isHeard = Flag()
    func open(_ timelines: Timelines) async throws {
      let connector = Connector(
        settings: settings, readOnly: false, loop: TestDatabase.loop, connects: workers, cancels: workers,
        timelines: timelines)
      try await connector.open(Connection.Role(onEnd: { _ in isHeard.raise() })).end()
    }
    let error = await #expect(throws: Connector.Failure.self) { try await open(Timelines(highest: 4_000_000_000)) }
    #expect(error?.reason.contains("a primary of the past") == true)
    #expect(!isHeard.isRaised, "an end that was never a beginning")
    try await open(Timelines(highest: 1))
    #expect(isHeard.isRaised)
  }
}
