/// Numbers that look random and follow from a house, a matter and a number (SplitMix64's mixing).
struct Draw: Sendable, Equatable {
  enum Matter: UInt64, Sendable {
    case serial, heating, people, panels, ripple, walls, tank, cooking, fridge, washing, absence, clouds, car, place,
      start
  }

  private let house: UInt64

  init(_ digits: [UInt8], seed: UInt64) {
    house = digits.reduce(seed &* 0x9E37_79B9_7F4A_7C15 ^ 0x57A7_7501) { Draw.mixed($0 &* 131 &+ UInt64($1)) }
  }

  /// The same for all houses: the weather.
  static let everywhere = Draw([], seed: 0)

  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  private func bits(_ matter: Matter, _ number: Int) -> UInt64 {
    Draw.mixed(house ^ matter.rawValue &* 0xD6E8_FEB8_6659_FD93 ^ Draw.mixed(UInt64(bitPattern: Int64(number))))
  }

  /// From 0 to 1.
  func share(_ matter: Matter, _ number: Int) -> Double { Double(bits(matter, number) >> 11) / Double(1 << 53) }

  func whole(_ matter: Matter, _ number: Int, below limit: Int) -> Int {
    Int(bits(matter, number) % UInt64(max(1, limit)))
  }

  /// From 0 to 1, without jumps: `position` 2.5 lies between the drawn values of 2 and 3.
  func smooth(_ matter: Matter, _ position: Double) -> Double {
    let below = position.rounded(.down)
    let part = position - below
    let weight = part * part * (3 - 2 * part)
    return share(matter, Int(below)) * (1 - weight) + share(matter, Int(below) + 1) * weight
  }
}
