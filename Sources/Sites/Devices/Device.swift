package import HTTP
package import Postgres
import Resources
package import Runtime

/// Something that stands at a site and measures.
package struct Device: Codable, Sendable {
  package typealias ID = Identifier<Device>

  package let id: ID
  package let siteId: EnergySite.ID
  package let kind: DeviceKind
  package let name: String
  package let serial: String?
  package let metrics: [DeviceMetric]
  /// Whether one of its metrics has fallen silent, or nothing was ever heard of it.
  package let isStale: Bool
  package let _links: Links
}

/// What a device measures.
package struct DeviceMetric: Codable, Sendable {
  package struct Range: Codable, Sendable {
    package let min: Double
    package let max: Double
  }

  package let key: MetricKey
  package let unit: String
  package let range: Range
  package let period: MetricPeriod
  package let precision: Double
  package let type: MetricType
  package let latest: LatestValue?
}

/// The newest value that is known.
package struct LatestValue: Codable, Sendable {
  package let value: Double
  package let at: Instant
  package let receivedAt: Instant
  package let isStale: Bool
}

/// The id in a path below /api/devices.
package struct DevicePath: Decodable, Sendable {
  package let id: Device.ID
}

extension Device {
  /// A condition on `devices` as `d`: three periods of one of its metrics have passed without a value, or none ever came. A
  /// metric that never had any keeps nobody waiting where others have.
  package static func isStale(at now: Instant) -> SQL {
    """
    (select coalesce(bool_or(l.at < \(now) - make_interval(secs => 3 * m.period_seconds)), true)
      from device_metrics m left join metric_latest l on l.metric_id = m.id where m.device_id = d.id)
    """
  }
}
