import Foundation
import Postgres
import Runtime
import Secrets

/// Booking through HTTP against pgbench, which runs the same INSERT on the same tables over as many connections.
enum BookingBenchmark {
  static let drivers = 60_000
  static let points = 20_000
  static let slots = 330
  static let seconds = 4
  /// What the server's pool holds.
  static let connections = 8
  private static let rounds = 3

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    let admin = cluster.url(database: "postgres")
    _ = try await Program.run("psql", admin, "-qc", "drop database if exists bench_booking with (force)")
    try await cluster.createDatabase("bench_booking")
    let url = cluster.url(database: "bench_booking")
    let key = "bench:" + Base64.standard.encode(Array(repeating: 9, count: 32))
    let lines = try await compare(url, key)
    await cluster.close()
    return lines
  }

  private static func compare(_ url: String, _ key: String) async throws -> [Line] {
    let server = try await Server.start("DATABASE_URL=\(url)", "WATTS_UP_SECRET_KEYS=\(key)")
    defer { server.stop() }
    let bench = BookingBench(server: server, url: url, folder: server.folder)
    let lines = try await measure(bench, key)
    let other = try await Server.start("DATABASE_URL=\(url)", "WATTS_UP_SECRET_KEYS=\(key)", number: 1)
    defer { other.stop() }
    return lines + [try await race(bench, BookingBench(server: other, url: url, folder: server.folder))]
  }

  private static func measure(_ bench: BookingBench, _ key: String) async throws -> [Line] {
    try await bench.fill()
    try bench.writeTokens(key)
    var booked: [(ours: Double, peer: Double)] = []
    for _ in 0..<rounds {
      let ours = try await bench.book()
      booked.append((ours, try await bench.pgbench()))
    }
    let lost = try await bench.wrk(script: bench.request(point: "1", slot: "1"))
    try await bench.empty()
    let (middle, slowest) = (try Wrk.percentile("50%", of: lost), try Wrk.percentile("99%", of: lost))
    let week = try await bench.medianOfWeek()
    var days: [(ours: Double, peer: Double)] = []
    for _ in 0..<rounds {
      let ours = try await bench.slotsOfDay()
      days.append((ours, try await PostgresBenchmark.pgbench(bench.url, bench.dayStatement)))
    }
    return [
      Line("booking: reservations through HTTP, pgbench", rounds: booked, unit: "bookings/s", aim: .atLeast(0.6)),
      Line("booking: 64 want one slot, p99, median", ours: slowest, limit: middle, unit: "µs", aim: .atMost(20)),
      Line("booking: slots of a day through HTTP, pgbench", rounds: days, unit: "days/s", aim: .atLeast(0.35)),
      Line("booking: slots of a week, 3 ms", ours: week / 1000, limit: 3, unit: "ms median", aim: .atMost(1)),
    ]
  }
}

extension BookingBenchmark {
  /// The race that the tests run, on and on: 64 clients, half of them at each of two servers, and 200 half-hours. Who wins
  /// is one in a thousand, so what all waited is what the losers waited.
  private static func race(_ here: BookingBench, _ there: BookingBench) async throws -> Line {
    try await here.empty()
    func wait(_ bench: BookingBench, from driver: Int) async throws -> (middle: Double, slowest: Double) {
      let output = try await bench.wrk(
        script: bench.request(point: "turn % 25 + 1", slot: "(math.floor(turn / 25) % 8 + 1)", from: driver),
        connections: 32)
      return (try Wrk.percentile("50%", of: output), try Wrk.percentile("99%", of: output))
    }
    async let first = wait(here, from: 0)
    async let second = wait(there, from: drivers / 2)
    let waits = try await [first, second]
    let won = try await here.booked()
    guard won == 200 else { throw Program.Failure(description: "\(won) bookings of 200 half-hours") }
    return Line(
      "booking: 64 race for 200 slots at two servers, p99, median", ours: waits.map(\.slowest).max() ?? .nan,
      limit: waits.map(\.middle).min() ?? .nan, unit: "µs", aim: .atMost(20))
  }
}

