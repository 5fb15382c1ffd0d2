/// RFC 4648, and only its canonical form: what decodes encodes back to the same text, so that a token has one spelling.
package enum Base64: Sendable {
  /// The alphabet of URLs, never padded.
  case url
  /// The usual alphabet, always padded.
  case standard

  package func encode(_ bytes: [UInt8]) -> String {
    let digits = self == .url ? Self.urlDigits : Self.standardDigits
    return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
      var length = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0...group.count {
          text[length] = digits[bits >> (18 - 6 * place) & 63]
          length += 1
        }
        if self == .standard {
          for _ in group.count..<3 {
            text[length] = UInt8(ascii: "=")
            length += 1
          }
        }
      }
      return length
    }
  }

  /// nil for anything that `encode` would not have written.
  package func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var digits = Array(text)
    if self == .standard {
      guard digits.count.isMultiple(of: 4) else { return nil }
      for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    }
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var bits = 0
    var held = 0
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      bits = bits << 6 | value
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> held))
        bits &= 1 << held - 1
      }
    }
    // Bits left over belong to no byte: were they free, one value would have several texts.
    return bits == 0 ? bytes : nil
  }

  private static let standardDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private func value(of digit: UInt8) -> Int? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) + 4
    case UInt8(ascii: self == .url ? "-" : "+"): 62
    case UInt8(ascii: self == .url ? "_" : "/"): 63
    default: nil
    }
  }
}
