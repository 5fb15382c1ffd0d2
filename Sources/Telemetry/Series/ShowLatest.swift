import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// GET /api/devices/{id}/metrics/{key}: the newest value, by the time of samples.
struct MetricLatest: Codable, Sendable {
  let deviceId: Device.ID
  let key: MetricKey
  /// Null before the first sample.
  let value: Double?
  let unit: String
  let at: Instant?
  let receivedAt: Instant?
  /// Nothing new for three of its periods.
  let isStale: Bool
  let _links: Links
}

struct MetricPath: Decodable, Sendable {
  let id: Device.ID
  let key: MetricKey
}

extension MetricLatest {
  /// The columns of a metric `m` and its `l` of metric_latest.
  static let columns: SQL = "m.device_id, m.key, m.period_seconds, l.value, l.at, l.received_at"

  init(_ row: inout Row, at now: Instant) throws {
    let (device, key) = (try row.next(Device.ID.self), try row.word(MetricKey.self))
    let period = MetricPeriod(seconds: Int(try row.next(Int32.self)))
    let (value, at) = (try row.next(Double?.self), try row.next(Instant?.self))
    let path = "/api/devices/\(device)/metrics/\(key.rawValue)"
    self.init(
      deviceId: device, key: key, value: value, unit: key.metric.unit, at: at, receivedAt: try row.next(),
      isStale: at.map { now - $0 > period.patience } ?? true,
      _links: Links().adding("self", path).adding("series", path + "/series{?from,to,resolution}")
        .adding("device", "/api/devices/\(device)"))
  }
}

extension TelemetryFeature {
  func showLatest(_ call: Call<MetricPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let found = try await database.readFirst(
      """
      select \(sql: MetricLatest.columns) from device_metrics m join devices d on d.id = m.device_id
        \(sql: SiteAccess.join(driver, site: "d.site_id")) left join metric_latest l on l.metric_id = m.id
      where m.device_id = \(call.path.id) and m.key = \(call.path.key.rawValue)
      """
    ) { row in try MetricLatest(&row, at: clock.now) }
    guard let found else { throw Problem(.notFound) }
    return try .json(found)
  }
}
