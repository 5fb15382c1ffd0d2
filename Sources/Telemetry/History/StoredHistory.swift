import Postgres
import Runtime

/// History in PostgreSQL: a row a series and hour with its samples packed, and one a series and day with its hours.
/// Five minutes are rolled out of the samples when they are read: kept ready, they would take more than the samples of a device
/// that sends once a minute.
struct StoredHistory: HistoryStore {
  let database: Database

  func samples(of series: Series, in span: Range<Instant>) async throws -> [Sample] {
    let rows = try await database.query(
      """
      select hour, samples from metric_hours
      where metric_id = \(series.number) and hour >= \(span.lowerBound.hour) and hour < \(span.upperBound) order by hour
      """
    ) { row in try PackedHour.unpack(of: row.next(), row.next()) }
    return rows.flatMap { $0 }.filter { span.contains($0.at) }
  }

  func samples(in hours: [SeriesHour]) async throws -> [SeriesHour: [Sample]] {
    if hours.isEmpty { return [:] }
    let rows = try await database.query(
      """
      select h.metric_id, h.hour, h.samples
      from unnest(\(hours.map(\.series)), \(hours.map(\.hour))) as wanted(metric_id, hour)
        join metric_hours h on h.metric_id = wanted.metric_id and h.hour = wanted.hour
      """
    ) { row in
      let place = SeriesHour(series: try row.next(), hour: try row.next())
      return (place, try PackedHour.unpack(of: place.hour, row.next()))
    }
    return Dictionary(rows) { first, _ in first }
  }

  func buckets(of series: Series, in span: Range<Instant>, _ width: BucketWidth) async throws -> [Bucket] {
    switch width {
    case .fives: Bucket.rolled(try await samples(of: series, in: span), seconds: width.seconds)
    case .hours: try await hours(of: series, in: span).flatMap { $0 }.filter { span.contains($0.start) }
    }
  }

  func counts(of series: Series, in span: Range<Instant>) async throws -> [Instant: Int] {
    let hours = try await hours(of: series, in: span).flatMap { $0 }.filter { span.contains($0.start) }
    return Dictionary(hours.map { ($0.start, $0.count) }) { first, _ in first }
  }

  private func hours(of series: Series, in span: Range<Instant>) async throws -> [[Bucket]] {
    try await database.query(
      """
      select day, hours from metric_days
      where metric_id = \(series.number) and day between \(span.lowerBound.day) and \(span.upperBound.day) order by day
      """
    ) { row in
      let start = try row.next(CivilDay.self).start
      return try PackedBuckets.unpack(row.next(), from: start, seconds: BucketWidth.hours.seconds)
    }
  }

  func last(of series: Series, before hour: Instant) async throws -> Sample? {
    let rows = try await database.query(
      """
      select day, hours from metric_days
      where metric_id = \(series.number) and day between \(hour.day.adding(-31)) and \(hour.day) order by day desc limit 2
      """
    ) { row in
      let start = try row.next(CivilDay.self).start
      return try PackedBuckets.unpack(row.next(), from: start, seconds: BucketWidth.hours.seconds)
    }
    let newest = rows.lazy.compactMap { buckets in buckets.last { $0.start < hour } }.first
    return newest.map { Sample(at: $0.start, value: $0.last) }
  }

  func forget(_ series: [SeriesNumber]) async throws {
    try await database.transaction(timeout: .seconds(120)) { transaction in
      try await transaction.execute("delete from metric_hours where metric_id = any(\(series))")
      try await transaction.execute("delete from metric_days where metric_id = any(\(series))")
    }
  }

  func keep(from oldest: Instant, to now: Instant) async throws {
    try await database.execute("select drop_history_months(\(oldest.day))")
    try await makeMonths([now, now + .seconds(31 * 86_400)])
  }

  func makeMonths(_ moments: [Instant]) async throws {
    let months = Set(moments.map { CivilDay(year: $0.day.year, month: $0.day.month, day: 1) })
    try await database.execute("select make_history_month(day) from unnest(\(months.sorted())) as day")
  }
}

extension PackedHour {
  fileprivate static func unpack(of hour: Instant, _ bytes: [UInt8]) throws -> [Sample] {
    try unpack(bytes, of: hour)
  }
}

extension Instant {
  /// By UTC.
  var day: CivilDay { CivilDay(daysSince1970: Int(seconds.flooredQuotient(by: 86_400))) }
}

extension CivilDay {
  var start: Instant { Instant(seconds: Int64(daysSince1970) * 86_400) }
}
