/// Lists by distance and by words at 136 000 points, one question at a time.
enum SearchBenchmark {
  @Sendable
  static func run() async throws -> [Line] {
    let country = try await StoredCountry.make("bench_search", points: 136_000)
    let figures = try await CountryFigures(of: country)
    await country.close()
    return [
      Line("search: the nearest 20, filtered", ours: figures.nearest, limit: 5, unit: "ms median", aim: .atMost(1)),
      Line("search: by words", ours: figures.words, limit: 20, unit: "ms median", aim: .atMost(1)),
    ]
  }
}
