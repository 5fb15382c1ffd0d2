import Postgres
import Resources
package import Runtime
package import Sites

extension TelemetryFeature {
  package typealias Value = (key: MetricKey, at: Instant, value: Double)

  /// Samples that the program itself has of a device; what is not fit is left out.
  package func tell(_ values: [Value], of id: Device.ID) async throws {
    guard let device = try await devices.lookUp(id) else { return }
    let sent = values.map { SentSample.read(metric: $0.key.rawValue, at: .at($0.at), value: $0.value) }
    let checked = CheckedSamples(sent, of: device, at: clock.now)
    _ = try await submit(Submission(device: device, key: nil, samples: checked.fit))
  }

  /// The newest value of each metric of a device.
  package func newest(of id: Device.ID) async throws -> [MetricKey: (at: Instant, value: Double)] {
    let rows = try await database.query(
      """
      select m.key, l.at, l.value from device_metrics m join metric_latest l on l.metric_id = m.id
      where m.device_id = \(id)
      """
    ) { row in (key: try row.word(MetricKey.self), at: try row.next(Instant.self), value: try row.next(Double.self)) }
    return Dictionary(rows.map { ($0.key, ($0.at, $0.value)) }) { first, _ in first }
  }
}
