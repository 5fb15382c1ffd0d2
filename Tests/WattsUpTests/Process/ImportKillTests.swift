import Accounts
import Glibc
import HTTP
import Import
import Places
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// The real program, or its database, is killed in the middle of an import.
@Suite(.serialized) struct ImportKillTests {
  enum Victim { case server, database }

  @Test(arguments: [(Victim.server, 1), (.database, 2)] as [(Victim, UInt64)])
  func `killed at any moment of an import, the stations are those of before or those of after`(
    _ victim: Victim, seed: UInt64
  ) async throws {
    var random = SplitMix(seed: seed)
    let country = try await KillableCountry(points: 3000)
    let (old, new) = try await country.files()
    let before = try await country.load(old)
    let start = ContinuousClock.now
    let after = try await country.load(new)
    let usual = ContinuousClock.now - start
    var state = after
    #expect(before != after)
    for round in 0..<FuzzScale.count(2, long: 10) {
      let next = state == after ? old : new
      let share = Double.random(in: 0...1.2, using: &random)
      let ended = try await country.load(next, killing: victim, after: usual * share)
      let found = try await country.fingerprint()
      print("\(victim) killed at \(share) of an import, seed \(seed), round \(round): it is \(ended)")
      #expect(found == (ended == "done" ? (state == after ? before : after) : state))
      // A new one can start, and ends as if nothing had been.
      state = try await country.load(next)
      #expect(state == (next == old ? before : after))
    }
    try await country.stop()
  }

  @Test func `nothing is left of an upload whose server was killed`() async throws {
    let country = try await KillableCountry(points: 3000)
    let (old, _) = try await country.files()
    let before = try await country.load(old)
    let files = KillableCountry.temporaryFiles
    let id = try await country.leaveAnUpload(of: old)
    try await eventually("the import has failed", within: .seconds(60)) { try await country.state(of: id) == "failed" }
    #expect(try await country.rowsLeft(of: id) == 0)
    // Those of other tests have a name for a moment.
    try await eventually("no file is left") { KillableCountry.temporaryFiles.isSubset(of: files) }
    #expect(try await country.fingerprint() == before)
    #expect(try await country.load(old) == before)
    try await country.stop()
  }
}

/// A server over a cluster of its own, both to be killed, and an administrator who imports.
private final class KillableCountry {
  private struct Unusable: Error { let what: String }

  private let folder = RunningServer.freshData()
  private let data = RunningServer.freshData()
  private let points: Int
  private let cluster: PrivateCluster
  private let database: Database
  private var server: RunningServer
  private var port: UInt16
  private var restarts = 0
  private var cookie = ""

