package import HTTP

/// The address of a file: http or https, without a name and a password, which would stand in every list of imports.
package struct WebAddress: Field, Hashable {
  package let text: String

  package static let schema: Schema = ["type": "string", "format": "uri", "maxLength": 2000]
  package static let sample = WebAddress(unchecked: "https://example.org/file.csv")

  private init(unchecked text: String) { self.text = text }

  package init?(_ text: String) {
    let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
    guard let scheme, text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !authority.isEmpty, !authority.hasPrefix(":"), !authority.contains("@") else { return nil }
    self.text = text
  }

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let address = WebAddress(try value.string()) else {
      throw FieldFault(
        "bad-address", fr: "Il faut une adresse http:// ou https://, sans nom ni mot de passe.",
        en: "This must be an http:// or https:// address without a name or a password.")
    }
    self = address
  }

  package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }

  /// The name that the file would be saved under.
  var fileName: String? {
    let path = text.prefix { !"?#".contains($0) }.split(separator: "/").dropFirst(2)
    return path.last.map { String($0.prefix(255)) }
  }
}
