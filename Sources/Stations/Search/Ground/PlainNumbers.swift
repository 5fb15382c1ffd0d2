/// A number as most are written: digits, and perhaps a point between them.
private struct PlainNumber {
  private var isNegative = false
  private var whole = 0
  private var digits = 0
  private var decimals: Int?

  /// False for what is no such number, so far.
  mutating func take(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57:
      whole = whole * 10 + Int(byte - 48)
      digits += 1
      decimals = decimals.map { $0 + 1 }
      return digits <= 15
    case UInt8(ascii: "."):
      defer { decimals = 0 }
      return decimals == nil && digits > 0
    case UInt8(ascii: "-"):
      defer { isNegative = true }
      return !isNegative && digits == 0
    default: return false
    }
  }

  /// The double that is nearest: both sides of the division are exact.
  var value: Double? {
    guard digits > 0, decimals != 0 else { return nil }
    let value = Double(whole) / Self.powers[decimals ?? 0]
    return isNegative ? -value : value
  }

  private static let powers = (0...15).map { power in (0..<power).reduce(1.0) { product, _ in product * 10 } }
}

extension Double {
  /// The numbers between commas; nil where one of them is written in another way.
  static func plain(in text: String) -> [Double]? {
    var numbers: [Double] = []
    numbers.reserveCapacity(4)
    var next = PlainNumber()
    for byte in text.utf8 {
      if byte != UInt8(ascii: ",") {
        guard next.take(byte) else { return nil }
        continue
      }
      guard let value = next.value else { return nil }
      numbers.append(value)
      next = PlainNumber()
    }
    guard let value = next.value else { return nil }
    return numbers + [value]
  }
}
