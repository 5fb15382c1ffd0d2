/// Text that was decoded by the wrong table on its way here, turned back where the way can be told from the result.
enum Mojibake {
  /// The text as it was meant; nil when nothing was wrong with it, or nothing can be done.
  static func repaired(_ text: String) -> String? {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
    var result = String.UnicodeScalarView()
    var run = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        append(run, before: scalar, to: &result)
        run.removeAll()
        result.append(scalar)
      } else {
        run.append(scalar)
      }
    }
    append(run, before: nil, to: &result)
    let repaired = insideWords(String(result))
    return repaired == text ? nil : repaired
  }

  /// A run of letters that are not ASCII: bytes of UTF-8 once, if they are such under either table.
  private static func append(
    _ run: String.UnicodeScalarView, before next: Unicode.Scalar?, to result: inout String.UnicodeScalarView
  ) {
    guard !run.isEmpty else { return }
    // In front of a space: the no-break space that was the second half of à has been tidied away.
    if next == " ", ["Ã", "ÃƒÂ"].contains(where: { run.elementsEqual($0.unicodeScalars) }) {
      result.append("à")
    } else {
      result.append(contentsOf: meant(by: run) ?? run)
    }
  }

  /// Text that went wrong twice or three times is turned back as often. A step on the way need not be French, as long as one after
  /// it is; where none is, nothing is changed.
  private static func meant(by run: String.UnicodeScalarView) -> String.UnicodeScalarView? {
    var (step, best) = (run, String.UnicodeScalarView?.none)
    for _ in 0..<4 {
      guard let next = stepBack(from: step) else { break }
      if next.allSatisfy(isOfFrenchText) { best = next }
      step = next
    }
    return best
  }

  private static func stepBack(from run: String.UnicodeScalarView) -> String.UnicodeScalarView? {
    let ways = [utf8(of: run, in: windows1252), utf8(of: run, in: macRoman)].compactMap { $0 }
    return ways.first { $0.allSatisfy(isOfFrenchText) } ?? ways.first
  }

  private static func utf8(
    of run: String.UnicodeScalarView, in table: [Unicode.Scalar: UInt8]
  ) -> String.UnicodeScalarView? {
    guard run.count > 1 else { return nil }
    let bytes = run.compactMap { table[$0] }
    guard bytes.count == run.count else { return nil }
    return String(validating: bytes, as: UTF8.self)?.unicodeScalars
  }

  /// Latin letters and signs of typography: what two letters by chance make of themselves is seldom one of them.
  private static func isOfFrenchText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0...0x17F, 0x2010...0x2026, 0x20AC, 0x2122: true
    default: false
    }
  }

  /// Single letters: told by their neighbours, since a small letter stands in front of them.
  private static func insideWords(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    let scalars = Array(text.unicodeScalars)
    var place = 0
    while place < scalars.count {
      let scalar = scalars[place]
      let next = place + 1 < scalars.count ? scalars[place + 1] : " "
      let inside = isLetter(previous) && (previous.properties.isLowercase || next.properties.isLowercase)
      if scalar == "Ç", next == "¸" {
        result.append("é")
        place += 1
      } else if inside, let meant = singles[scalar] ?? (previous.properties.isLowercase ? capitals[scalar] : nil) {
        result.append(meant)
      } else {
        result.append(scalar)
      }
      previous = result.last ?? " "
      place += 1
    }
    return String(result)
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

  /// MacRoman or a code page of DOS read as Windows-1252 or 1250.
  private static let singles: [Unicode.Scalar: Unicode.Scalar] = ["Ž": "é", "Ź": "è", "‚": "é"]
  /// Windows-1252 read as MacRoman.
  private static let capitals: [Unicode.Scalar: Unicode.Scalar] = [
    "È": "é", "Ë": "è", "Í": "ê", "Î": "ë", "‡": "à", "‚": "â", "Á": "ç", "Ó": "î", "Ô": "ï", "Ù": "ô", "˘": "ù",
    "˚": "û",
  ]

  /// The upper half of Windows-1252; its five gaps are the controls that ISO 8859-1 has there.
  private static let windows1252: [Unicode.Scalar: UInt8] = {
    let special = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
    var table: [Unicode.Scalar: UInt8] = [:]
    for byte in UInt8(0x80)...0xFF { table[Unicode.Scalar(byte)] = byte }
    for (place, scalar) in special.enumerated() { table[scalar] = UInt8(0x80 + place) }
    return table
  }()

  private static let macRoman: [Unicode.Scalar: UInt8] = {
    let upper =
      "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ"
    return Dictionary(
      upper.unicodeScalars.enumerated().map { ($1, UInt8(0x80 + $0)) }, uniquingKeysWith: { first, _ in first })
  }()
}
