/// A number at the beginning of a cell, with what stands behind it.
struct DecimalNumber {
  let value: Double
  let hasComma: Bool
  let hasExponent: Bool
  /// The place behind the number.
  let end: Int

  /// - Parameter comma: whether a comma may stand for the decimal point.
  init?(_ cell: Record.Cell, from start: Int = 0, comma: Bool) {
    var reader = DigitScan(cell: cell, place: start)
    let negative = reader.takeSign()
    reader.digits(fraction: false)
    var hasComma = false
    if let mark = reader.peek, mark == UInt8(ascii: ".") || (comma && mark == UInt8(ascii: ",")) {
      hasComma = mark == UInt8(ascii: ",")
      reader.place += 1
      reader.digits(fraction: true)
    }
    guard reader.digits > 0 else { return nil }
    let exponent = reader.exponent()
    self.hasComma = hasComma
    hasExponent = exponent != nil
    end = reader.place
    let size = Self.scaled(reader.mantissa, by: reader.scale + (exponent ?? 0))
    value = negative ? -size : size
  }

  /// Exact up to 15 digits and powers of 22, which is more than any cell says; a last bit beyond them.
  private static func scaled(_ mantissa: UInt64, by power: Int) -> Double {
    let number = Double(mantissa)
    if power == 0 || mantissa == 0 { return number }
    if power < 0 { return power >= -22 ? number / powers[-power] : number / powers[22] / powers[min(22, -power - 22)] }
    return power <= 22 ? number * powers[power] : .infinity
  }

  private static let powers: [Double] = (0...22).reduce(into: []) { list, _ in list.append((list.last ?? 0.1) * 10) }
}

private struct DigitScan {
  let cell: Record.Cell
  var place: Int
  var mantissa: UInt64 = 0
  var scale = 0
  var digits = 0

  init(cell: Record.Cell, place: Int) {
    self.cell = cell
    self.place = place
  }

  var peek: UInt8? { place < cell.count ? cell[place] : nil }

  mutating func takeSign() -> Bool {
    guard let sign = peek, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return false }
    place += 1
    return sign == UInt8(ascii: "-")
  }

  /// Digits beyond what a Double can tell apart are counted, not kept.
  @inline(__always)
  mutating func digits(fraction: Bool) {
    while place < cell.count {
      let digit = cell[place] &- 48
      guard digit < 10 else { return }
      if mantissa < 100_000_000_000_000_000 {
        mantissa = mantissa * 10 + UInt64(digit)
        if fraction { scale -= 1 }
      } else if !fraction {
        scale += 1
      }
      digits += 1
      place += 1
    }
  }

  mutating func exponent() -> Int? {
    guard let mark = peek, mark | 0x20 == UInt8(ascii: "e") else { return nil }
    var inner = DigitScan(cell: cell, place: place + 1)
    let negative = inner.takeSign()
    inner.digits(fraction: false)
    // "22 EUR" or "7E": a letter, no exponent.
    guard (1...3).contains(inner.digits) else { return nil }
    place = inner.place
    return negative ? -Int(inner.mantissa) : Int(inner.mantissa)
  }
}
