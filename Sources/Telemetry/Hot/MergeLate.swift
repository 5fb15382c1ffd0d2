import Postgres
import Runtime

/// What came later than the ring holds goes into history soon after. Until then reads find it where it waits.
extension HotSamples {
  private static let atOnce = 20_000

  func mergeLate() async throws {
    let isDue = try await database.first("select exists (select from late_samples)") { try $0.next(Bool.self) }
    guard isDue == true else { return }
    try await alone { _ in
      while try await mergeSome() == Self.atOnce {}
    }
  }

  private func mergeSome() async throws -> Int {
    let rows = try await database.query(
      "select metric_id, at, value from late_samples order by metric_id, at limit \(Self.atOnce)"
    ) { row in (try row.next(SeriesNumber.self), Sample(at: try row.next(), value: try row.next())) }
    let samples = Dictionary(grouping: rows) { $0.0 }
    let known = try await series(Array(samples.keys))
    let hours = known.values.flatMap { series in
      FilledHour.split((samples[series.number] ?? []).map(\.1), of: series)
    }
    for part in hours.chunks(of: 500) { try await history.merge(part) }
    try await database.execute(
      """
      delete from late_samples l using unnest(\(rows.map(\.0)), \(rows.map(\.1.at))) as done(metric_id, at)
      where l.metric_id = done.metric_id and l.at = done.at
      """)
    return rows.count
  }
}
