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
