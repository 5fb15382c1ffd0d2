package import Runtime

/// Six digits that follow from a shared secret and the half-minute: RFC 6238 with SHA-1, which every authenticator knows.
package struct TimeCodes: Sendable {
  package static let period = 30
  package static let digits = 6
  /// How many periods an authenticator's clock may be off, either way.
  private static let drift: Int64 = 1

  /// Twenty bytes, the length that RFC 4226 recommends.
  package let secret: Secret<[UInt8]>

  package init() { secret = Secret(randomBytes(20)) }

  package init(secret: [UInt8]) { self.secret = Secret(secret) }

  /// As authenticators take it.
  package var base32: String { Base32.encode(secret.exposed) }

  package static func step(at now: Instant) -> Int64 { now.seconds / Int64(period) }

  package func code(at step: Int64) -> String {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
    let digest = Digest.hmacSHA1(key: secret.exposed, counter)
    // RFC 4226, 5.3: the last four bits say where to read.
    let start = Int(digest[digest.count - 1] & 15)
    let number = digest[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number % 1_000_000)
    return String(repeating: "0", count: Self.digits - text.count) + text
  }

  /// The period whose code this is; nil for a wrong one. Every candidate is compared, so that the time tells nothing.
  package func step(of code: String, at now: Instant) -> Int64? {
    let present = Self.step(at: now)
    let given = Array(code.utf8)
    return (-Self.drift...Self.drift).reduce(nil) { found, offset in
      Digest.areEqual(given, Array(self.code(at: present + offset).utf8)) ? present + offset : found
    }
  }
}
