import Runtime

/// What is known of a series, hot and stored, as one.
struct History: Sendable {
  let hot: HotSamples
  let store: any HistoryStore

  func samples(of series: Series, in span: Range<Instant>) async throws -> [Sample] {
    let recent = try await hot.samples(of: [series.number], in: span)[series.number] ?? []
    return try await store.samples(of: series, in: span).merged(with: recent)
  }

  /// Those of the hours that are named, in their order.
  func samples(of series: Series, in hours: [Instant]) async throws -> [Sample] {
    guard let first = hours.first, let last = hours.last else { return [] }
    let recent = try await hot.samples(of: [series.number], in: first..<last + .seconds(3600))[series.number] ?? []
    return try await whole(hours, of: series, with: recent)
  }

  /// Buckets of a span of whole hours. An hour of which something is hot is rolled anew out of all its samples.
  func buckets(of series: Series, in span: Range<Instant>, _ width: BucketWidth) async throws -> [Bucket] {
    let recent = try await hot.samples(of: [series.number], in: span)[series.number] ?? []
    let hours = Set(recent.map(\.at.hour))
    let ready = try await store.buckets(of: series, in: span, width).filter { !hours.contains($0.start.hour) }
    if hours.isEmpty { return ready }
    let fresh = try await whole(hours.sorted(), of: series, with: recent)
    return (ready + Bucket.rolled(fresh, seconds: width.seconds)).sorted { $0.start < $1.start }
  }

  /// How many samples the hours of a span of whole hours hold; hours without are left out.
  func counts(of series: Series, in span: Range<Instant>) async throws -> [Instant: Int] {
    if span.isEmpty { return [:] }
    let recent = try await hot.samples(of: [series.number], in: span)[series.number] ?? []
    var counts = try await store.counts(of: series, in: span)
    let hours = Set(recent.map(\.at.hour)).sorted()
    for hour in FilledHour.split(try await whole(hours, of: series, with: recent), of: series) {
      counts[hour.hour] = hour.samples.count
    }
    return counts
  }

  private func whole(_ hours: [Instant], of series: Series, with recent: [Sample]) async throws -> [Sample] {
    let places = hours.map { SeriesHour(series: series.number, hour: $0) }
    let stored = try await store.samples(in: places)
    return places.flatMap { stored[$0] ?? [] }.merged(with: recent)
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
