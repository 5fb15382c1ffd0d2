/// An opaque token: 256 random bits that a person carries and the database does not hold. It keeps their digest, which
/// is enough to recognise the token and useless to whoever reads the table. Nothing slower than SHA-256 is needed:
/// nobody can try 2^256 values.
package struct Token: Sendable {
  private let bytes: Secret<[UInt8]>

  package init() { bytes = Secret(randomBytes(32)) }

  /// nil for any text that is no token.
  package init?(_ text: String) {
    guard text.utf8.count == 43, let decoded = Base64.url.decode(text.utf8) else { return nil }
    bytes = Secret(decoded)
  }

  /// The form that the person carries, in a cookie or a link.
  package var exposed: String { Base64.url.encode(bytes.exposed) }

  /// The form that the database holds.
  package var atRest: [UInt8] { Digest.sha256(bytes.exposed) }

  /// The token that follows this one. Who has only the salt, or only the token, cannot tell which it is.
  package func successor(salt: [UInt8]) -> Token { Token(bytes: Digest.hmacSHA256(key: bytes.exposed, salt)) }

  private init(bytes: [UInt8]) { self.bytes = Secret(bytes) }
}
