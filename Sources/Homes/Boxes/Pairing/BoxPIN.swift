import Secrets

/// Six digits that a box and its server have in common without having told one another: they follow from the digest of the
/// box's key. `watts-box` reckons the same.
enum BoxPIN {
  static func digits(keyDigest: [UInt8]) -> String {
    let code = Digest.sha256(Array("watts-up-pin-1\n".utf8) + keyDigest).prefix(4).reduce(UInt32(0)) {
      $0 << 8 | UInt32($1)
    }
    let digits = String(code % 1_000_000)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}
