import HTTP
package import Resources
import Runtime

/// What people call a site or a device, on one line.
package typealias ThingName = CheckedText<ThingNameRule>

package enum ThingNameRule: LengthRule {
  package static let longest = 100
  package static let controls = ControlCharacters.none
  package static let sample = "Atelier"
}

/// The number that a maker gave a device.
package typealias SerialNumber = CheckedText<SerialNumberRule>

package enum SerialNumberRule: LengthRule {
  package static let longest = 100
  package static let controls = ControlCharacters.none
  package static let sample = "SN-0042"
}

typealias Latitude = BoundedNumber<LatitudeRule>
typealias Longitude = BoundedNumber<LongitudeRule>

enum LatitudeRule: NumberRule {
  static let bounds = Bounds(-90.0...90)
  static let sample = 48.8566
}

enum LongitudeRule: NumberRule {
  static let bounds = Bounds(-180.0...180)
  static let sample = 2.3522
}

struct WantedLocation: Decodable, Sendable {
  let lat: Latitude
  let lon: Longitude
}

/// The name of a region of the time zone database, such as `Europe/Paris`.
typealias ZoneName = CheckedText<ZoneNameRule>

enum ZoneNameRule: TextRule {
  static let schema: Schema = ["type": "string", "maxLength": 63]
  static let sample = "Europe/Paris"

  static func read(_ text: String) throws(FieldFault) -> String {
    let isRegion = text == "UTC" || text.contains("/") && !["posix/", "right/"].contains { text.hasPrefix($0) }
    guard isRegion, Zone.named(text) != nil else {
      throw FieldFault(
        "unknown-zone", fr: "Il faut le nom d'un fuseau horaire, par exemple Europe/Paris.",
        en: "This must be the name of a time zone, such as Europe/Paris.")
    }
    return text
  }
}