/// A server with many drivers who are signed in, and many points.
struct BookingBench {
  let server: Server
  let url: String
  let folder: String

  private func sql(_ text: String) async throws -> String {
    try await Program.run("psql", url, "-qAtc", text)
  }

  /// Numbers make ids, so that pgbench can draw them too.
  func fill() async throws {
    _ = try await sql(
      """
      create function bench_id(kind integer, n bigint) returns uuid language sql immutable
        return ('00000000-0000-7000-8' || lpad(kind::text, 3, '0') || '-' || lpad(to_hex(n), 12, '0'))::uuid;
      insert into accounts (id, email, display_name, role, language, password_hash, created_at)
        select bench_id(1, n), 'd' || n || '@example.org', 'D', 'driver', 'fr', '$argon2id$', now()
        from generate_series(1, \(BookingBenchmark.drivers)) n;
      insert into sessions (id, account_id, created_at, expires_at)
        select bench_id(2, n), bench_id(1, n), now(), now() + interval '1 day'
        from generate_series(1, \(BookingBenchmark.drivers)) n;
      insert into stations (id, irve_id, name, location, source)
        select bench_id(3, n), 'S' || n, 'Halles', st_setsrid(st_point(2 + (n % 100) / 50.0, 45 + n / 2500.0), 4326), 'irve'
        from generate_series(1, \(BookingBenchmark.points)) n;
      insert into charge_points (id, station_id, irve_id, power_w, sockets, source, terms_id)
        select bench_id(4, n), bench_id(3, n), 'E' || n, 50000, 6, 'irve', (select terms_of(hours => '24/7'))
        from generate_series(1, \(BookingBenchmark.points)) n;
      """)
    _ = try await sql("vacuum analyze")
  }

  func writeTokens(_ key: String) throws {
    let tokens = WebTokens(
      keys: try SecretKeys(parsing: key), issuer: "watts-up", audience: "watts-up", clock: .system())
    let lines = (1...BookingBenchmark.drivers).map { number in
      let digits = String(number, radix: 16)
      let tail = String(repeating: "0", count: 12 - digits.count) + digits
      return tokens.issue(
        subject: "00000000-0000-7000-8001-" + tail, role: "driver", session: "00000000-0000-7000-8002-" + tail,
        lifetime: .seconds(3600)
      ).text.exposed
    }
    // The server keeps nothing of its own beside another database.
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try lines.joined(separator: "\n").write(toFile: folder + "/tokens", atomically: true, encoding: .utf8)
  }

  /// Every request is another driver's.
  func request(point: String, slot: String, from driver: Int = 0) -> String {
    """
    local tokens = {}
    for line in io.lines("\(folder)/tokens") do tokens[#tokens + 1] = line end
    local start = math.floor(os.time() / 1800) * 1800 + 3600
    local turn = \(driver)
    request = function()
      turn = turn % #tokens + 1
      local body = string.format('{"pointId":"00000000-0000-7000-8004-%012x","startsAt":"%s"}', \(point),
        os.date("!%Y-%m-%dT%H:%M:%SZ", start + 1800 * \(slot)))
      return wrk.format("POST", "/api/reservations",
        {["Cookie"] = "watts_up_session=" .. tokens[turn], ["Content-Type"] = "application/json"}, body)
    end
    """
  }

  func wrk(script: String, connections: Int = 64) async throws -> String {
    let file = folder + "/book-\(server.port).lua"
    try script.write(toFile: file, atomically: true, encoding: .utf8)
    return try await Program.run(
      "wrk", "-t1", "-c\(connections)", "-d\(BookingBenchmark.seconds)", "--latency", "-s", file, server.url(""))
  }

  func booked() async throws -> Int {
    Int(try await sql("select count(*) from reservations").trimmingCharacters(in: .newlines)) ?? 0
  }

  func empty() async throws { _ = try await sql("truncate reservations cascade") }

  /// A second: those that are stored afterwards count.
  func book() async throws -> Double {
    try await empty()
    _ = try await wrk(
      script: request(
        point: "math.random(\(BookingBenchmark.points))", slot: "math.random(\(BookingBenchmark.slots))"))
    return try await Double(booked()) / Double(BookingBenchmark.seconds)
  }

