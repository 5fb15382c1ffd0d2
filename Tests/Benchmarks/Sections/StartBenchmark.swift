import Runtime

/// From the command to the first right answer, and from the signal to the end.
enum StartBenchmark {
  private static let rounds = 5

  @Sendable
  static func run() async throws -> [Line] {
    let country = try await StoredCountry.make("bench_start", points: 136_000)
    var (starts, stops) = ([Double](), [Double]())
    for _ in 0..<rounds {
      let began = ContinuousClock.now
      let server = try await Server.start("DATABASE_URL=\(country.url)")
      let told = ContinuousClock.now
      server.stop()
      starts.append((told - began).inSeconds)
      stops.append((ContinuousClock.now - told).inSeconds)
    }
    await country.close()
    return [
      Line("startup: to ready, 136 000 points stored", ours: median(starts), limit: 1.5, unit: "s", aim: .atMost(1)),
      Line("startup: SIGTERM to the end", ours: median(stops), limit: 1, unit: "s", aim: .atMost(1)),
    ]
  }
}
