/// What becomes of the map and of the lists when a country grows tenfold, twice.
enum GrowthBenchmark {
  /// Milliseconds of a filter that nobody asked for before.
  private static let limits = [136_000: 12.0, 1_360_000: 80]

  @Sendable
  static func run() async throws -> [Line] {
    var lines: [Line] = []
    var before: CountryFigures?
    for points in [13_600, 136_000, 1_360_000] {
      let country = try await StoredCountry.make("bench_growth", points: points)
      let figures = try await CountryFigures(of: country)
      await country.close()
      if let limit = limits[points] {
        lines.append(
          Line(
            "growth: a new filter's first tile over HTTP, \(points) points", ours: figures.firstTile, limit: limit,
            unit: "ms", aim: .atMost(1)))
      }
      if let before {
        func line(_ name: String, _ part: KeyPath<CountryFigures, Double>, _ unit: String, _ aim: Line.Aim) -> Line {
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
}