  func pgbench() async throws -> Double {
    try await empty()
    let file = folder + "/book.sql"
    try insert.write(toFile: file, atomically: true, encoding: .utf8)
    _ = try await Program.run(
      "/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "prepared", "-c", "\(BookingBenchmark.connections)", "-j", "2",
      "-T", "\(BookingBenchmark.seconds)", "-f", file, url)
    return try await Double(booked()) / Double(BookingBenchmark.seconds)
  }

  /// Microseconds.
  func medianOfWeek() async throws -> Double {
    let now = Date.now
    let (from, to) = (now.ISO8601Format(), now.addingTimeInterval(7 * 86_400).ISO8601Format())
    let output = try await Program.run(
      "wrk", "-t1", "-c1", "-d2", "--latency",
      server.url("api/points/00000000-0000-7000-8004-000000000001/slots?from=\(from)&to=\(to)"))
    return try Wrk.percentile("50%", of: output)
  }

  /// A second, of one point after another.
  func slotsOfDay() async throws -> Double {
    let output = try await wrk(
      script: """
        request = function()
          return wrk.format("GET", string.format("/api/points/00000000-0000-7000-8004-%012x/slots",
            math.random(\(BookingBenchmark.points))))
        end
        """)
    return try Wrk.rate(of: output)
  }

  /// The statement of ListSlots.swift.
  var dayStatement: String {
    """
    \\set point random(1, \(BookingBenchmark.points))
    select p.id, p.withdrawn_at is not null or s.withdrawn_at is not null,
      not p.out_of_service and terms.access = 'open' and coalesce(t.condition <> 'outOfService', true), terms.open_24h,
      terms.hours, s.time_zone, r.during, coalesce(r.account_id = null, false)
    from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
      left join point_status t on t.point_id = p.id
      left join reservations r on r.point_id = p.id
        and r.during && tstzrange(now() - interval '26 hours', now() + interval '26 hours')
        and r.state in ('reserved', 'charging') and r.lapses_at > now()
    where p.id = bench_id(4, :point)
    order by r.during;
    """
  }

  /// The statement of Reserve.swift.
  private var insert: String {
    """
    \\set driver random(1, \(BookingBenchmark.drivers))
    \\set point random(1, \(BookingBenchmark.points))
    \\set slot random(1, \(BookingBenchmark.slots))
    with made as (
      insert into reservations (id, point_id, account_id, vehicle_id, during, state, lapses_at, place, created_at)
      select gen_random_uuid(), p.id, bench_id(1, :driver), v.id,
        tstzrange(date_trunc('hour', now()) + (:slot + 2) * interval '30 minutes',
          date_trunc('hour', now()) + (:slot + 3) * interval '30 minutes'), 'reserved',
        date_trunc('hour', now()) + (:slot + 2) * interval '30 minutes' + interval '15 minutes', place.number, now()
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
        left join point_status t on t.point_id = p.id
        left join vehicles v on v.account_id = bench_id(1, :driver) and v.is_default
        cross join lateral (
          select number::smallint from generate_series(1, 4) as number
          where not exists (
            select from reservations o
            where o.account_id = bench_id(1, :driver) and o.place = number and o.state in ('reserved', 'charging'))
          order by number limit 1
        ) as place
      where p.id = bench_id(4, :point) and p.withdrawn_at is null and s.withdrawn_at is null and not p.out_of_service
        and terms.access = 'open' and coalesce(t.condition <> 'outOfService', true)
        and not (false and coalesce(t.occupancy in ('occupied', 'reserved') and t.at >= now() - interval '30 minutes', false))
        and (terms.open_24h or terms.hours is null)
      on conflict do nothing
      returning *
    )
    select r.id, reservation_state(r.state, r.lapses_at, r.during, now()), lower(r.during), upper(r.during), r.point_id,
      s.id, s.name, s.city, s.time_zone, r.vehicle_id, r.charge_id::text, r.extends_id, r.created_at
    from made r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id;
    """
  }
}
