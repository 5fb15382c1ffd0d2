/// An exact decimal number, `units` / 10^`scale`: a numeric column without rounding. What needs more than 38 digits, and
/// NaN and the infinities, do not fit and are refused.
package struct Decimal: Hashable, Sendable, CustomStringConvertible {
  package let units: Int128
  package let scale: Int

  package init(units: Int128, scale: Int = 0) {
    self.units = units
    self.scale = max(0, scale)
  }

  package var description: String {
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    let sign = units < 0 ? "-" : ""
    return scale == 0 ? sign + padded : "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }

  package var double: Double { Double(description) ?? .nan }
}

/// The layout of numeric: how many digits to base 10 000, the power of the first, the sign, how many decimals are shown,
/// then the digits.
extension Decimal: Column, ArrayElement {
  private static let negative: UInt16 = 0x4000

  package static var type: SQLType { .numeric }

  package static func decode(_ cell: Cell) -> Decimal? {
    guard let count: Int16 = cell.integer(at: 0), let weight: Int16 = cell.integer(at: 2),
      let sign: UInt16 = cell.integer(at: 4), let scale: UInt16 = cell.integer(at: 6),
      count >= 0, cell.bytes.count == 8 + 2 * Int(count), sign == 0 || sign == negative
    else { return nil }
    var units: Int128 = 0
    for index in 0..<Int(count) {
      guard let digit: Int16 = cell.integer(at: 8 + 2 * index),
        let part = scaled(Int128(digit), byPowerOfTen: 4 * (Int(weight) - index) + Int(scale))
      else { return nil }
      let (sum, overflow) = units.addingReportingOverflow(part)
      if overflow { return nil }
      units = sum
    }
    return Decimal(units: sign == negative ? -units : units, scale: Int(scale))
  }

  /// Nil when digits would be lost on either side.
  private static func scaled(_ value: Int128, byPowerOfTen power: Int) -> Int128? {
    var value = value
    for _ in 0..<abs(power) where value != 0 {
      if power > 0 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        value = product
      } else {
        guard value % 10 == 0 else { return nil }
        value /= 10
      }
    }
    return value
  }

  package func encode(into writer: inout BinaryWriter) {
    // numeric shows at most 16 383 decimals.
    if scale > 16_383 { writer.refuse("a decimal number with more than 16383 decimals") }
    // The digits to base 10 000 must meet at the decimal point, so the units are first shifted to a multiple of four.
    var rest = units.magnitude
    var digits: [UInt16] = []
    var low = scale % 4
    if low != 0 {
      let divisor = [1, 10, 100, 1000][low]
      digits.append(UInt16(rest % UInt128(divisor)) * UInt16(10_000 / divisor))
      rest /= UInt128(divisor)
      low = 1
    }
    while rest > 0 {
      digits.append(UInt16(rest % 10_000))
      rest /= 10_000
    }
    let fractionDigits = scale / 4 + low
    writer.append(Int16(truncatingIfNeeded: digits.count))
    writer.append(Int16(truncatingIfNeeded: digits.count - fractionDigits - 1))
    writer.append(units < 0 ? Self.negative : 0)
    writer.append(UInt16(truncatingIfNeeded: scale))
    for digit in digits.reversed() { writer.append(digit) }
  }
}
