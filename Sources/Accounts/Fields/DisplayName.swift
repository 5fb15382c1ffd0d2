package import Resources

/// The name that others call a person by, on one line.
package typealias DisplayName = CheckedText<DisplayNameRule>

package enum DisplayNameRule: LengthRule {
  package static let longest = 100
  package static let controls = ControlCharacters.none
  package static let sample = "Camille"
}

extension DisplayName {
  /// As much of a name as may stand in a mail to whoever its owner says: 40 characters, and nil for one that holds what a
  /// mail program could make a link of.
  package static func mailable(_ name: String) -> String? {
    let scalars = Array(name.unicodeScalars)
    let isPlain = scalars.indices.allSatisfy { index in
      let scalar = scalars[index]
      if scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber { return true }
      if scalar.properties.generalCategory == .nonspacingMark || " '’-".unicodeScalars.contains(scalar) { return true }
      // A full stop ends a word, and never stands within one.
      return scalar == "." && (index + 1 == scalars.count || scalars[index + 1] == " ")
    }
    return isPlain ? String(name.prefix(40)).trimmed : nil
  }
}
