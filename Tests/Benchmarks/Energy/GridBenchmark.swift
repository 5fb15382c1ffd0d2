import Foundation
import Postgres
import Runtime

/// Five years of RTE's definitive file against `\copy` of the same bytes into lines of text, and what is read of ten years
/// against psql.
enum GridBenchmark {
  private static let rounds = 3

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    let url = cluster.url(database: "bench_grid")
    let loop = EventLoop(name: "loop")
    let admin = cluster.url(database: "postgres")
    _ = try await Program.run("psql", admin, "-qc", "drop database if exists bench_grid with (force)")
    try await cluster.createDatabase("bench_grid")
    let bench = ImportBench(
      server: try await Server.start("DATABASE_URL=\(url)"), url: url,
      database: Database(try ConnectionSettings(url), loop: loop), folder: NSTemporaryDirectory())
    defer { bench.server.stop() }
    try await bench.signIn()
    _ = try await Program.run("psql", url, "-qc", "create unlogged table floor (line text)")
    let lines = try await imports(bench) + reads(bench)
    await bench.database.close()
    loop.stop()
    await cluster.close()
    return lines
  }

  private static func imports(_ bench: ImportBench) async throws -> [Line] {
    let file = try write(from: 2016, to: 2020)
    defer { try? FileManager.default.removeItem(atPath: file) }
    var (first, again) = ([(ours: Double, peer: Double)](), [(ours: Double, peer: Double)]())
    var grown = 0.0
    for _ in 0..<rounds {
      try await bench.database.execute("truncate grid_readings, grid_replaced, grid_forecasts, imports cascade")
      bench.server.running.forgetPeak()
      let before = bench.server.running.peakMiB
      first.append((try await bench.upload(file, source: "eco2mix"), try await floor(bench, file)))
      grown = max(grown, bench.server.running.peakMiB - before)
      again.append((try await bench.upload(file, source: "eco2mix"), try await floor(bench, file)))
    }
    return [
      Line("grid: five definitive years, \\copy", rounds: first, unit: "ms", aim: .atMost(2)),
      Line("grid: the same file again, \\copy", rounds: again, unit: "ms", aim: .atMost(0.5)),
      Line("grid: memory for five years", ours: grown, limit: 64, unit: "MiB", aim: .atMost(1)),
    ]
  }

  private static func floor(_ bench: ImportBench, _ file: String) async throws -> Double {
    try await bench.database.execute("truncate floor")
    return try await bench.milliseconds {
      _ = try await Program.run(
        "psql", bench.url, "-qc", "\\copy floor from '\(file)' (format csv, delimiter e'\\x01', quote e'\\x02')")
    }
  }

  private static func reads(_ bench: ImportBench) async throws -> [Line] {
    let file = try write(from: 2011, to: 2015)
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try await bench.upload(file, source: "eco2mix")
    try await bench.database.execute("vacuum analyze grid_readings")
    let year = "from=2020-01-01T00:00&to=2020-12-31T23:30"
    let sql = """
      copy (select at, consumption, nature, flags from grid_readings where perimeter = 'france' and is_half_hour
      and consumption is not null and at between '2019-12-31 23:00Z' and '2020-12-31 22:30Z' order by at) to stdout (format csv)
      """.replacing("\n", with: " ")
    var (whole, firstByte, average) = ([(ours: Double, peer: Double)](), [Double](), [Double]())
    for _ in 0..<9 {
      let ours = try await time(bench, "api/grid/consumption?\(year)", "%{time_total} %{time_starttransfer}")
      let peer = try await bench.milliseconds { _ = try await Program.run("psql", bench.url, "-qc", sql) }
      whole.append((ours[0], peer))
      firstByte.append(ours[1])
      average += try await time(
        bench, "api/grid/consumption/average?from=2011-01-01T00:00&to=2020-12-31T23:30", "%{time_total}")
    }
    return [
      Line("grid: a year of half-hours, psql's CSV", rounds: whole, unit: "ms", aim: .atMost(3)),
      Line("grid: first byte of it", ours: median(firstByte), limit: 20, unit: "ms", aim: .atMost(1)),
      Line("grid: average over ten years", ours: median(average), limit: 50, unit: "ms", aim: .atMost(1)),
    ]
  }

  private static func time(_ bench: ImportBench, _ path: String, _ format: String) async throws -> [Double] {
    let said = try await Program.run("curl", "-sf", "-o", "/dev/null", "-w", format, bench.server.url(path))
    return said.split(separator: " ").compactMap { Double($0) }.map { $0 * 1000 }
  }

  /// As RTE writes them: 96 rows a day, of which those at :15 and :45 hold forecasts alone.
  private static func write(from first: Int, to last: Int) throws -> String {
    let path = NSTemporaryDirectory() + "watts-up-bench-\(getpid())-\(first).xls"
    var text =
      "Perimetre\tNature\tDate\tHeures\tConsommation\tPrevision J-1\tPrevision J\tFioul\tCharbon\tGaz\tNucleaire\tEolien\tSolaire\t"
      + "Hydraulique\tPompage\tBioenergies\tEch. physiques\tTaux de Co2\tFioul - TAC\tGaz - CCG\n"
    let start = CivilDay(year: first, month: 1, day: 1).daysSince1970
    let end = CivilDay(year: last + 1, month: 1, day: 1).daysSince1970
    for day in start..<end {
      let date = CivilDay(daysSince1970: day).text
      for quarter in 0..<96 {
        let time = String(format: "%02d:%02d", quarter / 4, quarter % 4 * 15)
        let load = 50_000 + (day * 31 + quarter * 97) % 20_000
        text += "France\tDonnees definitives\t\(date)\t\(time)\t"
        text +=
          quarter.isMultiple(of: 2)
          ? "\(load)\t\(load + 100)\t\(load - 50)\t120\t0\t3200\t41000\t5000\t900\t6000\t-400\t900\t\(load - 56_720)\t31\t0\t2100\t\n"
          : "\t\(load)\t\(load)\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
      }
    }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}
