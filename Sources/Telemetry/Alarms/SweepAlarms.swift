import Postgres
import Runtime

extension TelemetryFeature {
  /// As long as those of bookings.
  static let noticesKept = Duration.seconds(90 * 86_400)

  /// What was told of alarms long ago. Whether one is raised stands elsewhere.
  func sweepAlarms() async throws {
    try await database.execute("delete from alarm_notices where created_at < \(clock.now - Self.noticesKept)")
  }
}
