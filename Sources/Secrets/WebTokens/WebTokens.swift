package import Runtime

/// JSON Web Tokens (RFC 7519), signed with HMAC-SHA256 by our own keys and read by nobody else.
///
/// A token's first part is compared with those that we write, one a key, and never interpreted: there is no algorithm
/// to choose, so `none`, RS256 and embedded keys are just other texts.
package struct WebTokens: Sendable {
  package enum Refusal: Error, Equatable {
    case tooLong
    case malformed
    /// The first part is none of ours: an unknown key, another algorithm.
    case unknownHeader
    case wrongSignature
    case wrongIssuer
    case wrongAudience
    case expired
    case notYetValid
  }

  private struct Signer: Sendable {
    let header: [UInt8]
    let key: Secret<[UInt8]>

    init(_ key: SecretKeys.Key) {
      let json = "{\"alg\":\"HS256\",\"kid\":\"\(key.id)\",\"typ\":\"JWT\"}"
      header = Array(Base64.url.encode(Array(json.utf8)).utf8)
      self.key = key.bytes
    }
  }

  /// A cookie holds 4 KiB; ours take about 400 bytes.
  private static let longest = 4096
  /// How far another server's clock may run ahead of ours.
  private static let skew = Duration.seconds(5)

  private let signing: Signer
  private let signers: [Signer]
  private let issuer: String
  private let audience: String
  private let clock: WallClock

  package init(keys: SecretKeys, issuer: String, audience: String, clock: WallClock) {
    signing = Signer(keys.signing)
    signers = keys.all.map(Signer.init)
    self.issuer = issuer
    self.audience = audience
    self.clock = clock
  }

  /// Valid from now on. The lifetime is cut to whole seconds.
  package func issue(
    subject: String, role: String, session: String, lifetime: Duration
  ) -> (text: Secret<String>, claims: Claims) {
    let now = Instant(seconds: clock.now.seconds)
    let end = Instant(seconds: (now + lifetime).seconds)
    let claims = Claims(
      issuer: issuer, audience: audience, subject: subject, role: role, session: session, issuedAt: now,
      notBefore: now, expiresAt: end)
    var text = signing.header + [UInt8(ascii: ".")] + Base64.url.encode(claims.json).utf8
    let signature = Digest.hmacSHA256(key: signing.key.exposed, text)
    text += [UInt8(ascii: ".")] + Base64.url.encode(signature).utf8
    return (Secret(String(decoding: text, as: UTF8.self)), claims)
  }

  package func verify(_ text: String) throws(Refusal) -> Claims {
    if text.utf8.count > Self.longest { throw .tooLong }
    let bytes = Array(text.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformed }
    guard let signer = signers.first(where: { $0.header.elementsEqual(parts[0]) }) else { throw .unknownHeader }
    guard let signature = Base64.url.decode(parts[2]) else { throw .malformed }
    let expected = Digest.hmacSHA256(key: signer.key.exposed, Array(bytes[..<parts[1].endIndex]))
    guard Digest.areEqual(signature, expected) else { throw .wrongSignature }
    guard let json = Base64.url.decode(parts[1]), let claims = Claims(json: json) else { throw .malformed }
    try check(claims)
    return claims
  }

  private func check(_ claims: Claims) throws(Refusal) {
    let now = clock.now
    if claims.issuer != issuer { throw .wrongIssuer }
    if claims.audience != audience { throw .wrongAudience }
    if claims.expiresAt <= now { throw .expired }
    if max(claims.notBefore, claims.issuedAt) > now + Self.skew { throw .notYetValid }
  }
}
