/// True or false in any of the words that files have for them.
enum BooleanCell {
  case empty
  /// As the schema's own kind of boolean may be written: true, True, TRUE, false...
  case plain(Bool)
  /// 1, 0, VRAI, oui, no...
  case spelled(Bool)
  case unknown

  @inline(__always)
  init(_ cell: Record.Cell) {
    switch cell.count {
    case 0: self = .empty
    case 4 where Self.word(cell) == Self.asTrue: self = .plain(true)
    case 5 where Self.word(cell) == Self.asFals && cell[4] | 0x20 == UInt8(ascii: "e"): self = .plain(false)
    default: self = Self.rare(cell)
    }
  }

  private static let asTrue = UInt32(littleEndian: 0x6575_7274)
  private static let asFals = UInt32(littleEndian: 0x736C_6166)

  /// Its first four bytes with small letters.
  @inline(__always)
  private static func word(_ cell: Record.Cell) -> UInt32 {
    UInt32(littleEndian: cell.loadUnaligned(as: UInt32.self)) | 0x2020_2020
  }

  private static func rare(_ cell: Record.Cell) -> BooleanCell {
    if cell == "1" { return .spelled(true) }
    if cell == "0" { return .spelled(false) }
    switch String(decoding: folded(cell), as: UTF8.self) {
    case "true", "vrai", "oui", "yes", "o", "y", "t", "v", "10", "x": return .spelled(true)
    case "false", "faux", "non", "no", "n", "f", "00": return .spelled(false)
    default: return TextCell.isNothing(cell) ? .empty : .unknown
    }
  }
}
