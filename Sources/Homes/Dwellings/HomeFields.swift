import HTTP
import Resources

typealias HomeName = CheckedText<HomeNameRule>

enum HomeNameRule: LengthRule {
  static let longest = 100
  static let controls = ControlCharacters.none
  static let sample = "Chez nous"
}

package enum Heating: String, CaseIterable, Field, Sendable {
  case electric, heatPump, gas, oil, wood, district, other
}

/// Who lives there: teens are 14 and older, children younger.
package struct HomePeople: Codable, Sendable, Equatable {
  package let adults: Int
  package let teens: Int
  package let children: Int
}

/// The same as somebody says it.
struct GivenPeople: Decodable, Sendable {
  let adults: AdultCount
  let teens: ChildCount?
  let children: ChildCount?
}

typealias AdultCount = BoundedNumber<AdultCountRule>

enum AdultCountRule: NumberRule {
  static let bounds = Bounds(1...30)
  static let sample = 2
}

typealias ChildCount = BoundedNumber<ChildCountRule>

enum ChildCountRule: NumberRule {
  static let bounds = Bounds(0...30)
  static let sample = 1
}

/// What the contract with the supplier lets through at once.
typealias SubscribedPower = BoundedNumber<SubscribedPowerRule>

enum SubscribedPowerRule: NumberRule {
  static let bounds = Bounds(1...1_000_000)
  static let sample = 6000
}
