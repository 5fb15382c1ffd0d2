import Accounts
import HTTP

/// What somebody typed to find something by its name.
struct SearchWords: Field {
  let text: String

  static let schema: Schema = ["type": "string", "minLength": 1, "maxLength": 200]
  static let sample = SearchWords(text: "Ionity Montpellier")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.string().trimmed
    guard (1...200).contains(text.unicodeScalars.count) else {
      throw FieldFault("bad-length", fr: "Entre 1 et 200 caractères.", en: "Between 1 and 200 characters.")
    }
  }

  func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}
