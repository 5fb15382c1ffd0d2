import Grid

/// The words in cells of the grid's files.
enum GridWords {
  /// Not available, does not exist, confidential: no value, and no fault.
  static func isNothing(_ cell: Record.Cell) -> Bool {
    switch cell.count {
    case 0: true
    case 1: cell[0] == UInt8(ascii: "-")
    case 2: cell == "ND" || cell == "DC" || cell == "nd"
    default: cell == "–" || cell == "—"
    }
  }

  static func perimeter(_ cell: Record.Cell) -> Perimeter? {
    let word = String(decoding: folded(cell.readable), as: UTF8.self)
    return perimeters[word]
  }

  private static let perimeters: [String: Perimeter] = {
    var words: [String: Perimeter] = [
      "provencealpescotedazur": .paca, "centre": .centreValDeLoire, "nordpasdecalaispicardie": .hautsDeFrance,
      "alsacechampagneardennelorraine": .grandEst, "aquitainelimousinpoitoucharentes": .nouvelleAquitaine,
      "languedocroussillonmidipyrenees": .occitanie, "national": .france,
    ]
    for perimeter in Perimeter.allCases { words[perimeter.rawValue.filter { $0 != "-" }] = perimeter }
    return words
  }()

  static func nature(_ text: String) -> Nature? {
    let word = String(decoding: folded(text), as: UTF8.self)
    if word.contains("tempsreel") { return .realTime }
    if word.contains("consolid") { return .consolidated }
    return word.contains("definiti") ? .definitive : nil
  }

  static func colour(_ cell: Record.Cell) -> TempoColour? {
    switch String(decoding: folded(cell.readable), as: UTF8.self) {
    case "bleu", "blue", "tempobleu": .blue
    case "blanc", "white", "tempoblanc": .white
    case "rouge", "red", "temporouge": .red
    default: nil
    }
  }

  /// Nil for what is no whole number of MW, also as a spreadsheet writes it: `63949.0`, `6.3949E4`.
  static func megawatts(_ cell: Record.Cell) -> Int32? {
    var (value, place) = (0, 0)
    let isNegative = cell.first == UInt8(ascii: "-")
    if isNegative { place = 1 }
    while place < cell.count, cell.count < 9, cell[place] &- 48 < 10 {
      value = value * 10 + Int(cell[place] - 48)
      place += 1
    }
    if place == cell.count, place > (isNegative ? 1 : 0) { return bounded(isNegative ? -value : value) }
    guard let number = DecimalNumber(cell, comma: true), number.end == cell.count else {
      return shown(cell).flatMap(bounded)
    }
    return number.value.magnitude < 1e7 ? bounded(Int(number.value.rounded())) : nil
  }

  /// As French spreadsheets show numbers to people: `63 949`, `−2 534`.
  private static func shown(_ cell: Record.Cell) -> Int? {
    guard cell.count < 24 else { return nil }
    let groups = cell.string.split { $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }
    guard groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }) else { return nil }
    let text = groups.joined()
    return Int(text.hasPrefix("\u{2212}") ? "-" + text.dropFirst() : text)
  }

  private static func bounded(_ value: Int) -> Int32? { value.magnitude <= 1_000_000 ? Int32(value) : nil }
}
