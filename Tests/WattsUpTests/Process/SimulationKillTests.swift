import Glibc
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// The real server, or its database, is killed while drivers book and charge.
@Suite(.serialized) struct SimulationKillTests {
  private enum Victim { case server, database }

  @Test func `a server is killed in the middle of a simulation: nothing is lost, charges go on`() async throws {
    try await simulate(killing: .server, seed: 1)
  }

  @Test func `a database is killed in the middle of a simulation: nothing is lost, charges go on`() async throws {
    try await simulate(killing: .database, seed: 2)
  }

  private func simulate(killing victim: Victim, seed: UInt64) async throws {
    var random = SplitMix(seed: seed)
    let town = try await KillableTown()
    for round in 0..<FuzzScale.count(2, long: 10) {
      // Later each time: what was left behind has run out, ended, or goes on.
      try await town.begin(later: (round + 1) * 420)
      let mine = try await town.charge(at: round)
      let simulation = try town.simulate()
      let many = Int.random(in: 5...40, using: &random)
      try await town.hasBooked(many)
      let before = try await town.shown(mine)
      switch victim {
      case .server: try await town.killServer()
      case .database: try await town.killDatabase()
      }
      try await town.expectSame(before, mine)
      try await town.goesOn()
      simulation.send(SIGINT)
      let code = try await simulation.exit()
      print("\(victim) killed after \(many) bookings, seed \(seed), round \(round): \(simulation.summary)")
      #expect(code == 0, "\(simulation.lines.joined(separator: "\n"))")
      #expect(simulation.lines.contains { $0.hasPrefix("  holds   every booking that was acknowledged") })
      try await town.expectSameCharges()
    }
    try await town.stop()
  }
}

extension RunningServer {
  fileprivate var summary: String { lines.last { $0.contains("broken off") } ?? "" }
}

/// A server over a durable cluster of its own, both to be killed, and a twin that only reads.
private final class KillableTown {
  /// A charge, and a session of its driver.
  struct Mine {
    let path: String
    let session: String
  }

  private static let drivers = 10

  private let folder = RunningServer.freshData()
  private let cluster: PrivateCluster
  private let instances: Instances
  private let points: [Instances.Place]
  private var later = 0
  private var known = 0

  init() async throws {
    // As in earnest: what is acknowledged must be on the disk.
    cluster = try await PrivateCluster.start(in: folder, log: .silent)
    try await cluster.createDatabase("watts_up")
    let url = cluster.url(database: "watts_up")
    instances = Instances(url: url, database: try TestDatabase.patient(url))
    try await Migrator(folder: TestCluster.packageFolder + "/Migrations").migrate(instances.database, clock: .system())
    points = try await instances.add(points: Self.drivers + 10).sorted { $0.point < $1.point }
    try await instances.start()
  }

  private var settings: [String: String] { ["WATTS_UP_CLOCK_OFFSET": "\(later)"] }
  private var now: Instant { WallClock.system(offset: .seconds(later)).now }

  func begin(later seconds: Int) async throws {
    later = seconds
    try await killServer()
    known = try await bookings()
  }

  func simulate() throws -> RunningServer {
    try RunningServer(
      "simulate", "--drivers", "\(Self.drivers)", "--minutes", "10", "--url", "http://127.0.0.1:\(instances.ports[0])",
      data: RunningServer.freshData(), environment: instances.environment(settings))
  }

  func bookings() async throws -> Int { try await instances.database.count("select from reservations") }

  func hasBooked(_ count: Int) async throws {
    try await eventually("\(count) bookings", within: .seconds(60)) { try await bookings() >= known + count }
  }

  /// Drivers book as they did before.
  func goesOn() async throws {
    known = try await bookings()
    try await hasBooked(5)
  }

  // MARK: Charges

  /// At one of the points where no simulated driver comes.
  func charge(at number: Int) async throws -> Mine {
    let session = try await instances.drivers(1)[0]
    let minute = Instant(seconds: now.seconds / 60 * 60)
    let booked = try await instances.ask(
      0, "POST", "/api/reservations", session: session,
      json: ["pointId": .string(points[Self.drivers + number].point), "startsAt": .string(minute.description)])
    let id = try #require(booked.json["id"]?.text, "\(booked)")
    let begun = try await instances.ask(
      0, "POST", "/api/reservations/\(id)/charge", session: session, json: ["soc": 10, "targetSoc": 80])
    return Mine(path: "/api/charges/" + (try #require(begun.json["id"]?.text, "\(begun)")), session: session)
  }

  /// What the server that runs says of it, once it has noticed which of its connections are dead.
  func shown(_ mine: Mine) async throws -> JSON {
    var answer: (status: Int, json: JSON) = (503, .null)
    try await eventually("an answer") {
      answer = try await instances.ask(0, "GET", mine.path, session: mine.session)
      return answer.status != 503
    }
    return answer.json
  }

  /// What was said before the crash is what is said of that moment after it, and what is said now follows from the same.
  func expectSame(_ before: JSON, _ mine: Mine) async throws {
    #expect(before["state"] == "charging")
    #expect(try await twin(of: before, mine) == before)
    let after = try await shown(mine)
    #expect(after["state"] == "charging")
    #expect(try await twin(of: after, mine) == after)
  }

  /// Every charge there ever was, as its driver sees it.
  func expectSameCharges() async throws {
    let charges = try await instances.database.query("select id::text, account_id::text from charges") { row in
      (id: try row.next(String.self), account: try row.next(String.self))
    }
    for charge in charges {
      let mine = Mine(
        path: "/api/charges/" + charge.id, session: try await instances.session(of: charge.account))
      let shown = try await shown(mine)
      #expect(shown["id"] == .string(charge.id))
      #expect(try await twin(of: shown, mine) == shown)
    }
  }

  /// What a program that was never killed says of the moment that an answer is about.
  private func twin(of answer: JSON, _ mine: Mine) async throws -> JSON {
    let moment = try #require(answer["curve"]?.elements.last?["at"]?.text.flatMap { Instant(rfc3339: $0) }, "\(answer)")
    let clock = WallClock { moment }
    let program = try Program(
      settings: try Settings(environment: ["WATTS_UP_RATE_LIMITS": "off"]),
      installation: try Installation(environment: ["WATTS_UP_HOME": TestCluster.packageFolder]),
      database: instances.database, keys: try SecretKeys(parsing: TestPeople.keys), log: .silent, clock: clock,
      isStopping: Flag(), isFilled: Flag())
    return try await TestApp(program.application, clock: clock).call(
      .get, mine.path, "Cookie", "watts_up_session=\(mine.session)"
    ).json
  }

  // MARK: Killing

  func killServer() async throws { try await instances.kill(0, then: settings) }

  func killDatabase() async throws {
    let pid = try #require(postmaster)
    kill(pid, SIGKILL)
    // Its children may outlive it for a moment, and then it does not start.
    try await eventually("another postmaster", within: .seconds(60)) { (try? await cluster.ensureRunning()) != nil }
    try await eventually("the server has found it", within: .seconds(60)) {
      try await instances.ask(0, "GET", "/health/ready", session: "").status == 200
    }
  }

  private var postmaster: pid_t? {
    guard let file = fopen(folder + "/postgres/data/postmaster.pid", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    fgets(&line, 32, file)
    return pid_t(atoi(line))
  }

  func stop() async throws {
    try await instances.stop()
    await instances.database.close()
    await cluster.close()
  }
}
