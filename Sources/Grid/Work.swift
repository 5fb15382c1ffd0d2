import HTTP
import Postgres
import Runtime

extension GridFeature {
  var work: [BackgroundWork] {
    [BackgroundWork("grid forecasts", every: .seconds(60)) { try await issueWhenDue() }]
  }

  /// Once an hour over all instances; the first to see that it is time does it.
  func issueWhenDue() async throws {
    let now = clock.now
    if hasDemonstration { try await Demonstration.fill(database, at: now) }
    if try await isIssued(since: now, in: database) { return }
    try await database.transaction { transaction in
      _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('grid-forecasts', 0))")
      if try await isIssued(since: now, in: transaction) { return }
      try await Forecasting.issue(at: now, in: transaction)
    }
  }

  private func isIssued(since now: Instant, in database: some Querying) async throws -> Bool {
    let found = try await database.first(
      """
      select exists (select from grid_forecasts where issued_at >= \(now.roundedDown(to: 3600)))
        or not exists (select from grid_readings where perimeter = 'france')
      """
    ) { row in try row.next(Bool.self) }
    return found ?? true
  }
}
