package import HTTP
import Resources
package import Runtime

/// A place that people look after together.
package struct EnergySite: Codable, Sendable {
  package typealias ID = Identifier<EnergySite>

  package struct Location: Codable, Sendable {
    package let lat: Double
    package let lon: Double
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
  /// What whoever asks is there; null for an administrator who is none of its people.
  package let role: PersonRole?
  package let devices: DeviceTotals
  /// It does not exist, and whoever is signed in may look at it.
  package let demonstration: Bool
  package let createdAt: Instant
  package let _links: Links
}

/// The id in a path below /api/sites.
package struct SitePath: Decodable, Sendable {
  package let id: EnergySite.ID
}
