package import Runtime

/// The type of one field of a body, a path or a query: it decodes itself, says why it cannot, and describes itself for
/// the OpenAPI document. A domain type conforms and is then checked once, at the edge.
package protocol Field: Codable, Sendable {
  static var schema: Schema { get }
  /// A valid value: the example in the documentation, and what stands in for a refused field while the others are
  /// still looked at, so that one answer names all faults.
  static var sample: Self { get }
  init(_ value: FieldValue) throws(FieldFault)
}

/// A field as it came: a JSON value in a body, text in a path or a query.
package enum FieldValue: Sendable {
  case json(JSON)
  case text(String)

  package func string() throws(FieldFault) -> String {
    switch self {
    case .text(let text), .json(.string(let text)): text
    case .json: throw .wrongType(Text(fr: "du texte", en: "text"))
    }
  }
}

/// An object whose members are each right, and which may be wrong as a whole.
package protocol CheckedWhole: Decodable {
  var fault: FieldFault? { get }
}

package struct FieldFault: Error, Sendable {
  package let code: String
  package let message: Text

  package init(_ code: String, fr: String, en: String) {
    self.code = code
    message = Text(fr: fr, en: en)
  }

  package static func wrongType(_ wanted: Text) -> FieldFault {
    FieldFault("wrong-type", fr: "Il faut \(wanted.french) ici.", en: "This must be \(wanted.english).")
  }
  package static let missing = FieldFault("missing", fr: "Ce champ est obligatoire.", en: "This field is required.")
  package static let unknown = FieldFault("unknown", fr: "Ce champ n'existe pas.", en: "There is no such field.")
  package static let repeated = FieldFault(
    "repeated", fr: "Ce paramètre n'est accepté qu'une fois.", en: "This parameter is taken only once.")
}

/// Nothing is wanted here: the path, query or body of a route that has none.
package struct Nothing: Codable, Sendable {
  package init() {}
}

// MARK: Fields of the language

extension Field {
  /// Used by decoders that know nothing of fields (a field inside a plain Codable type).
  package init(from decoder: any Decoder) throws {
    self = try Self(.text(String(from: decoder)))
  }
}

extension String: Field {
  package static var schema: Schema { ["type": "string"] }
  package static var sample: String { "texte" }
  package init(_ value: FieldValue) throws(FieldFault) { self = try value.string() }
}

extension Bool: Field {
  package static var schema: Schema { ["type": "boolean"] }
  package static var sample: Bool { true }
  package init(_ value: FieldValue) throws(FieldFault) {
    switch value {
    case .json(.bool(let flag)): self = flag
    case .text("1"), .text("true"): self = true
    case .text("0"), .text("false"): self = false
    default: throw .wrongType(Text(fr: "vrai ou faux", en: "true or false"))
    }
  }
}

extension Int: Field {
  package static var schema: Schema { ["type": "integer"] }
  package static var sample: Int { 1 }
  package init(_ value: FieldValue) throws(FieldFault) {
    let number: Int? =
      switch value {
      case .json(.number(let text)), .text(let text): Int(text)
      default: nil
      }
    guard let number else { throw .wrongType(Text(fr: "un nombre entier", en: "a whole number")) }
    self = number
  }
}

extension Double: Field {
  package static var schema: Schema { ["type": "number"] }
  package static var sample: Double { 1.5 }
  package init(_ value: FieldValue) throws(FieldFault) {
    let number: Double? =
      switch value {
      // Double's own reading takes "nan", "inf" and hexadecimal too.
      case .json(.number(let text)): Double(text)
      case .text(let text): text.utf8.allSatisfy({ "+-.eE0123456789".utf8.contains($0) }) ? Double(text) : nil
      default: nil
      }
    guard let number, number.isFinite else { throw .wrongType(Text(fr: "un nombre", en: "a number")) }
    self = number
  }
}

extension Instant: Field {
  package static var schema: Schema { ["type": "string", "format": "date-time"] }
  package static var sample: Instant { Instant(seconds: 1_795_000_000) }
  package init(_ value: FieldValue) throws(FieldFault) {
    guard let instant = Instant(rfc3339: try value.string()) else {
      throw FieldFault(
        "bad-instant", fr: "Il faut une date et une heure RFC 3339, par exemple 2026-11-21T08:30:00Z.",
        en: "This must be an RFC 3339 date and time, such as 2026-11-21T08:30:00Z.")
    }
    self = instant
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Identifier: Field {
  package static var schema: Schema { ["type": "string", "format": "uuid"] }
  package static var sample: Identifier { Identifier(high: 0x0193_4F5E_2A00_7000, low: 0x8000_0000_0000_0001) }
  package init(_ value: FieldValue) throws(FieldFault) {
    guard let identifier = Identifier(try value.string()) else {
      throw FieldFault("bad-id", fr: "Ce n'est pas un identifiant.", en: "This is not an id.")
    }
    self = identifier
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// An enum of words is a field by saying so.
extension Field where Self: RawRepresentable & CaseIterable, RawValue == String {
  package static var schema: Schema {
    let title: [(String, JSON)] = Schema.name(of: Self.self).map { [("title", .string($0))] } ?? []
    return Schema(.object(title + [("type", "string"), ("enum", .array(allCases.map { .string($0.rawValue) }))]))
  }
  package static var sample: Self { allCases[allCases.startIndex] }
  package init(_ value: FieldValue) throws(FieldFault) {
    guard let word = Self(rawValue: try value.string()) else {
      let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldFault("not-a-choice", fr: "Choix possibles : \(words).", en: "One of: \(words).")
    }
    self = word
  }
}

extension Language: Field {}
