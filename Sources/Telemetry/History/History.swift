import Runtime

/// What is known of a series, hot and stored, as one.
struct History: Sendable {
  let hot: HotSamples
  let store: any HistoryStore

  func samples(of series: Series, in span: Range<Instant>) async throws -> [Sample] {
    let recent = try await hot.samples(of: [series.number], in: span)[series.number] ?? []
    return try await store.samples(of: series, in: span).merged(with: recent)
  }

  /// Buckets of a span of whole hours. An hour of which something is hot is rolled anew out of all its samples.
  func buckets(of series: Series, in span: Range<Instant>, _ width: BucketWidth) async throws -> [Bucket] {
    let recent = try await hot.samples(of: [series.number], in: span)[series.number] ?? []
    let hours = Set(recent.map(\.at.hour))
    let ready = try await store.buckets(of: series, in: span, width).filter { !hours.contains($0.start.hour) }
    if hours.isEmpty { return ready }
    let places = hours.sorted().map { SeriesHour(series: series.number, hour: $0) }
    let stored = try await store.samples(in: places)
    let fresh = places.flatMap { stored[$0] ?? [] }.merged(with: recent)
    return (ready + Bucket.rolled(fresh, seconds: width.seconds)).sorted { $0.start < $1.start }
  }

  /// The newest value before an hour, for the growth from there on.
  func value(of series: Series, before hour: Instant) async throws -> Double? {
    let span = (hour - .seconds(31 * 86_400))..<hour
    let recent = try await hot.samples(of: [series.number], in: span)[series.number]?.last
    let stored = try await store.last(of: series, before: hour)
    guard let recent, let stored else { return recent?.value ?? stored?.value }
    if recent.at.hour != stored.at.hour { return recent.at > stored.at ? recent.value : stored.value }
    let place = SeriesHour(series: series.number, hour: stored.at.hour)
    let all = try await store.samples(in: [place])[place] ?? []
    return all.merged(with: [recent]).last?.value
  }
}
