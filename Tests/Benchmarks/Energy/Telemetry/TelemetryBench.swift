import Foundation
import Postgres
import Runtime
import Secrets

/// What the measurements of `TelemetryBenchmark` need: devices with keys, a reader, rows.
struct TelemetryBench: Sendable {
  let server: Server
  let url: String
  let database: Database
  let secret: String
  let devices = Kept()

  final class Kept: @unchecked Sendable {
    // Written once, before anybody reads.
    var all: [(id: String, key: String)] = []
    var session = ""
  }

  func fill(_ count: Int) async throws {
    let tokens = (0..<count).map { _ in Token() }
    let ids = try await database.query(
      """
      with person as (
        insert into accounts (id, email, display_name, role, language, password_hash, created_at)
        values (gen_random_uuid(), 'bench@example.org', 'Bench', 'driver', 'fr', '$argon2id$', now()) returning id
      ), site as (
        insert into sites (id, name, time_zone, created_at) values (gen_random_uuid(), 'Ferme', 'Europe/Paris', now())
        returning id
      ), owner as (
        insert into site_people (site_id, account_id, role, created_at)
        select site.id, person.id, 'owner', now() from site, person
      ), made as (
        insert into devices (id, site_id, kind, name, created_at)
        select gen_random_uuid(), site.id, 'solar', 'Toit', now() from site, generate_series(1, \(count)) returning id
      ), metrics as (
        insert into device_metrics (device_id, key, period_seconds, precision) select id, 'power', 10, 1 from made
      ), numbered as (
        select id, row_number() over () as number from made
      ), keys as (
        insert into device_keys (id, device_id, hash, created_at)
        select gen_random_uuid(), n.id, k.hash, now()
        from numbered n join unnest(\(tokens.map(\.atRest))) with ordinality as k(hash, number) using (number)
      )
      select id::text from numbered order by number
      """
    ) { try $0.next(String.self) }
    devices.all = zip(ids, tokens).map { ($0, $1.exposed) }
    devices.session = try await session()
    try await database.execute("analyze devices, device_metrics, device_keys, sites, site_people")
  }

  private func session() async throws -> String {
    let clock = WallClock.system()
    let found = try await database.first(
      """
      insert into sessions (id, account_id, created_at, expires_at)
      select gen_random_uuid(), id, now(), now() + interval '1 day' from accounts returning id::text, account_id::text
      """
    ) { row in (id: try row.next(String.self), account: try row.next(String.self)) }
    let tokens = WebTokens(
      keys: try SecretKeys(parsing: secret), issuer: "watts-up", audience: "watts-up", clock: clock)
    return tokens.issue(
      subject: found?.account ?? "", role: "driver", session: found?.id ?? "", lifetime: .seconds(86_400)
    ).text.exposed
  }

  func postmaster() throws -> Int32 {
    let text = try String(contentsOfFile: ".build/bench-cluster/postgres/data/postmaster.pid", encoding: .utf8)
    return Int32(text.prefix { $0 != "\n" }) ?? 0
  }

  func count() async throws -> Int {
    try await database.first(
      "select (select count(*) from samples_0) + (select count(*) from samples_1) + (select count(*) from samples_2)"
    ) { try $0.next(Int.self) } ?? 0
  }

  // MARK: Packed hours

  /// Of three hours ago, whose table in the ring is the one that comes next.
  func packHour(series count: Int) async throws -> Double {
    try await database.execute("truncate samples_0, samples_1, samples_2")
    let hour = (WallClock.system().now.seconds / 3600 - 2) * 3600
    try await database.transaction(timeout: .seconds(120)) { transaction in
      let rows: SQL = """
        select m.id, to_timestamp(\(hour) + n * 10 + round((random() * 0.4)::numeric, 3)),
          round(3000 + 2000 * sin(n / 60.0 + m.id) + 200 * random())
        from (select id from device_metrics order by id limit \(count)) m, generate_series(0, 359) n
        """
      switch (hour / 3600) % 3 {
      case 0: try await transaction.execute("insert into samples_0 \(sql: rows)")
      case 1: try await transaction.execute("insert into samples_1 \(sql: rows)")
      default: try await transaction.execute("insert into samples_2 \(sql: rows)")
      }
      try await transaction.execute("update sample_ring set hour = 'epoch'")
    }
    for _ in 0..<600 {
      let size = try await database.first(
        """
        select pg_total_relation_size(i.inhrelid)::bigint, (select count(*) from sample_ring where hour > 'epoch'),
          coalesce((select sum(count) from metric_hours), 0)::bigint
        from pg_inherits i where i.inhparent = 'metric_hours'::regclass order by 1 desc limit 1
        """
      ) { row in (bytes: try row.next(Int.self), slots: try row.next(Int.self), samples: try row.next(Int.self)) }
      if let size, size.slots == 3 { return Double(size.bytes) / Double(size.samples) }
      try await Task.sleep(for: .milliseconds(200))
    }
    throw Program.Failure(description: "the hour was not packed")
  }

  // MARK: A year

