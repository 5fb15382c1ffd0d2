/// A code on paper that replaces a lost authenticator: 80 random bits, of which the database holds the digest. As
/// with `Token`, nothing slower than SHA-256 is needed.
package struct RecoveryCode: Sendable {
  private let letters: Secret<String>

  package init() { letters = Secret(Base32.encode(randomBytes(10))) }

  /// As somebody types it: dashes, spaces and case are forgiven. Nil for what is none.
  package init?(_ text: String) {
    let letters = text.uppercased().filter { $0 != "-" && $0 != " " }
    guard letters.utf8.count == 16,
      letters.utf8.allSatisfy({ (65...90).contains($0) || (50...55).contains($0) })
    else { return nil }
    self.letters = Secret(letters)
  }

  /// In groups of four.
  package var exposed: String {
    let all = Array(letters.exposed.lowercased())
    return stride(from: 0, to: all.count, by: 4).map { String(all[$0..<($0 + 4)]) }.joined(separator: "-")
  }

  package var atRest: [UInt8] { Digest.sha256(Array(letters.exposed.utf8)) }
}
