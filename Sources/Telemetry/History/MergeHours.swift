import Postgres
import Runtime

/// One writer at a time: whoever merges holds the lock that `HotSamples` takes first.
extension StoredHistory {
  private struct Row {
    let place: SeriesHour
    let count: Int
    let samples: [UInt8]
    let hour: Bucket
    let precision: Precision
    let isGrowing: Bool
  }

  func merge(_ hours: [FilledHour]) async throws {
    if hours.isEmpty { return }
    try await makeMonths(hours.map(\.hour))
    let known = try await known(hours.map(\.place))
    var rows: [Row] = []
    for hour in hours {
      let row = try Self.row(hour, known[hour.place])
      if let row { rows.append(row) }
    }
    if rows.isEmpty { return }
    try await write(rows)
  }

  private func known(_ places: [SeriesHour]) async throws -> [SeriesHour: [UInt8]] {
    let rows = try await database.query(
      """
      select h.metric_id, h.hour, h.samples
      from unnest(\(places.map(\.series)), \(places.map(\.hour))) as wanted(metric_id, hour)
        join metric_hours h on h.metric_id = wanted.metric_id and h.hour = wanted.hour
      """
    ) { row in (SeriesHour(series: try row.next(), hour: try row.next()), try row.next([UInt8].self)) }
    return Dictionary(rows) { first, _ in first }
  }

  /// Nil where nothing is new. What was kept to a finer step stays so.
  private static func row(_ hour: FilledHour, _ known: [UInt8]?) throws -> Row? {
    let before = try known.map { try PackedHour.unpack($0, of: hour.hour) } ?? []
    let samples = before.merged(with: hour.samples)
    guard samples.count > before.count, let first = samples.first else { return nil }
    let precision = hour.series.precision
    let kept = try known.map { try PackedHour.precision(of: $0) } ?? precision
    let finer = kept.step < precision.step ? kept : precision
    let whole = Bucket.rolled(samples, seconds: BucketWidth.hours.seconds)
    return Row(
      place: hour.place, count: samples.count, samples: PackedHour.pack(samples, of: hour.hour, to: finer),
      hour: whole.first ?? Bucket(start: hour.hour, first), precision: finer, isGrowing: hour.series.isCounter)
  }

  private func write(_ rows: [Row]) async throws {
    let rows = rows.sorted { $0.place < $1.place }
    try await database.transaction(timeout: .seconds(60)) { transaction in
      try await transaction.execute(
        """
        insert into metric_hours (metric_id, hour, count, samples)
        select * from unnest(\(rows.map(\.place.series)), \(rows.map(\.place.hour)), \(rows.map { Int32($0.count) }),
          \(rows.map(\.samples)))
        on conflict (metric_id, hour) do update set count = excluded.count, samples = excluded.samples
        """)
      try await writeDays(rows, in: transaction)
    }
  }

  private struct Day: Hashable {
    let series: SeriesNumber
    let day: CivilDay
  }

  private func writeDays(_ rows: [Row], in transaction: Transaction) async throws {
    let changed = Dictionary(grouping: rows) { Day(series: $0.place.series, day: $0.place.hour.day) }
    let days = changed.keys.sorted { ($0.series, $0.day) < ($1.series, $1.day) }
    let known = try await transaction.query(
      """
      select d.metric_id, d.day, d.hours from unnest(\(days.map(\.series)), \(days.map(\.day))) as wanted(metric_id, day)
        join metric_days d on d.metric_id = wanted.metric_id and d.day = wanted.day
      """
    ) { row in (Day(series: try row.next(), day: try row.next()), try row.next([UInt8].self)) }
    let before = Dictionary(known) { first, _ in first }
    let hours = try days.map { day in try Self.hours(of: day, before[day], changed[day] ?? []) }
    try await transaction.execute(
      """
      insert into metric_days (metric_id, day, hours)
      select * from unnest(\(days.map(\.series)), \(days.map(\.day)), \(hours))
      on conflict (metric_id, day) do update set hours = excluded.hours
      """)
  }

  private static func hours(of day: Day, _ before: [UInt8]?, _ changed: [Row]) throws -> [UInt8] {
    let start = day.day.start
    var precision = changed[0].precision
    var buckets: [Bucket] = []
    if let before {
      let kept = try PackedBuckets.precision(of: before)
      if kept.step < precision.step { precision = kept }
      let starts = Set(changed.map(\.place.hour))
      buckets = try PackedBuckets.unpack(before, from: start, seconds: BucketWidth.hours.seconds)
        .filter { !starts.contains($0.start) }
    }
    for row in changed where row.precision.step < precision.step { precision = row.precision }
    buckets = (buckets + changed.map(\.hour)).sorted { $0.start < $1.start }
    return PackedBuckets.pack(
      buckets, from: start, seconds: BucketWidth.hours.seconds, to: precision, growing: changed[0].isGrowing)
  }
}
