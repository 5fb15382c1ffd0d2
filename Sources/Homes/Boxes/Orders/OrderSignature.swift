import HTTP
import Runtime
import Secrets

/// Signs orders. Boxes keep the public half that they were given when they were paired, so each is signed for with the
/// key of then.
struct OrderSigner: Sendable {
  private let keys: SecretKeys

  init(_ keys: SecretKeys) { self.keys = keys }

  /// The key of boxes that are paired now.
  var current: (name: String, key: SigningKey) { (keys.signing.id, Self.key(keys.signing)) }

  /// Nil for a key that this server does not have any more: the box must be paired again.
  func key(named name: String) -> SigningKey? { keys.all.first { $0.id == name }.map(Self.key) }

  private static func key(_ key: SecretKeys.Key) -> SigningKey { SigningKey(key, purpose: "box orders") }
}

extension Order {
  /// What is signed: UTF-8 text of six lines with one LF between two of them and none at the end. The first names the
  /// form, then come the box, the order, the word of the relay, and both times, letter by letter as the answer has them:
  ///
  ///     watts-up-order-1
  ///     0193a7c2-…        the box' id, in lower case
  ///     0193a7c9-…        the order's id, in lower case
  ///     shed              or supply
  ///     2026-11-30T19:00:00Z
  ///     2026-11-30T18:15:00Z
  ///
  /// The signature is Ed25519 (RFC 8032, not of a digest), in the standard Base64 with padding; so is the public key.
  static func canonicalBytes(
    box: Box.ID, id: Order.ID, relay: OrderedRelay, until: Instant, expiresAt: Instant
  ) -> [UInt8] {
    let lines = ["watts-up-order-1", "\(box)", "\(id)", relay.rawValue, "\(until)", "\(expiresAt)"]
    return Array(lines.joined(separator: "\n").utf8)
  }
}