  init(points: Int) async throws {
    self.points = points
    cluster = try await PrivateCluster.start(in: folder, durable: false, log: .silent)
    try await cluster.createDatabase("watts_up")
    let url = cluster.url(database: "watts_up")
    database = try TestDatabase.patient(url)
    server = try RunningServer(data: data, environment: ["DATABASE_URL": url])
    port = try await server.port()
    let create = CreateAdministrator(
      database: database, hasher: PasswordHasher(threads: 1), clock: .system(), ids: .random)
    _ = try await create(
      email: try #require(Email("admin@example.org")), password: try NewPassword(.text("une longue phrase")))
    try await signIn()
  }

  private func signIn() async throws {
    let answer = try await ask(
      "POST", "/api/session", #"{"email":"admin@example.org","password":"une longue phrase"}"#)
    let session = try #require(answer.all("Set-Cookie").first { $0.hasPrefix("watts_up_session=") })
    cookie = String(session.prefix { $0 != ";" })
  }

  private func ask(_ method: String, _ path: String, _ body: String, type: String = "application/json") async throws
    -> RawResponse
  {
    try await Self.send(request(method, path, body, type), to: port)
  }

  private func request(_ method: String, _ path: String, _ body: String, _ type: String) -> String {
    """
    \(method) \(path) HTTP/1.1\r\nHost: localhost\r\nCookie: \(cookie)\r\nContent-Type: \(type)\r
    Content-Length: \(body.utf8.count)\r\n\r\n
    """ + body
  }

  private static func send(_ request: String, to port: UInt16) async throws -> RawResponse {
    try await blocking {
      let connection = try RawConnection(port: port)
      try connection.send(request)
      return try connection.readResponse()
    }
  }

  /// The same country twice: in the second a third of the rows have another date.
  func files() async throws -> (old: String, new: String) {
    let towns = try await Demonstration.Towns(
      from: FetchedPlaces(folder: TestCluster.packageFolder + "/.fetched/places"))
    let bytes = Demonstration(points: points, seed: 1, towns: towns).reduce(into: [UInt8]()) { $0 += $1 }
    let old = String(decoding: bytes, as: UTF8.self)
    let lines = old.split(separator: "\n").enumerated().map { index, line in
      index % 3 == 1 ? line.replacing(",22,", with: ",11,").replacing("24/7", with: "08:00-20:00") : line
    }
    return (old, lines.joined(separator: "\n") + "\n")
  }

  /// What drivers see, without what counts changes.
  func fingerprint() async throws -> String {
    try await database.first(
      """
      select md5(string_agg(concat_ws('|', p.irve_id, p.power_w, p.sockets, p.content_hash, s.irve_id, terms.hours, s.name),
        '/' order by p.irve_id))
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id where p.withdrawn_at is null and s.withdrawn_at is null
      """
    ) { row in try row.next(String.self) } ?? ""
  }

  private func create() async throws -> String {
    var answer: RawResponse?
    // After a crash the server finds one by one which of its connections are dead.
    try await eventually("an answer") {
      answer = try await ask("POST", "/api/admin/imports", #"{"source":"irve","mode":"partial","confirm":false}"#)
      return answer?.status != 503
    }
    let created = try #require(answer)
    try #require(created.status == 201, "\(created.text)")
    guard case .string(let id)? = try JSONParser.parse(created.body)["id"] else { throw Unusable(what: created.text) }
    return id
  }

  /// To its end; the stations then.
  func load(_ file: String) async throws -> String {
    let id = try await create()
    let answer = try await ask("PUT", "/api/admin/imports/\(id)/file", file, type: "text/csv")
    #expect(answer.text.contains(#""state":"done""#), "\(answer.text)")
    return try await fingerprint()
  }

  /// The state in which the import ends.
  func load(_ file: String, killing victim: ImportKillTests.Victim, after delay: Duration) async throws -> String {
    let id = try await create()
    let (upload, port) = (request("PUT", "/api/admin/imports/\(id)/file", file, "text/csv"), port)
    async let answer = try? Self.send(upload, to: port)
    try await Task.sleep(for: delay)
    switch victim {
    case .server: try await killServer()
    case .database: try await killDatabase()
    }
    _ = await answer
    var state = ""
    try await eventually("the import is over, or was never begun", within: .seconds(60)) {
      state =
        try await database.first("select state from imports where id = \(id)::text::uuid") { row in
          try row.next(String.self)
        } ?? ""
      return ["done", "failed", "waiting"].contains(state)
    }
    if state == "waiting" { #expect(try await ask("DELETE", "/api/admin/imports/\(id)", "").status == 204) }
    return state
  }

  /// Half of a file is sent, read and staged; then the server is killed and another one started.
  func leaveAnUpload(of file: String) async throws -> String {
    let id = try await create()
    let half = file.prefix(file.count / 2)
    let head = """
      PUT /api/admin/imports/\(id)/file HTTP/1.1\r\nHost: localhost\r\nCookie: \(cookie)\r\nContent-Type: text/csv\r
      Content-Length: \(file.utf8.count)\r\n\r\n
      """
    let connection = try RawConnection(port: port)
    defer { connection.leave() }
    try await blocking { try connection.send(head + String(half)) }
    try await eventually("rows were read") {
      try await database.first("select rows_read > 0 from imports where id = \(id)::text::uuid") {
        try $0.next(Bool.self)
      } == true
    }
    try await killServer()
    return id
  }

  func state(of id: String) async throws -> String? {
    try await database.first("select state from imports where id = \(id)::text::uuid") { row in
      try row.next(String.self)
    }
  }

  func rowsLeft(of id: String) async throws -> Int {
    try await database.first(
      """
      select (select count(*) from incoming_points) + (select count(*) from incoming_stations)
        + (select count(*) from incoming_terms) + (select count(*) from incoming_gone)
        + (select count(*) from import_stages)
        + (select count(*) from import_rejects where import_id = \(id)::text::uuid)
        + (select count(*) from import_corrections where import_id = \(id)::text::uuid)
      """
    ) { row in try row.next(Int.self) } ?? -1
  }

  /// Those of ours that have a name where files wait for their turn.
  static var temporaryFiles: Set<String> {
    guard let folder = opendir("/var/tmp") else { return [] }
    defer { closedir(folder) }
    var names: Set<String> = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix("watts-up-") { names.insert(name) }
    }
    return names
  }

  private func killServer() async throws {
    server.send(SIGKILL)
    _ = try await server.exit()
    // A later clock: a beat is stale at once.
    restarts += 1
    server = try RunningServer(
      data: data,
      environment: [
        "DATABASE_URL": cluster.url(database: "watts_up"), "WATTS_UP_CLOCK_OFFSET": "\(restarts * 30)",
      ])
    port = try await server.port()
    try await signIn()
  }

  private func killDatabase() async throws {
    let path = folder + "/postgres/data/postmaster.pid"
    guard let file = fopen(path, "r") else { throw Unusable(what: path) }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    fgets(&line, 32, file)
    kill(pid_t(atoi(line)), SIGKILL)
    // Its children may outlive it for a moment, and then it does not start.
    try await eventually("another postmaster", within: .seconds(60)) { (try? await cluster.ensureRunning()) != nil }
  }

  func stop() async throws {
    server.send(SIGTERM)
    #expect(try await server.exit() == 0)
    await cluster.close()
  }
}
