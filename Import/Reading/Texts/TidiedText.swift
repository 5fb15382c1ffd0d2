/// A text that could not be taken as it stands, made readable.
struct TidiedText {
  let text: String
  /// An encoding that had been mistaken was turned back.
  let isRepaired: Bool
  /// It holds U+FFFD: a letter is lost for good.
  let isDamaged: Bool

  init(_ cell: Record.Cell) {
    let written = cell.string
    let repaired = Mojibake.repaired(written)
    text = (repaired ?? written).withSingleBlanks
    isRepaired = repaired != nil
    isDamaged = text.unicodeScalars.contains("\u{FFFD}")
  }
}

extension UnsafeRawBufferPointer {
  /// Runs of ASCII blanks become one space: enough where no other letter is strange.
  var withSingleSpaces: String {
    String(unsafeUninitializedCapacity: count) { buffer in
      var length = 0
      var blankPending = false
      for byte in self {
        if byte <= 0x20 {
          blankPending = true
        } else {
          if blankPending && length > 0 {
            buffer[length] = 0x20
            length += 1
          }
          blankPending = false
          buffer[length] = byte
          length += 1
        }
      }
      return length
    }
  }
}

extension String {
  /// Blanks of all kinds become one space, marks that nobody sees vanish, accents join their letters.
  var withSingleBlanks: String {
    var result = String.UnicodeScalarView()
    var blankPending = false
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: blankPending = true
      case .format: break
      case .nonspacingMark: result.append(accent: scalar)
      default:
        if blankPending && !result.isEmpty { result.append(" ") }
        blankPending = false
        result.append(scalar)
      }
    }
    return String(result)
  }
}

extension String.UnicodeScalarView {
  /// Joined with the letter in front of it where the two are a letter of their own.
  fileprivate mutating func append(accent: Unicode.Scalar) {
    guard let letter = last, let place = joinable[accent]?.letters.firstIndex(of: letter),
      let joined = joinable[accent]?.joined[place]
    else { return append(accent) }
    removeLast()
    append(joined)
  }
}

private let joinable: [Unicode.Scalar: (letters: [Unicode.Scalar], joined: [Unicode.Scalar])] = [
  "\u{300}": ("aeiouAEIOU", "àèìòùÀÈÌÒÙ"), "\u{301}": ("aeiouAEIOU", "áéíóúÁÉÍÓÚ"),
  "\u{302}": ("aeiouAEIOU", "âêîôûÂÊÎÔÛ"), "\u{308}": ("aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ"), "\u{327}": ("cC", "çÇ"),
].mapValues { (letters: String, joined: String) in (Array(letters.unicodeScalars), Array(joined.unicodeScalars)) }
