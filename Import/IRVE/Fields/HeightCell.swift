/// The height that a vehicle may have, where a text says so: `Hauteur maximale 2m`, `1m90`, `2.10 m`, `190 cm`, `3`.
enum HeightCell {
  /// Lower than any car, or higher than any bridge: not a height in metres.
  static func plausible(_ metres: Double) -> Float? { (1.4...6.5).contains(metres) ? Float(metres) : nil }

  static func metres(_ cell: Record.Cell) -> Float? {
    guard let start = cell.firstIndex(where: { $0 &- 48 < 10 }) else { return nil }
    // "-2 m" is the level below the street.
    if start > 0, cell[start - 1] == UInt8(ascii: "-") { return nil }
    guard let number = DecimalNumber(cell, from: start, comma: true) else { return nil }
    let rest = cell.part(number.end..<cell.count).trimmed
    let words = start > 0 ? FoldedWord(cell.part(0..<start)) : nil
    if let words, !words.isEmpty, !words.has("haut"), !words.has("max"), !words.begins("h") { return nil }
    return plausible(number.value, rest, number.hasComma || number.value != number.value.rounded())
  }

  private static func plausible(_ value: Double, _ rest: Record.Cell, _ hasFraction: Bool) -> Float? {
    if rest.isEmpty { return plausible(value) }
    if rest.count > 1, rest[0] | 0x20 == UInt8(ascii: "c"), rest[1] | 0x20 == UInt8(ascii: "m") {
      return plausible(value / 100)
    }
    guard rest[0] | 0x20 == UInt8(ascii: "m") else { return nil }
    guard rest.count > 1 else { return plausible(value) }
    // An area, or another word than metre.
    let isMetre = rest[1] < 0x41 || rest[1] | 0x20 == UInt8(ascii: "e") || rest.part(1..<rest.count).begins(with: "è")
    guard isMetre else { return nil }
    let digits = rest.dropFirst().prefix { $0 &- 48 < 10 }
    switch digits.count {
    case 0: return plausible(value)
    // "2m1" would be an area or a metre and ten; "1m090" nobody knows.
    case 2 where !hasFraction:
      let centimetres = Double(digits.reduce(0) { $0 * 10 + Int($1 - 48) })
      return plausible(value + centimetres / 100)
    default: return nil
    }
  }
}
