package import HTTP

/// What others call a person: 1 to 100 characters on one line.
package struct DisplayName: Hashable, Sendable, Field {
  package let text: String

  package static let schema: Schema = ["type": "string", "minLength": 1, "maxLength": 100]
  package static let sample = DisplayName(text: "Camille")

  private init(text: String) { self.text = text }

  package init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string().trimmed
    // Scalars, not characters: what PostgreSQL's length counts.
    guard (1...100).contains(text.unicodeScalars.count) else {
      throw FieldFault(
        "bad-length", fr: "Entre 1 et 100 caractères.", en: "Between 1 and 100 characters.")
    }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw FieldFault("bad-character", fr: "Sans retour à la ligne.", en: "No line breaks.")
    }
    self.text = text
  }

  /// As much of a name as may stand in a mail to whoever its owner says: 40 characters, and nil for one that holds what a
  /// mail program could make a link of.
  static func mailable(_ name: String) -> String? {
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

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension String {
  /// Without white space of any script at either end.
  package var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
