/// The name of the country at the end of a town, or of what is one to its post: no part of the town where it stands alone. It
/// does not in "Tremblay-en-France", "Fort de France" or "Saint-Denis de la Réunion".
enum CountryName {
  private static let france: [StaticString] = [
    "île-de-france", "ile-de-france", "île de france", "ile de france", "france",
  ]
  /// Only there: "La Réunion" is a village of Lot-et-Garonne as well.
  private static let overseas: [StaticString] = [
    "île de la réunion", "ile de la reunion", "la réunion", "la reunion", "réunion", "reunion", "la guadeloupe",
    "guadeloupe", "la martinique", "martinique", "guyane française", "guyane francaise", "la guyane", "guyane",
    "mayotte",
  ]
  private static let links: [StaticString] = ["en", "de", "la", "du", "des"]

  static func isOverseas(_ postcode: Record.Cell) -> Bool { postcode.begins(with: "97") || postcode.begins(with: "98") }

  /// The place where it begins; nil where there is none that stands alone.
  static func start(in town: Record.Cell, overseas isOverseas: Bool) -> Int? {
    // All of them end so.
    guard let last = town.last, last | 0x20 == UInt8(ascii: "e") || last | 0x20 == UInt8(ascii: "n") else { return nil }
    for name in isOverseas ? france + overseas : france where ends(town, with: name) {
      let start = town.count - name.utf8CodeUnitCount
      if standsAlone(town, at: start) { return start }
    }
    return nil
  }

  private static func standsAlone(_ town: Record.Cell, at start: Int) -> Bool {
    var end = start
    while end > 0, !isLetter(town[end - 1]) { end -= 1 }
    if end == 0 { return true }
    let gap = town.part(end..<start)
    // A hyphen or an apostrophe alone ties it to the word before.
    guard gap.contains(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "'") }) else { return false }
    let before = town.part(0..<end)
    return !links.contains { link in
      let place = end - link.utf8CodeUnitCount
      return ends(before, with: link) && (place == 0 || !isLetter(town[place - 1]))
    }
  }

  /// In letters of any size, accented ones as well: in UTF-8 the bit that tells small from capital is the same.
  private static func ends(_ cell: Record.Cell, with name: StaticString) -> Bool {
    let start = cell.count - name.utf8CodeUnitCount
    guard start >= 0 else { return false }
    for place in 0..<name.utf8CodeUnitCount where cell[start + place] | 0x20 != name.utf8Start[place] | 0x20 {
      return false
    }
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 || byte >= 0x80 || byte &- 48 < 10 }
}
