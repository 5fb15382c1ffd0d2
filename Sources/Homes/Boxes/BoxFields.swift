import HTTP
import Resources

typealias BoxName = CheckedText<BoxNameRule>

enum BoxNameRule: LengthRule {
  static let longest = 100
  static let controls = ControlCharacters.none
  static let sample = "Tableau électrique"
}

/// What a relay switches, in W.
typealias DeclaredPower = BoundedNumber<DeclaredPowerRule>

enum DeclaredPowerRule: NumberRule {
  static let bounds = Bounds(1...36_000)
  static let sample = 2000
}

/// The ids in a path below /api/homes/{id}/boxes.
struct BoxPath: Decodable, Sendable {
  let id: Home.ID
  let boxId: Box.ID
}
