import Ground
import HTTP
import Secrets

/// A device on which somebody has signed in before. Its signed cookie gives it an allowance of failures of its own, so that
/// strangers who guess at an account never lock its owner out; it opens no door.
struct KnownDevice: Sendable {
  let id: String

  static let lifetime = Duration.seconds(365 * 24 * 3600)
}

/// Writes and reads that cookie: a web token of its own audience, which is no session's.
struct DeviceTokens: Sendable {
  private let tokens: WebTokens

  init(keys: SecretKeys, clock: WallClock) {
    tokens = WebTokens(keys: keys, issuer: "watts-up", audience: "watts-up device", clock: clock)
  }

  func issue(for email: Email) -> String {
    let id = Base64.url.encode(randomBytes(16))
    return tokens.issue(subject: subject(email), role: "", session: id, lifetime: KnownDevice.lifetime).text.exposed
  }

  /// Nil unless somebody signed in with this e-mail where the request comes from.
  func device(in cookie: String?, for email: Email) -> KnownDevice? {
    guard let cookie, let claims = try? tokens.verify(cookie), claims.subject == subject(email) else { return nil }
    return KnownDevice(id: claims.session)
  }

  /// The cookie names nobody.
  private func subject(_ email: Email) -> String {
    Base64.url.encode(Digest.sha256(Array(email.description.lowercased().utf8)))
  }
}
