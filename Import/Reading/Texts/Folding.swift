/// The small ASCII letters and the digits of a text, accents taken off, all else left out: what spellings have in common.
func folded(_ text: String) -> [UInt8] {
  var key: [UInt8] = []
  for scalar in text.unicodeScalars { appendFolded(scalar, to: &key) }
  return key
}

func folded(_ cell: Record.Cell) -> [UInt8] { folded(cell.string) }

private func appendFolded(_ scalar: Unicode.Scalar, to key: inout [UInt8]) {
  switch scalar.value {
  case 48...57, 97...122: key.append(UInt8(scalar.value))
  case 65...90: key.append(UInt8(scalar.value) + 32)
  case 0xC0...0x178: if let letters = unaccented[scalar] { key += letters }
  default: break
  }
}

private let unaccented: [Unicode.Scalar: [UInt8]] = {
  let families = [
    "a": "àâäáãåÀÂÄÁÃÅ", "c": "çÇ", "e": "éèêëÉÈÊË", "i": "îïíìÎÏÍÌ", "n": "ñÑ", "o": "ôöóòõøÔÖÓÒÕØ",
    "u": "ùûüúÙÛÜÚ", "y": "ÿýŸÝ", "oe": "œŒ", "ae": "æÆ", "ss": "ß",
  ]
  return Dictionary(
    families.flatMap { letters, family in family.unicodeScalars.map { ($0, Array(letters.utf8)) } },
    uniquingKeysWith: { first, _ in first })
}()

extension UnsafeRawBufferPointer {
  /// As a String, with what an encoding broke repaired.
  var readable: String {
    guard case .strange = TextScan(self) else { return string }
    return Mojibake.repaired(string) ?? string
  }
}

/// A folded text, to be searched for parts of words.
struct FoldedWord {
  private let text: String

  init(_ cell: Record.Cell) {
    text = String(decoding: folded(cell.readable), as: UTF8.self)
  }

  var isEmpty: Bool { text.isEmpty }
  func has(_ part: String) -> Bool { text.contains(part) }
  func begins(_ part: String) -> Bool { text.hasPrefix(part) }
  func isOne(of words: Set<String>) -> Bool { words.contains(text) }
}
