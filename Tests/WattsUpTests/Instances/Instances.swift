import Accounts
import Glibc
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// Servers as processes of their own, over one database and with the same keys.
final class Instances {
  struct Place: Sendable {
    let point: String
    let station: String
  }

  let url: String
  let database: Database
  private(set) var servers: [RunningServer] = []
  private(set) var ports: [UInt16] = []

  init(url: String, database: Database) { (self.url, self.database) = (url, database) }

  /// Over a database with a neighbourhood of points, which the servers find when they start.
  static func make(_ count: Int, points: Int) async throws -> (instances: Instances, places: [Place]) {
    let test = try await TestDatabase.make()
    let instances = Instances(url: try await TestCluster.url(database: test.name), database: test.database)
    let places = try await instances.add(points: points)
    for _ in 0..<count { try await instances.start() }
    return (instances, places)
  }

  func environment(_ more: [String: String] = [:]) -> [String: String] {
    ["DATABASE_URL": url, "WATTS_UP_SECRET_KEYS": TestPeople.keys].merging(more) { $1 }
  }

  func start(_ more: [String: String] = [:]) async throws {
    let server = try RunningServer(data: RunningServer.freshData(), environment: environment(more))
    servers.append(server)
    ports.append(try await server.port())
  }

  /// Killed, and started again where its clients look for it.
  func kill(_ index: Int, then more: [String: String]) async throws {
    servers[index].send(SIGKILL)
    _ = try await servers[index].exit()
    let known = ["WATTS_UP_PORT": "\(ports[index])"].merging(more) { $1 }
    servers[index] = try RunningServer(data: RunningServer.freshData(), environment: environment(known))
    _ = try await servers[index].port()
  }

  func stop() async throws {
    for server in servers { server.send(SIGTERM) }
    for server in servers { #expect(try await server.exit() == 0) }
  }

  /// Each at a station of its own, always open.
  func add(points count: Int) async throws -> [Place] {
    try await database.query(
      """
      with made as (
        insert into stations (id, irve_id, name, location, source)
        select gen_random_uuid(), 'FRABCP' || n, 'Halles ' || n, st_setsrid(st_point(2.3 + n / 1000.0, 48.8), 4326), 'irve'
        from generate_series(1, \(count)) as n returning id, irve_id
      )
      insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
      select gen_random_uuid(), id, replace(irve_id, 'P', 'E'), 50000, 6, 'irve', terms_of(hours => '24/7') from made
      returning id::text, station_id::text
      """
    ) { row in Place(point: try row.next(), station: try row.next()) }
  }

  // MARK: People

  /// The sessions of so many drivers, who are signed in at all of them.
  func drivers(_ count: Int) async throws -> [String] {
    let clock = WallClock.system()
    var sessions: [String] = []
    for number in 0..<count {
      let account = IdentifierSource.random.next(Account.self, at: clock.now)
      try await database.execute(
        """
        insert into accounts (id, email, display_name, role, language, password_hash, created_at)
        values (\(account), \("\(account)@example.org"), \("Driver \(number)"), 'driver', 'fr', '$argon2id$', \(clock.now))
        """)
      sessions.append(try await session(of: account.description))
    }
    return sessions
  }

  /// A session of somebody who has an account; it began an hour ago and lasts for a month, whatever clock a server has.
  func session(of account: String) async throws -> String {
    let clock = WallClock.system(offset: .seconds(-3600))
    let session = IdentifierSource.random.next(Session.self, at: clock.now)
    try await database.execute(
      """
      insert into sessions (id, account_id, created_at, expires_at)
      values (\(session), \(account)::text::uuid, \(clock.now), \(clock.now + .seconds(30 * 86_400)))
      """)
    let tokens = WebTokens(
      keys: try SecretKeys(parsing: TestPeople.keys), issuer: "watts-up", audience: "watts-up", clock: clock)
    return tokens.issue(
      subject: account, role: "driver", session: session.description, lifetime: .seconds(30 * 86_400)
    ).text.exposed
  }

  // MARK: Asking

  static func request(_ method: String, _ path: String, session: String, json: JSON? = nil) -> String {
    let body = json?.serialized().text ?? ""
    return [
      "\(method) \(path) HTTP/1.1", "Host: localhost", "Cookie: watts_up_session=\(session)",
      "Content-Type: application/json", "Content-Length: \(body.utf8.count)", "", body,
    ].joined(separator: "\r\n")
  }

  /// Over a connection of its own.
  func ask(
    _ index: Int, _ method: String, _ path: String, session: String, json: JSON? = nil
  ) async throws -> (status: Int, json: JSON) {
    let (request, port) = (Self.request(method, path, session: session, json: json), ports[index])
    let answer = try await blocking { try RawConnection(port: port).ask(request) }
    return (answer.status, (try? JSONParser.parse(answer.body)) ?? .null)
  }
}
