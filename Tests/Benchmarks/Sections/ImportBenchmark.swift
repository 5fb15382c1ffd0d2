import Foundation
import Postgres
import Runtime
import Synchronization

/// The national file through HTTP, from the first byte of the upload to `done`, against `\copy` of the same file into a
/// table of texts without indexes: the least that storing it can take.
enum ImportBenchmark {
  private static let rounds = 3
  private static let points = 136_000

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    let url = cluster.url(database: "bench_import")
    let loop = EventLoop(name: "loop")
    try await recreate("bench_import", in: cluster, loop)
    let bench = ImportBench(
      server: try await Server.start("DATABASE_URL=\(url)"), url: url,
      database: Database(try ConnectionSettings(url), loop: loop), folder: NSTemporaryDirectory())
    defer { bench.server.stop() }
    try await bench.signIn()
    var lines = try await loads(bench)
    lines += try await bench.crowdedCountry()
    await bench.database.close()
    loop.stop()
    await cluster.close()
    return lines
  }

  private static func recreate(_ name: String, in cluster: PrivateCluster, _ loop: EventLoop) async throws {
    let admin = cluster.url(database: "postgres")
    _ = try await Program.run("psql", admin, "-qc", "drop database if exists \(name) with (force)")
    try await cluster.createDatabase(name)
  }

  private static func loads(_ bench: ImportBench) async throws -> [Line] {
    let file = try await bench.generate(points: points, seed: 1)
    let changed = try await bench.change(file)
    defer { for path in [file, changed] { try? FileManager.default.removeItem(atPath: path) } }
    try await bench.prepareFloor()
    var (first, again, some) = (
      [(ours: Double, peer: Double)](), [(ours: Double, peer: Double)](), [(ours: Double, peer: Double)]()
    )
    for _ in 0..<rounds {
      try await bench.emptyCountry()
      let floor = try await bench.copy(file)
      first.append((try await bench.upload(file), floor))
      again.append((try await bench.upload(file), try await bench.copy(file)))
      some.append((try await bench.upload(changed), try await bench.copy(changed)))
    }
    return [
      Line("import: first load of 136 000 points, \\copy", rounds: first, unit: "ms", aim: .atMost(2)),
      Line("import: the same file again, \\copy", rounds: again, unit: "ms", aim: .atMost(0.7)),
      Line("import: 5 % of the rows changed, \\copy", rounds: some, unit: "ms", aim: .atMost(1.2)),
    ]
  }
}

/// A server, its database and somebody who may import.
struct ImportBench {
  let server: Server
  let url: String
  let database: Database
  let folder: String

  private var cookies: String { folder + "watts-up-bench-\(getpid()).cookies" }

  func signIn() async throws {
    let account = #"{"email":"admin@example.org","password":"une longue phrase"}"#
    _ = try await Program.run(
      ["sh", "-c", "echo une longue phrase | env \"$@\"", "sh"] + server.settings
        + [Server.path, "admin", "create", "--email", "admin@example.org"])
    _ = try await Program.run(
      "curl", "-sf", "-c", cookies, "-H", "Content-Type: application/json", "-d", account, server.url("api/session"))
  }

  func generate(points: Int, seed: Int) async throws -> String {
    let path = folder + "watts-up-bench-\(getpid())-\(points).csv"
    _ = try await Program.run(Server.path, "generate", "--points", "\(points)", "--seed", "\(seed)", "--out", path)
    return path
  }

  /// Another date in every twentieth row.
  func change(_ file: String) async throws -> String {
    let path = file + ".changed"
    let script = #"0~20 s/,[0-9]{4}-[0-9]{2}-[0-9]{2},([a-zA-Z]*)(\r?)$/,2026-10-31,\1\2/"#
    _ = try await Program.run("sh", "-c", "sed -E '\(script)' '\(file)' > '\(path)'")
    return path
  }

  // MARK: Against \copy

  func prepareFloor() async throws {
    let columns = (1...40).map { "c\($0) text" }.joined(separator: ", ")
    _ = try await Program.run("psql", url, "-qc", "create unlogged table floor (\(columns))")
  }

  func copy(_ file: String) async throws -> Double {
    try await database.execute("truncate floor")
    return try await milliseconds {
      _ = try await Program.run("psql", url, "-qc", "\\copy floor from '\(file)' (format csv, header)")
    }
  }

  func emptyCountry() async throws {
    try await database.execute("truncate stations, charge_points, point_status, imports cascade")
  }

