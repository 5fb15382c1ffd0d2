package import HTTP
import Postgres
import Resources
package import Runtime

/// A place that people look after together.
package struct EnergySite: Codable, Sendable {
  package typealias ID = Identifier<EnergySite>

  package struct Location: Codable, Sendable {
    package let lat: Latitude
    package let lon: Longitude
  }

  /// How many devices stand there, how many of them have fallen silent and how many have something to report.
  package struct DeviceTotals: Codable, Sendable {
    package let total: Int
    package let stale: Int
    package let alarm: Int
  }

  package let id: ID
  package let name: String
  package let location: Location?
  package let timeZone: String
  package let role: SiteRole
  package let devices: DeviceTotals
  package let createdAt: Instant
  package let _links: Links
}

package typealias Latitude = BoundedNumber<SiteLatitudeRule>
package typealias Longitude = BoundedNumber<SiteLongitudeRule>

package enum SiteLatitudeRule: NumberRule {
  package static let bounds = Bounds(-90.0...90)
  package static let sample = 48.8566
}

package enum SiteLongitudeRule: NumberRule {
  package static let bounds = Bounds(-180.0...180)
  package static let sample = 2.3522
}
