/// Words that say that there is nothing.
enum TextCell {
  static func isNothing(_ cell: Record.Cell) -> Bool {
    guard let first = cell.first else { return true }
    guard cell.count <= 20 else { return false }
    switch first {
    case UInt8(ascii: "n"), UInt8(ascii: "N"): return beginningWithN.contains { spells(cell, $0) }
    case UInt8(ascii: "i"), UInt8(ascii: "I"): return spells(cell, "inconnu")
    case UInt8(ascii: "s"), UInt8(ascii: "S"): return spells(cell, "sansobjet")
    case UInt8(ascii: "u"), UInt8(ascii: "U"): return spells(cell, "undefined") || spells(cell, "unknown")
    case UInt8(ascii: "v"), UInt8(ascii: "V"): return spells(cell, "vide")
    case 0x30...: return first != UInt8(ascii: "?") ? false : isWordless(cell)
    default: return isWordless(cell)
    }
  }

  private static let beginningWithN: [StaticString] = [
    "na", "nan", "null", "none", "nil", "nr", "nc", "neant", "nonrenseign", "nonconcern", "noncommuniqu", "nonprecis",
    "nonprcis", "nonconnu",
  ]

  /// These letters and no others, a last e apart: letters that are not ASCII count for nothing, damaged or not.
  private static func spells(_ cell: Record.Cell, _ word: StaticString) -> Bool {
    var matched = 0
    for byte in cell {
      let letter = byte | 0x20
      guard letter &- 97 < 26 else {
        if byte &- 48 < 10 { return false }
        continue
      }
      if byte >= 0x80 { continue }
      if matched == word.utf8CodeUnitCount {
        if letter != UInt8(ascii: "e") { return false }
      } else if letter == word.utf8Start[matched] {
        matched += 1
      } else {
        return false
      }
    }
    return matched == word.utf8CodeUnitCount
  }

  private static func isWordless(_ cell: Record.Cell) -> Bool {
    cell.allSatisfy { $0 < 0x80 && ($0 | 0x20) &- 97 >= 26 && $0 &- 48 >= 10 }
  }
}