  /// Milliseconds until the import is done, and `atDone` with it. The answer waits for the country in memory, which follows.
  func upload(_ file: String, source: String = "irve", atDone: () -> Void = {}) async throws -> Double {
    let start = ContinuousClock.now
    let body = #"{"source":"\#(source)","mode":"partial","fileName":"bench.csv","confirm":false}"#
    let created = try await call("-H", "Content-Type: application/json", "-d", body, server.url("api/admin/imports"))
    guard let id = created.split(separator: "\"id\":\"").dropFirst().first?.prefix(36) else {
      throw Program.Failure(description: "no import was made: \(created)")
    }
    let isAnswered = Atomic(false)
    async let answer = {
      defer { isAnswered.store(true, ordering: .relaxed) }
      return try await call("-T", file, "-H", "Content-Type: text/csv", server.url("api/admin/imports/\(id)/file"))
    }()
    while try await !isDone(id), !isAnswered.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(5)) }
    let taken = milliseconds(since: start)
    atDone()
    let done = try await answer
    guard done.contains(#""state":"done""#) else { throw Program.Failure(description: "not done: \(done)") }
    return taken
  }

  private func isDone(_ id: Substring) async throws -> Bool {
    try await database.first("select state = 'done' from imports where id = \(String(id))::uuid") { row in
      try row.next(Bool.self)
    } ?? false
  }

  private func call(_ words: String...) async throws -> String {
    try await Program.run(["curl", "-s", "-b", cookies] + words)
  }

  func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    return milliseconds(since: start)
  }

  private func milliseconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) * 1000 + Double(attoseconds) / 1e15
  }

  // MARK: Ten countries in one

  /// What the server needs while 1 360 000 rows go through, and what those wait who read meanwhile.
  func crowdedCountry() async throws -> [Line] {
    let file = try await generate(points: 1_360_000, seed: 2)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let uses = try await uses()
    defer { uses.forEach { use in use.script.map { try? FileManager.default.removeItem(atPath: $0) } } }
    var calm: [[Double]] = []
    for _ in 0..<3 { calm.append(try await slowest(uses)) }
    server.running.forgetPeak()
    let before = server.running.peakMiB
    let isDone = Atomic(false)
    // Taken at the end of it: the map's growth, which follows, is not counted.
    async let peak = {
      defer { isDone.store(true, ordering: .relaxed) }
      var peak = 0.0
      _ = try await upload(file) { peak = server.running.peakMiB }
      return peak
    }()
    var busy: [[Double]] = []
    repeat { busy.append(try await slowest(uses)) } while !isDone.load(ordering: .relaxed)
    let grown = try await peak - before
    // The last round saw the end of it.
    if busy.count > 1 { busy.removeLast() }
    return [Line("import: memory for 1 360 000 rows", ours: grown, limit: 64, unit: "MiB", aim: .atMost(1))]
      + uses.indices.map { index in
        Line(
          "import: \(uses[index].name)'s p99 meanwhile, without", ours: median(busy.map { $0[index] }),
          limit: median(calm.map { $0[index] }), unit: "µs", aim: .atMost(2))
      }
  }

  private struct Use {
    let name: String
    let path: String
    var script: String?
  }

  /// What people do while an import goes on. A driver who has booked is refused: up to there it is a booking like others.
  private func uses() async throws -> [Use] {
    let found = try await database.first(
      """
      select p.station_id, p.id from charge_points p join terms on terms.id = p.terms_id
      where terms.open_24h and terms.access = 'open' and not p.out_of_service limit 1
      """
    ) { row in (try row.next(Identifier<Server>.self), try row.next(Identifier<Server>.self)) }
    guard let (station, point) = found else { throw Program.Failure(description: "the country is empty") }
    let session =
      try String(contentsOfFile: cookies, encoding: .utf8).split(separator: "\n")
      .first { $0.contains("watts_up_session") }?.split(separator: "\t").last ?? ""
    let script = folder + "watts-up-bench-\(getpid()).lua"
    try """
    wrk.method = "POST"
    wrk.headers["Cookie"] = "watts_up_session=\(session)"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"pointId":"\(point)","startsAt":"' .. os.date("!%Y-%m-%dT%H:00:00Z", os.time() + 7200) .. '"}'
    """.write(toFile: script, atomically: true, encoding: .utf8)
    return [
      Use(name: "a station", path: "api/stations/\(station)"), Use(name: "the map", path: "tiles/6/32/22.mvt"),
      Use(name: "the nearest", path: "api/stations?near=48.85,2.35&radius=20000"),
      Use(name: "a booking", path: "api/reservations", script: script),
    ]
  }

  /// The 99th percentile of each in microseconds, by two who ask again as soon as they are answered.
  private func slowest(_ uses: [Use]) async throws -> [Double] {
    var found: [Double] = []
    for use in uses {
      let output = try await Program.run(
        ["wrk", "-t1", "-c2", "-d2", "--latency"] + (use.script.map { ["-s", $0] } ?? []) + [server.url(use.path)])
      found.append(try Wrk.percentile("99%", of: output))
    }
    return found
  }
}
