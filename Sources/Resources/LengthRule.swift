package import HTTP

/// A text of 1 to so many characters.
package protocol LengthRule: TextRule {
  static var longest: Int { get }
  static var controls: ControlCharacters { get }
  /// Whether white space at either end is dropped.
  static var trims: Bool { get }
}

/// The control characters that a text may hold.
package enum ControlCharacters: Sendable { case none, newlines, any }

extension LengthRule {
  package static var trims: Bool { true }

  package static var schema: Schema { ["type": "string", "minLength": 1, "maxLength": .integer(longest)] }

  package static func read(_ text: String) throws(FieldFault) -> String {
    let text = try (trims ? text.trimmed : text).refusing(longerThan: longest)
    switch controls {
    case .none where text.unicodeScalars.contains(where: \.isControl):
      throw FieldFault("bad-character", fr: "Sans retour à la ligne.", en: "No line breaks.")
    case .newlines where text.unicodeScalars.contains(where: { $0.isControl && $0 != "\n" }):
      throw FieldFault("bad-character", fr: "Sans caractères de contrôle.", en: "No control characters.")
    default: return text
    }
  }
}

extension String {
  /// The text itself, unless it is empty or too long.
  package func refusing(longerThan limit: Int) throws(FieldFault) -> String {
    // Scalars, not characters: what PostgreSQL's length counts.
    guard (1...limit).contains(unicodeScalars.count) else {
      throw FieldFault("bad-length", fr: "Entre 1 et \(limit) caractères.", en: "Between 1 and \(limit) characters.")
    }
    return self
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}
