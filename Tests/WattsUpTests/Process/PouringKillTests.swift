import Glibc
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Telemetry
@testable import WattsUp

/// Samples and movements of a reserve pour in while the real server, and then its database, is killed: what was acknowledged is
/// there.
@Suite struct PouringKillTests {
  private static let devices = 8

  @Test func `samples and movements that were acknowledged are there after server and database were killed`()
    async throws
  {
    let town = try await KillableSite()
    let devices = try await TelemetryKillTests.add(Self.devices, to: town.instances, for: town.session)
    let plant = try await town.plant()
    for round in 0..<FuzzScale.count(1, long: 10) {
      for victim in [KillableSite.Victim.database, .server] {
        let told = Shared<(values: Set<Int>, movements: Set<String>)>(([], []))
        let pouring = town.pour(into: devices, plant, told, from: round * 1_000_000)
        try await eventually("both pour") { told.value.values.count > 60 && told.value.movements.count > 5 }
        try await town.kill(victim)
        let before = told.value.movements.count
        try await eventually("it goes on", within: .seconds(60)) { told.value.movements.count > before + 2 }
        for one in pouring { one.cancel() }
        for one in pouring { _ = await one.result }
        let (values, movements) = told.value
        print("\(victim) killed: \(values.count) samples and \(movements.count) movements were acknowledged")
        #expect(try await values.subtracting(town.values()).isEmpty)
        #expect(try await movements.subtracting(town.movements()).isEmpty)
      }
    }
    try await town.stop()
  }
}

/// A server over a durable cluster of its own, both to be killed.
private final class KillableSite {
  enum Victim { case server, database }

  let instances: Instances
  let session: String
  private let folder: String
  private let cluster: PrivateCluster

  init() async throws {
    folder = RunningServer.freshData()
    cluster = try await PrivateCluster.start(in: folder, log: .silent)
    try await cluster.createDatabase("watts_up")
    let url = cluster.url(database: "watts_up")
    instances = Instances(url: url, database: try TestDatabase.patient(url))
    try await Migrator(folder: TestCluster.packageFolder + "/Migrations").migrate(instances.database, clock: .system())
    try await instances.start()
    session = try await instances.drivers(1)[0]
  }

  func plant() async throws -> String {
    let made = try await instances.ask(
      0, "POST", "/api/plants", session: session,
      json: ["name": "Batterie", "kind": "battery", "storage": ["capacityWh": 1_000_000]])
    return try #require(made.json["id"]?.text, "\(made)")
  }

  /// Until they are cancelled; each sample has a value of its own.
  func pour(
    into devices: [(id: String, key: String)], _ plant: String,
    _ told: Shared<(values: Set<Int>, movements: Set<String>)>, from start: Int
  ) -> [Task<Void, any Error>] {
    let port = instances.ports[0]
    let samples = devices.enumerated().map { place, device in
      Task {
        var number = start + place * 100_000
        var at = WallClock.system().now
        while !Task.isCancelled {
          number += 1
          // Of two at one millisecond the first would stay.
          at = max(WallClock.system().now, at + .milliseconds(1))
          let value = number
          let sent = "{\"samples\":[{\"metric\":\"power\",\"at\":\"\(at)\",\"value\":\(value)}]}"
          if try await TelemetryKillTests.accepts(sent, device.key, at: port) {
            told.change { _ = $0.values.insert(value) }
          } else {
            try await Task.sleep(for: .milliseconds(20))
          }
        }
      }
    }
    let (session, body): (String, JSON) = (session, ["kind": "charge", "wh": 1])
    let movements = (0..<3).map { _ in
      Task {
        let request = Instances.request("POST", "/api/plants/\(plant)/movements", session: session, json: body)
        while !Task.isCancelled {
          let answer = try? await blocking { try RawConnection(port: port).ask(request) }
          if let answer, answer.status == 201, let id = try JSONParser.parse(answer.body)["id"]?.text {
            told.change { _ = $0.movements.insert(id) }
          } else {
            try await Task.sleep(for: .milliseconds(20))
          }
        }
      }
    }
    return samples + movements
  }

  func kill(_ victim: Victim) async throws {
    switch victim {
    case .server: try await instances.kill(0, then: [:])
    case .database:
      Glibc.kill(try #require(postmaster), SIGKILL)
      // Its children may outlive it for a moment, and then it does not start.
      try await eventually("another postmaster", within: .seconds(60)) { (try? await cluster.ensureRunning()) != nil }
    }
  }

  private var postmaster: pid_t? {
    guard let file = fopen(folder + "/postgres/data/postmaster.pid", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    fgets(&line, 32, file)
    return pid_t(atoi(line))
  }

  func values() async throws -> Set<Int> { try await Set(instances.storedValues()) }

  func movements() async throws -> Set<String> {
    Set(try await instances.database.query("select id::text from reserve_movements") { try $0.next(String.self) })
  }

  func stop() async throws {
    try await instances.stop()
    await instances.database.close()
    await cluster.close()
  }
}

extension Instances {
  /// The values of all samples, wherever they lie: an hour may end, and be packed, while a test runs. The ring is read first:
  /// what leaves it is in history by then.
  func storedValues() async throws -> [Int] {
    let hot = try await database.query(
      """
      select value::bigint from (
        table samples_0 union all table samples_1 union all table samples_2 union all table late_samples
      ) hot
      """
    ) { try $0.next(Int.self) }
    let packed = try await database.query("select hour, samples from metric_hours") { row in
      let hour = try row.next(Instant.self)
      return try PackedHour.unpack(row.next(), of: hour).map { Int($0.value) }
    }
    return hot + packed.joined()
  }
}
