import HTTP

/// The colours of charts by what they stand for: a theme says how each looks.
package enum Ink: CaseIterable, Sendable {
  case text, quiet, line
  case accent, second, third
  case nuclear, hydro, wind, solar, gas, coal, oil, bioenergy, exchange, storage
  case warning, gap
}

package enum Theme: String, CaseIterable, Field, Sendable { case light, dark }

struct Colour: Equatable, Sendable {
  let red, green, blue: UInt8

  init(_ rgb: UInt32) {
    (red, green, blue) = (UInt8(rgb >> 16 & 255), UInt8(rgb >> 8 & 255), UInt8(rgb & 255))
  }

  /// `#0b7a53`
  var text: String { "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  /// A part of the way to another.
  func mixed(with other: Colour, _ share: Double) -> Colour {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt32 {
      UInt32((Double(from) + (Double(to) - Double(from)) * min(1, max(0, share))).rounded())
    }
    return Colour(mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue))
  }
}

extension Theme {
  /// A colour as pale as a share of the greatest value: the least is still seen beside the paper.
  func colour(_ ink: Ink, shade: Double) -> Colour { paper.mixed(with: colour(ink), 0.16 + 0.84 * shade) }

  var paper: Colour { Colour(self == .light ? 0xFFFFFF : 0x18211D) }

  func colour(_ ink: Ink) -> Colour {
    let (light, dark): (UInt32, UInt32) =
      switch ink {
      case .text: (0x14201B, 0xECF3EF)
      case .quiet: (0x52625B, 0xA3B3AB)
      case .line: (0xDDE5E1, 0x2B3832)
      case .accent: (0x0B7A53, 0x4FD1A0)
      case .second: (0x2F5DAA, 0x8FB8FF)
      case .third: (0x9A4B00, 0xFFB571)
      case .nuclear: (0xB58700, 0xE7B928)
      case .hydro: (0x2A75BB, 0x5FA8E8)
      case .wind: (0x379988, 0x6ED3C1)
      case .solar: (0xDE6B20, 0xFF9D5C)
      case .gas: (0xC4473A, 0xF07F73)
      case .coal: (0x6B4A3A, 0xB08D7C)
      case .oil: (0x7D4E9E, 0xB98BDB)
      case .bioenergy: (0x4C8C2B, 0x8CCB68)
      case .exchange: (0x7A8A83, 0x8E9D96)
      case .storage: (0x3E4FA3, 0x8C9BF0)
      case .warning: (0xB3261E, 0xFF8A80)
      case .gap: (0xEEF2F0, 0x222C27)
      }
    return Colour(self == .light ? light : dark)
  }
}
