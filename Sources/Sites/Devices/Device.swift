package import HTTP
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
  /// Whether some metric of it is.
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
