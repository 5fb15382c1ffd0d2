import COpenSSL
import HTTP
import Runtime

/// What the server asks of the relay, as it came: what was signed are the very texts.
struct Order: Equatable, Sendable {
  enum Wish: String, Sendable { case shed, supply }

  enum Refusal: String, Error {
    case unreadable, expired
    case badSignature = "bad-signature"
    case tooLong = "too-long"
    case noClock = "no-clock"
  }

  static let longest = Duration.seconds(7200)

  let id: String
  let relay: String
  let until: String
  let expiresAt: String
  let signature: String

  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let relay = json["relay"]?.string, let until = json["until"]?.string,
      let expiresAt = json["expiresAt"]?.string, let signature = json["signature"]?.string
    else { return nil }
    (self.id, self.relay, self.until, self.expiresAt, self.signature) = (id, relay, until, expiresAt, signature)
  }

  /// What is signed: six lines, for this box alone.
  func canonical(box: String) -> [UInt8] {
    Array(["watts-up-order-1", box, id, relay, until, expiresAt].joined(separator: "\n").utf8)
  }

  struct Verified: Equatable, Sendable {
    let wish: Wish
    let until: Instant
    let expires: Instant
  }

  /// Whether it is the server's, for us, in time and within measure; whether it was seen before is the store's to say.
  func verify(_ pairing: Pairing, now: Instant?) throws(Refusal) -> Verified {
    guard let bytes = Bytes64.decode(signature), bytes.count == 64,
      Order.isSigned(canonical(box: pairing.boxID), bytes, by: pairing.serverKey)
    else { throw .badSignature }
    guard let wish = Wish(rawValue: relay), let until = Instant(rfc3339: until),
      let expires = Instant(rfc3339: expiresAt)
    else { throw .unreadable }
    guard let now else { throw .noClock }
    guard expires > now, until > now else { throw .expired }
    guard until <= now + Order.longest else { throw .tooLong }
    return Verified(wish: wish, until: until, expires: expires)
  }

  private static func isSigned(_ bytes: [UInt8], _ signature: [UInt8], by key: [UInt8]) -> Bool {
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, key, key.count) else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
  }
}
