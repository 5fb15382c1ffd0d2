import Postgres
import Runtime

/// Months that are over 13 months old go, and what belonged to devices that are no more.
extension HotSamples {
  static let kept = Duration.seconds(396 * 86_400)

  func sweep() async throws {
    let now = clock.now
    try await history.keep(from: now - Self.kept, to: now)
    let gone = try await database.query("select metric_id from gone_metrics limit 1000") {
      try $0.next(SeriesNumber.self)
    }
    if gone.isEmpty { return }
    try await history.forget(gone)
    try await database.transaction { transaction in
      try await transaction.execute("delete from late_samples where metric_id = any(\(gone))")
      try await transaction.execute("delete from gone_metrics where metric_id = any(\(gone))")
    }
  }
}
