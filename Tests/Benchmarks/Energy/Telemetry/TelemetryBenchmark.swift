import Foundation
import Postgres
import Runtime
import Secrets

/// 10,000 devices that send every 10 s for a minute, each with a key of its own and a request for each sample; what the minute
/// costs, what a reader waits meanwhile, and what samples take once they are packed. Long bodies against `\copy` of the same
/// rows and against VictoriaMetrics fed the same lines.
enum TelemetryBenchmark {
  private static let devices = 10_000

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    let admin = cluster.url(database: "postgres")
    _ = try await Program.run("psql", admin, "-qc", "drop database if exists bench_telemetry with (force)")
    try await cluster.createDatabase("bench_telemetry")
    let url = cluster.url(database: "bench_telemetry")
    let key = "bench:" + Base64.standard.encode(Array(repeating: 9, count: 32))
    let server = try await Server.start("DATABASE_URL=\(url)", "WATTS_UP_SECRET_KEYS=\(key)")
    defer { server.stop() }
    let loop = EventLoop(name: "loop")
    let database = Database(try ConnectionSettings(url), loop: loop)
    let bench = TelemetryBench(server: server, url: url, database: database, secret: key)
    try await bench.fill(devices)
    let lines = try await minute(bench) + packing(bench) + year(bench) + rows(bench)
    await database.close()
    loop.stop()
    await cluster.close()
    return lines
  }

  private static func minute(_ bench: TelemetryBench) async throws -> [Line] {
    let postmaster = try bench.postmaster()
    func used() -> Double { Ticks.used(by: [bench.server.running.pid], childrenOf: postmaster) }
    let before = used()
    try await Task.sleep(for: .seconds(10))
    let idle = (used() - before) / 10
    let began = used()
    let load = try await DeviceLoad(bench, seconds: 60).run()
    let cores = (used() - began) / load.seconds - idle
    let stored = try await bench.count()
    return [
      Line(
        "telemetry: lost of \(load.accepted) samples, +1", ours: Double(load.accepted - stored + 1), limit: 1,
        unit: "samples", aim: .atMost(1)),
      Line(
        "telemetry: sent, of 60,000", ours: Double(load.accepted), limit: 60_000, unit: "samples", aim: .atLeast(0.98)),
      Line(
        "telemetry: cores for 1,000 samples/s, ours and PostgreSQL's", ours: cores, limit: 0.5, unit: "cores",
        aim: .atMost(1)),
      Line("telemetry: newest value meanwhile, p99", ours: load.readerP99, limit: 10, unit: "ms", aim: .atMost(1)),
      Line("telemetry: acknowledged, p99", ours: load.senderP99, limit: 200, unit: "ms", aim: .atMost(1)),
    ]
  }

  /// An hour of 1,000 series, 10 s apart: put into the ring, and packed by the server.
  private static func packing(_ bench: TelemetryBench) async throws -> [Line] {
    let bytes = try await bench.packHour(series: 1000)
    return [Line("telemetry: bytes a packed sample", ours: bytes, limit: 3, unit: "bytes", aim: .atMost(1))]
  }

  private static func year(_ bench: TelemetryBench) async throws -> [Line] {
    let milliseconds = try await bench.yearOfHours()
    return [Line("telemetry: a year of hours of a metric", ours: milliseconds, limit: 20, unit: "ms", aim: .atMost(1))]
  }

  private static func rows(_ bench: TelemetryBench) async throws -> [Line] {
    let (ours, copy, other) = try await bench.bulk()
    return [
      Line(
        "telemetry: rows in long bodies, \\copy", rounds: zip(ours, copy).map { ($0, $1) }, unit: "rows/s",
        aim: .atLeast(0.4)),
      Line(
        "telemetry: rows in long bodies, VictoriaMetrics", rounds: zip(ours, other).map { ($0, $1) }, unit: "rows/s",
        aim: .atLeast(0.1)),
    ]
  }
}

/// The seconds of processor that processes have had.
enum Ticks {
  /// - Parameter parent: a process whose children count, also those that are gone.
  static func used(by processes: [Int32], childrenOf parent: Int32) -> Double {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var sum = 0.0
    for pid in all.compactMap({ Int32($0) }) {
      guard let fields = fields(of: pid), fields.count > 14 else { continue }
      let own = (fields[11] + fields[12]) / 100
      if processes.contains(pid) || Int32(fields[1]) == parent { sum += own }
      if pid == parent { sum += own + (fields[13] + fields[14]) / 100 }
    }
    return sum
  }

  /// Those behind the name: state, parent …
  private static func fields(of pid: Int32) -> [Double]? {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
  }
}
