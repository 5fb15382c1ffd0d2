import Runtime

/// Where samples are kept once their hour is over. PostgreSQL does it, or VictoriaMetrics beyond one machine; what came in
/// within the last hours, or late, lies in PostgreSQL in either case until it is in here.
protocol HistoryStore: Sendable {
  /// Adds what is not there yet: the first value of a moment stays. Doing it again changes nothing.
  func merge(_ hours: [FilledHour]) async throws

  func samples(of series: Series, in span: Range<Instant>) async throws -> [Sample]

  /// Those of whole hours.
  func samples(in hours: [SeriesHour]) async throws -> [SeriesHour: [Sample]]

  /// Of a span of whole hours.
  func buckets(of series: Series, in span: Range<Instant>, _ width: BucketWidth) async throws -> [Bucket]

  /// How many samples the hours of a span of whole hours hold; hours without are left out.
  func counts(of series: Series, in span: Range<Instant>) async throws -> [Instant: Int]

  /// The newest value before an hour, looked for in the month before it; of its time the hour is right.
  func last(of series: Series, before hour: Instant) async throws -> Sample?

  func forget(_ series: [SeriesNumber]) async throws

  /// Makes room for what is to come, and lets go of what is older.
  func keep(from oldest: Instant, to now: Instant) async throws
}

/// Samples of one series and hour, in the order of time.
struct FilledHour: Sendable {
  let series: Series
  let hour: Instant
  let samples: [Sample]

  var place: SeriesHour { SeriesHour(series: series.number, hour: hour) }
}

/// The buckets that history gives.
enum BucketWidth: Int64, Sendable {
  case fives = 300
  case hours = 3600

  var seconds: Int64 { rawValue }
}

extension FilledHour {
  /// Samples in the order of time, an hour each.
  static func split(_ samples: [Sample], of series: Series) -> [FilledHour] {
    var hours: [FilledHour] = []
    var start = samples.startIndex
    while start < samples.endIndex {
      let hour = samples[start].at.hour
      let end = samples[start...].firstIndex { $0.at.hour != hour } ?? samples.endIndex
      hours.append(FilledHour(series: series, hour: hour, samples: Array(samples[start..<end])))
      start = end
    }
    return hours
  }
}
