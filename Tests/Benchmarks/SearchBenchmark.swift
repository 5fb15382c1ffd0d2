import Foundation
import Ground
import Postgres

/// Lists by distance and by words at 136 000 points, one question at a time; and what becomes of the map and of these lists
/// when a country grows tenfold twice.
enum SearchBenchmark {
  private static let seconds = 3

  @Sendable
  static func run() async throws -> [Line] {
    let country = try await StoredCountry.make("bench_search", points: 136_000)
    let figures = try await Figures(of: country)
    await country.close()
    return [
      Line("search: the nearest 20, filtered", ours: figures.nearest, limit: 5, unit: "ms median", aim: .atMost(1)),
      Line("search: by words", ours: figures.words, limit: 20, unit: "ms median", aim: .atMost(1)),
    ]
  }

  @Sendable
  static func grow() async throws -> [Line] {
    var lines: [Line] = []
    var before: Figures?
    for points in [13_600, 136_000, 1_360_000] {
      let country = try await StoredCountry.make("bench_growth", points: points)
      let figures = try await Figures(of: country)
      await country.close()
      if let before {
        func line(_ name: String, _ part: KeyPath<Figures, Double>, _ unit: String, _ aim: Line.Aim) -> Line {
          Line(
            "growth: \(name), \(points) points and a tenth", ours: figures[keyPath: part], limit: before[keyPath: part],
            unit: unit, aim: aim)
        }
        // What holds the whole country may grow with it; what asks for a part of it should hardly notice.
        lines += [
          line("start to ready", \.ready, "s", .atMost(12)), line("memory", \.memory, "MiB", .atMost(12)),
          line("a new filter's first tile", \.firstTile, "ms", .atMost(12)),
          line("warm tiles", \.tiles, "requests/s", .atLeast(0.5)), line("the nearest 20", \.nearest, "ms", .atMost(3)),
          line("by words", \.words, "ms", .atMost(12)),
        ]
      }
      before = figures
    }
    return lines
  }

  /// Over HTTP, by one client who waits for each answer, but for the rate.
  private struct Figures {
    /// Seconds, MiB, milliseconds, requests a second.
    let ready, memory, firstTile, tiles, nearest, words: Double

    init(of country: StoredCountry) async throws {
      let started = ContinuousClock.now
      let server = try await Server.start("DATABASE_URL=\(country.url)")
      ready = (ContinuousClock.now - started).inSeconds
      defer { server.stop() }
      // The words of stations are learnt soon after an import.
      while try await country.database.first("select true from station_search limit 1", { _ in true }) == nil {
        try await Task.sleep(for: .milliseconds(200))
      }
      nearest = try await Self.median(server, "nearest", SearchBenchmark.nearest)
      words = try await Self.median(server, "words", SearchBenchmark.words)
      firstTile = try await Self.median(server, "filters", SearchBenchmark.filters)
      let output = try await Program.run("wrk", "-t1", "-c64", "-d3", server.url("tiles/6/32/22.mvt"))
      guard let line = output.split(separator: "\n").first(where: { $0.contains("Requests/sec:") }),
        let rate = line.split(separator: " ").last.flatMap({ Double($0) })
      else { throw Program.Failure(description: "wrk: \(output)") }
      tiles = rate
      memory = server.running.residentMiB
    }

    private static func median(_ server: Server, _ name: String, _ path: String) async throws -> Double {
      let file = server.folder + "-\(name).lua"
      defer { try? FileManager.default.removeItem(atPath: file) }
      try "request = function() return wrk.format(\"GET\", \(path)) end".write(
        toFile: file, atomically: true, encoding: .utf8)
      let output = try await Program.run(
        "wrk", "-t1", "-c1", "-d\(SearchBenchmark.seconds)", "--latency", "-s", file, server.url(""))
      guard !output.contains("Non-2xx") else { throw Program.Failure(description: "wrk: \(output)") }
      return try Wrk.percentile("50%", of: output) / 1000
    }
  }

  // MARK: Questions, as wrk's script draws them: another one each time

  private static let nearest = """
    string.format("/api/stations?near=%.4f,%.4f&limit=20&%s", 43.5 + math.random() * 6, -1 + math.random() * 7,
      ({"minPower=50", "socket=type2", "socket=ccs&minPower=100", "access=open", "available=now", ""})[math.random(6)])
    """
  private static let words = """
    "/api/stations?limit=20&q=" .. ({"paris", "lyon+gare", "marseille", "tesla", "parking", "bordeau", "saint+etienne",
      "34000", "ionity+dijon", "montpelier", "hotel", "mairie+rennes"})[math.random(12)]
    """
  private static let filters = """
    string.format("/tiles/6/32/22.mvt?minPower=%.5f", 1 + math.random())
    """
}
