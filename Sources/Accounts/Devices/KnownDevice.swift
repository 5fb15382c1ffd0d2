import HTTP
import Runtime
import Secrets

/// A device on which somebody has signed in before, with the password that the account still has. Its signed cookie gives it
/// an allowance of failures of its own, so that strangers who guess at an account never lock its owner out; it opens no door.
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

  /// `hash` is the stored one of the password, here and below.
  func issue(for email: Email, knowing hash: String) -> String {
    let id = Base64.url.encode(randomBytes(16))
    let subject = subject(email, hash)
    return tokens.issue(subject: subject, role: "", session: id, lifetime: KnownDevice.lifetime).text.exposed
  }

  /// Nil unless somebody signed in with this e-mail and this password where the request comes from. Without an account
  /// there is no hash, and as much is done.
  func device(in cookie: String?, for email: Email, knowing hash: String?) -> KnownDevice? {
    let subject = subject(email, hash ?? "")
    guard let cookie, let claims = try? tokens.verify(cookie), claims.subject == subject else { return nil }
    return KnownDevice(id: claims.session)
  }

  /// The cookie names nobody, and nobody can try passwords on it: the hash is salted.
  private func subject(_ email: Email, _ hash: String) -> String {
    Base64.url.encode(Digest.sha256(Array(email.description.lowercased().utf8) + [0] + Array(hash.utf8)))
  }
}