  /// A day of 24 hours that came by the ordinary way, 365 times.
  func yearOfHours() async throws -> Double {
    let device = devices.all[0].id
    let day = (WallClock.system().now.seconds / 86_400 - 3) * 86_400
    let lines = (0..<288).map { "roof power=\(2000 + $0 * 37 % 900) \(day + Int64($0) * 300)" }
    _ = try await Program.run(
      "curl", "-sf", "-H", "Authorization: Token \(devices.all[0].key)", "--data-binary", lines.joined(separator: "\n"),
      server.url("api/v2/write?precision=s"))
    while try await database.first("select exists (select from late_samples)", { try $0.next(Bool.self) }) == true {
      try await Task.sleep(for: .milliseconds(200))
    }
    try await database.execute(
      """
      select make_history_month((date_trunc('month', now()) - n * interval '1 month')::date) from generate_series(0, 12) n
      """)
    try await database.execute(
      """
      insert into metric_days (metric_id, day, hours)
      select p.metric_id, d::date, p.hours
      from metric_days p join device_metrics m on m.id = p.metric_id,
        generate_series(now() - interval '365 days', now() - interval '2 days', interval '1 day') d
      where m.device_id = \(device)::text::uuid and p.day = (to_timestamp(\(day)) at time zone 'utc')::date
      on conflict do nothing
      """)
    try await database.execute("analyze metric_days")
    let from = WallClock.system(offset: .seconds(-365 * 86_400)).now
    let path = "api/devices/\(device)/metrics/power/series?resolution=PT1H&from=\(from)"
    var times: [Double] = []
    for _ in 0..<15 {
      let said = try await Program.run(
        "curl", "-sf", "-o", "/dev/null", "-w", "%{time_total}", "-H", "Cookie: watts_up_session=\(devices.session)",
        server.url(path))
      times.append((Double(said) ?? .nan) * 1000)
    }
    return median(times)
  }

  // MARK: Long bodies

  private static let rowsOfBody = 16_000
  private static let bodies = 16

  /// Rows a second of ours, of `\copy` into the same table, and of VictoriaMetrics.
  func bulk() async throws -> (ours: [Double], copy: [Double], other: [Double]) {
    let folder = NSTemporaryDirectory() + "watts-up-bench-\(getpid())-lines"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let port = 42_000 + Int(getpid()) % 10_000
    let other = try Program.start(
      "sh", "-c",
      "exec victoria-metrics -storageDataPath=\(folder)/vm -httpListenAddr=127.0.0.1:\(port) -loggerLevel=ERROR 2>&1 & echo $!; wait"
    )
    defer {
      kill(Int32(other.firstLine) ?? 0, SIGKILL)
      other.stop()
    }
    _ = try await Program.run(
      "psql", url, "-qc", "create table if not exists floor_samples (like samples_0 including all)")
    var found: (ours: [Double], copy: [Double], other: [Double]) = ([], [], [])
    for round in 0..<3 {
      try await database.execute("truncate samples_0, samples_1, samples_2, floor_samples")
      try write(folder, round)
      let rows = Double(Self.rowsOfBody * Self.bodies)
      found.ours.append(rows / (try await post(folder, server.url("api/v2/write?precision=ms"), hasKeys: true)))
      found.copy.append(
        rows
          / (try await seconds {
            _ = try await Program.run("psql", url, "-qc", "\\copy floor_samples from '\(folder)/rows.csv' (format csv)")
          }))
      found.other.append(rows / (try await post(folder, "http://127.0.0.1:\(port)/write?precision=ms", hasKeys: false)))
    }
    return found
  }

  private func seconds(_ work: () async throws -> Void) async throws -> Double {
    let began = ContinuousClock.now
    try await work()
    return (ContinuousClock.now - began).inSeconds
  }

  /// A body a device, and the same as rows of a file.
  private func write(_ folder: String, _ round: Int) throws {
    let now = WallClock.system().now.seconds * 1000 - 1_500_000
    var rows = ""
    for body in 0..<Self.bodies {
      var lines = ""
      for row in 0..<Self.rowsOfBody {
        let at = now + Int64(row * 90 + round)
        let value = 2000 + (row * 37 + body) % 900
        lines += "roof,d=\(body) power=\(value) \(at)\n"
        rows += "\(body + 1),\(Instant(microseconds: at * 1000)),\(value)\n"
      }
      try lines.write(toFile: "\(folder)/\(body)", atomically: false, encoding: .utf8)
    }
    try rows.write(toFile: folder + "/rows.csv", atomically: false, encoding: .utf8)
  }

  /// Four clients at once; how long all of it takes.
  private func post(_ folder: String, _ address: String, hasKeys: Bool) async throws -> Double {
    try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for client in 0..<4 {
          group.addTask {
            for body in stride(from: client, to: Self.bodies, by: 4) {
              let key = devices.all[body].key
              let header = hasKeys ? ["-H", "Authorization: Token \(key)"] : []
              _ = try await Program.run(
                ["curl", "-sf", "--retry", "5", "--retry-connrefused", "--data-binary", "@\(folder)/\(body)"] + header
                  + [address])
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
