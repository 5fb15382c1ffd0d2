package import HTTP
import Resources

extension Email: Field {
  package static var schema: Schema { ["type": "string", "format": "email", "maxLength": 254] }
  package static var sample: Email { Email(known: "camille@example.org") }

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let email = Email(try value.string().trimmed) else {
      throw FieldFault("bad-email", fr: "Ce n'est pas une adresse e-mail.", en: "This is not an e-mail address.")
    }
    self = email
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
