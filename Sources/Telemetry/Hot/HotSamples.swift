import Postgres
import Resources
import Runtime
import Sites

/// What has come in and is not in history yet: the hours of the ring, and what came late. It may be in history already as
/// well, in part: whoever reads both lets a moment count once.
struct HotSamples: Sendable {
  let database: Database
  let history: any HistoryStore
  let clock: WallClock
  let log: Log

  /// Read before history: what leaves here is there by then.
  func samples(of series: [SeriesNumber], in span: Range<Instant>) async throws -> [SeriesNumber: [Sample]] {
    let (from, to) = (span.lowerBound, span.upperBound)
    let rows = try await database.query(
      """
      select metric_id, at, value from (
        select * from samples_0 where metric_id = any(\(series)) and at >= \(from) and at < \(to) union all
        select * from samples_1 where metric_id = any(\(series)) and at >= \(from) and at < \(to) union all
        select * from samples_2 where metric_id = any(\(series)) and at >= \(from) and at < \(to) union all
        select * from late_samples where metric_id = any(\(series)) and at >= \(from) and at < \(to)
      ) hot order by metric_id, at
      """
    ) { row in (try row.next(SeriesNumber.self), Sample(at: try row.next(), value: try row.next())) }
    return Dictionary(grouping: rows) { $0.0 }.mapValues { rows in [].merged(with: rows.map(\.1)) }
  }

  func series(_ numbers: [SeriesNumber]) async throws -> [SeriesNumber: Series] {
    let found = try await database.query(
      "select m.id, m.device_id, m.key, m.period_seconds, m.precision from device_metrics m where m.id = any(\(numbers))"
    ) { row in try Series(&row) }
    return Dictionary(found.map { ($0.number, $0) }) { first, _ in first }
  }

  /// One server at a time writes history.
  func alone(_ body: (Transaction) async throws -> Void) async throws {
    try await database.transaction(timeout: .seconds(600), attempts: 1) { guardian in
      let isFree = try await guardian.first(
        "select pg_try_advisory_xact_lock(hashtextextended('telemetry history', 0))"
      ) {
        try $0.next(Bool.self)
      }
      if isFree == true { try await body(guardian) }
    }
  }
}

extension Series {
  /// m.id, m.device_id, m.key, m.period_seconds, m.precision
  init(_ row: inout Row) throws {
    self.init(
      number: try row.next(), device: try row.next(), key: try row.word(),
      period: MetricPeriod(seconds: Int(try row.next(Int32.self))), precision: Precision(try row.next()))
  }
}
