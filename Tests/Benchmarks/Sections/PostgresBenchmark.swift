import Foundation
import Postgres
import Runtime
import Synchronization

/// Against pgbench with the same statements and as many connections, in a private cluster that keeps what it promises
/// (fsync on).
enum PostgresBenchmark {
  private static let rounds = 4
  private static let seconds = 4
  private static let callers = 16
  private static let connections = 8
  /// Loops of ours, and of pgbench's.
  private static let threads = max(1, min(ProcessInfo.processInfo.activeProcessorCount, connections))
  private static let rows = 136_000

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    try await cluster.createDatabase("bench")
    let url = cluster.url(database: "bench")
    let loops = (0..<threads).map { EventLoop(name: "loop-\($0)") }
    let database = Database(try ConnectionSettings(url), limits: PoolLimits(size: connections), loops: loops)
    try await prepare(database)
    var leased: [(ours: Double, peer: Double)] = []
    var grouped: [(ours: Double, peer: Double)] = []
    var inserted: [(ours: Double, peer: Double)] = []
    for _ in 0..<rounds {
      let select = try await pgbench(url, selectScript)
      leased.append((try await rate(loops) { try await byKey(database) }, select))
      grouped.append((try await rate(loops) { try await byKeyGrouped(database) }, select))
      try await empty(database)
      let insert = try await pgbench(url, insertScript)
      try await empty(database)
      inserted.append((try await rate(loops) { try await book(database) }, insert))
    }
    await database.close()
    for loop in loops { loop.stop() }
    await cluster.close()
    return [
      Line("postgres: SELECT by key, leased, pgbench", rounds: leased, unit: "queries/s", aim: .atLeast(0.75)),
      Line("postgres: SELECT by key, read group, pgbench", rounds: grouped, unit: "queries/s", aim: .atLeast(1.3)),
      Line("postgres: INSERT with exclusion, pgbench", rounds: inserted, unit: "queries/s", aim: .atLeast(0.9)),
    ]
  }

  // MARK: The statements, once for each side

  private static let drawn = Atomic<UInt64>(0)

  /// Below `count`, by splitmix64: Swift's own generator would ask the kernel for every number, which pgbench's does not.
  private static func draw(_ count: Int) -> Int {
    var mixed = drawn.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(count))
  }

  private static func byKey(_ database: Database) async throws {
    let key = 1 + draw(rows)
    _ = try await database.first(
      "SELECT id, station, power, name, lon, lat FROM bench_points WHERE id = \(key)", decode)
  }

  private static func byKeyGrouped(_ database: Database) async throws {
    let key = 1 + draw(rows)
    _ = try await database.readFirst(
      "SELECT id, station, power, name, lon, lat FROM bench_points WHERE id = \(key)", decode)
  }

  private static func decode(_ row: inout Row) throws -> Int {
    let id: Int = try row.next()
    let _: Int = try row.next()
    let _: Double = try row.next()
    let _: String = try row.next()
    let _: Double = try row.next()
    let _: Double = try row.next()
    return id
  }

  private static let selectScript = """
    \\set id random(1, \(rows))
    SELECT id, station, power, name, lon, lat FROM bench_points WHERE id = :id;
    """

  private static func book(_ database: Database) async throws {
    let (point, slot) = (1 + draw(rows), draw(20_001))
    _ = try await database.execute(
      """
      INSERT INTO bench_slots (point, during)
      VALUES (
        \(point),
        tstzrange(
          timestamptz '2026-01-01' + \(slot) * interval '30 minutes',
          timestamptz '2026-01-01' + (\(slot) + 1) * interval '30 minutes'))
      ON CONFLICT DO NOTHING
      """)
  }

  private static let insertScript = """
    \\set point random(1, \(rows))
    \\set slot random(0, 20000)
    INSERT INTO bench_slots (point, during)
    VALUES (
      :point,
      tstzrange(
        timestamptz '2026-01-01' + :slot * interval '30 minutes',
        timestamptz '2026-01-01' + (:slot + 1) * interval '30 minutes'))
    ON CONFLICT DO NOTHING;
    """

  private static func prepare(_ database: Database) async throws {
    try await database.run(
      script: Script(
        literal: """
          CREATE EXTENSION IF NOT EXISTS btree_gist;
          DROP TABLE IF EXISTS bench_points, bench_slots;
          CREATE TABLE bench_points (
            id bigint PRIMARY KEY, station bigint NOT NULL, power double precision NOT NULL, name text NOT NULL,
            lon double precision NOT NULL, lat double precision NOT NULL);
          INSERT INTO bench_points
            SELECT n, n / 4, n % 350, 'Borne ' || n, n / 136000.0, n / 2720.0 FROM generate_series(1, 136000) n;
          CREATE TABLE bench_slots (
            point bigint NOT NULL, during tstzrange NOT NULL, EXCLUDE USING gist (point WITH =, during WITH &&));
          ANALYZE bench_points;
          """))
  }

  private static func empty(_ database: Database) async throws {
    _ = try await database.execute("TRUNCATE bench_slots")
  }

  // MARK: Rates

  private static func rate(_ loops: [EventLoop], _ query: @escaping @Sendable () async throws -> Void) async throws
    -> Double
  {
    let begin = ContinuousClock.now
    let end = begin + .seconds(seconds)
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for caller in 0..<callers {
        group.addTask(executorPreference: loops[caller % loops.count]) {
          var count = 0
          while ContinuousClock.now < end {
            try await query()
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    return Double(total) / (ContinuousClock.now - begin).inSeconds
  }

  static func pgbench(_ url: String, _ script: String) async throws -> Double {
    let file = NSTemporaryDirectory() + "watts-up-bench-\(getpid()).sql"
    try script.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let output = try await Program.run(
      "/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "prepared", "-c", "\(connections)", "-j", "\(threads)", "-T",
      "\(seconds)", "-f", file, url)
    guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
      let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
    else { throw Program.Failure(description: output) }
    return rate
  }
}
