import Postgres

/// An identifier of the national scheme, as it is compared: two letters, then 4 to 33 letters and digits.
enum NationalIdentifier {
  /// Already written as it is compared: nearly all are.
  @inline(__always)
  static func isPlain(_ cell: Record.Cell) -> Bool {
    guard (6...35).contains(cell.count), isLetter(cell[0]), isLetter(cell[1]) else { return false }
    var hasDigit = false
    for place in 2..<cell.count {
      let byte = cell[place]
      let isDigit = byte &- 48 < 10
      guard isDigit || isLetter(byte) else { return false }
      hasDigit = hasDigit || isDigit
    }
    return hasDigit || !isWord(cell)
  }

  /// Without stars, dashes, dots, blanks and what nobody sees, in capitals; nil when that is no identifier.
  static func normalised(_ cell: Record.Cell) -> String? {
    guard (6...120).contains(cell.count) else { return nil }
    var bytes: [UInt8] = []
    var place = 0
    while place < cell.count {
      let byte = cell[place]
      if byte &- 48 < 10 || isLetter(byte) {
        bytes.append(byte)
      } else if byte &- 97 < 26 {
        bytes.append(byte - 32)
      } else if let width = cell.blankWidth(at: place, end: cell.count) ?? dashWidth(cell, at: place) {
        place += width - 1
      } else if !"*-._".utf8.contains(byte) {
        return nil
      }
      place += 1
    }
    return bytes.withUnsafeBytes { isPlain($0) ? $0.string : nil }
  }

  /// It has the form of points alone: country, three of the operator, E.
  static func isOfPoint(_ identifier: String) -> Bool {
    identifier.hasPrefix("FR") && identifier.utf8.count >= 10 && identifier.utf8.dropFirst(5).first == UInt8(ascii: "E")
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { byte &- 65 < 26 }

  /// U+2010 to U+2015: dashes that a word processor put there.
  private static func dashWidth(_ cell: Record.Cell, at place: Int) -> Int? {
    let isDash =
      place + 2 < cell.count && cell[place] == 0xE2 && cell[place + 1] == 0x80
      && (0x90...0x95).contains(cell[place + 2])
    return isDash ? 3 : nil
  }

  /// "Non concerné" without its accent would pass for an identifier, and so would others of its kind.
  private static func isWord(_ cell: Record.Cell) -> Bool {
    let words: [StaticString] = [
      "NONCONCERN", "NONRENSEIGN", "NONCOMMUNIQU", "INCONNU", "AUCUN", "NEANT", "UNDEFINED", "UNKNOWN", "SANSOBJET",
    ]
    return words.contains { cell.begins(with: $0) }
  }
}

/// An identifier of ours, made from what a source has of its own: begins with a small letter, so that it meets no other.
struct LocalIdentifier {
  private(set) var text = "local"

  /// Its letters and digits; the fingerprint of the whole where there are too many, or none that ASCII has.
  mutating func append(_ cell: Record.Cell, atMost limit: Int) {
    let key = folded(cell)
    text += String(decoding: key.prefix(limit).map { $0 > 96 ? $0 - 32 : $0 }, as: UTF8.self)
    if key.count > limit || (key.isEmpty && !cell.isEmpty) { append(fingerprint: cell.fingerprint) }
  }

  /// A hundredth of a degree, about a kilometre: one operator numbers its points in every town.
  mutating func append(cellAround place: Coordinates) {
    func five(_ number: Int) -> String { String(String(100_000 + number).dropFirst()) }
    text += "P" + five(Int(((place.longitude + 180) * 100).rounded(.down)))
    text += five(Int(((place.latitude + 90) * 100).rounded(.down)))
  }

  mutating func append(fingerprint: UInt64) { text += String(fingerprint, radix: 36, uppercase: true) }
}
