import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import Sites
import TestSupport
import Testing

@testable import Telemetry

/// A site with people and devices that measure.
struct TestTelemetry {
  let people: TestPeople
  let telemetry: TelemetryFeature
  let app: TestApp
  /// Not that of the people, for whom time stands still.
  let clock: ManualClock

  var database: Database { people.database }
  var now: Instant { clock.now }
  var hot: HotSamples { telemetry.history.hot }

  static func make(
    at now: Instant = Instant(seconds: 1_795_248_000), store: (any HistoryStore)? = nil, hasLimits: Bool = true
  ) async throws -> TestTelemetry {
    let people = try await TestPeople.make(
      elsewhere: [TelemetryFeature.personalData], commissions: [TelemetryFeature.alarmLetter])
    return try TestTelemetry(people, ManualClock(now), store, hasLimits: hasLimits)
  }

  private init(_ people: TestPeople, _ clock: ManualClock, _ store: (any HistoryStore)?, hasLimits: Bool) throws {
    self.people = people
    self.clock = clock
    var settings = TelemetryFeature.Settings()
    settings.hasLimits = hasLimits
    telemetry = TelemetryFeature(
      settings, store: store ?? StoredHistory(database: people.database), database: people.database,
      doorkeeper: people.accounts.doorkeeper, log: .silent, clock: clock.wall)
    app = try TestApp([people.accounts.feature, telemetry.feature], clock: clock.wall)
  }

  /// Another server over the same database, with a pool of its own.
  func neighbour() throws -> TestTelemetry { try TestTelemetry(people, clock, nil, hasLimits: true) }

  func person(_ name: String = "camille", role: Account.Role = .driver) async throws -> TestPerson {
    TestPerson(app, try await people.person("\(name)@example.org", role: role))
  }

  func move(to instant: Instant) { clock.advance(by: instant - clock.now) }

  // MARK: What stands there

  func site(of person: TestPerson, zone: String = "Europe/Paris") async throws -> EnergySite.ID {
    let site = IdentifierSource.random.next(EnergySite.self, at: now)
    try await database.execute(
      "insert into sites (id, name, time_zone, created_at) values (\(site), 'Ferme', \(zone), \(now))")
    try await join(person, site, as: "owner")
    return site
  }

  func join(_ person: TestPerson, _ site: EnergySite.ID, as role: String) async throws {
    try await database.execute(
      """
      insert into site_people (site_id, account_id, role, created_at)
      values (\(site), \(person.id)::text::uuid, \(role), \(now))
      on conflict (site_id, account_id) do update set role = excluded.role
      """)
  }

  /// With the metrics that are named, and a key.
  func device(
    at site: EnergySite.ID, kind: String = "other", _ metrics: [(key: MetricKey, period: Int, precision: Double)]
  ) async throws -> TestDevice {
    let device = IdentifierSource.random.next(Device.self, at: now)
    let token = Token()
    let key = IdentifierSource.random.next(DeviceKey.self, at: now)
    try await database.transaction { transaction in
      try await transaction.execute(
        "insert into devices (id, site_id, kind, name, created_at) values (\(device), \(site), \(kind), 'Toit', \(now))"
      )
      try await transaction.execute(
        """
        insert into device_metrics (device_id, key, period_seconds, precision)
        select \(device), * from unnest(\(metrics.map(\.key.rawValue)), \(metrics.map { Int32($0.period) }),
          \(metrics.map(\.precision)))
        """)
      try await transaction.execute(
        "insert into device_keys (id, device_id, hash, created_at) values (\(key), \(device), \(token.atRest), \(now))")
    }
    return TestDevice(test: self, id: device, key: token.exposed)
  }

  func power(at site: EnergySite.ID) async throws -> TestDevice {
    try await device(at: site, kind: "solar", [(.power, 10, 1)])
  }
}

/// A device that sends.
struct TestDevice {
  let test: TestTelemetry
  let id: Device.ID
  let key: String

  func metric(_ key: MetricKey) -> String { "/api/devices/\(id)/metrics/\(key.rawValue)" }

  func send(_ samples: [JSON], from neighbour: TestTelemetry? = nil) async throws -> TestAnswer {
    try await (neighbour ?? test).app.call(
      .post, "/api/telemetry", "Authorization", "Bearer \(key)", json: ["samples": .array(samples)])
  }

  func send(_ key: MetricKey, _ samples: [Sample]) async throws -> TestAnswer {
    try await send(samples.map { TestDevice.sample(key, $0.at, $0.value) })
  }

  static func sample(_ key: MetricKey, _ at: Instant, _ value: Double) -> JSON {
    ["metric": .string(key.rawValue), "at": .string(at.description), "value": .double(value)]
  }

  func lines(_ text: String, _ headers: String..., path: String = "/api/v2/write") async throws -> TestAnswer {
    try await test.app.call(
      .post, path, from: "127.0.0.1",
      headers: ["Authorization", "Token \(key)", "Content-Type", "text/plain; charset=utf-8"] + headers,
      bytes: Array(text.utf8))
  }

  func series(_ key: MetricKey) async throws -> Series {
    let found = try await test.database.first(
      """
      select m.id, m.device_id, m.key, m.period_seconds, m.precision from device_metrics m
      where m.device_id = \(id) and m.key = \(key.rawValue)
      """
    ) { row in try Series(&row) }
    return try #require(found)
  }
}

extension JSON {
  var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }
  var instant: Instant? { text.flatMap { Instant(rfc3339: $0) } }
}

extension TestAnswer {
  /// accepted, duplicates, late, and the codes of the refused.
  var counts: [Int] {
    ["accepted", "duplicates", "late"].map { json[$0]?.int ?? -1 } + [json["refused"]?.elements.count ?? -1]
  }
  var codes: [String] { (json["refused"]?.elements ?? []).compactMap { $0["code"]?.text } }
  var points: [JSON] { json["points"]?.elements ?? [] }
}
