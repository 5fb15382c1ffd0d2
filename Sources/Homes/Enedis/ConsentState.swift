import Accounts
import Runtime
import Secrets

/// What travels to Enedis and back: a token for one consent and, behind a dot, a sign of the account, always the same and
/// telling nothing of it. By that a double without accounts knows one person from another.
struct ConsentState: Sendable {
  let token: Token
  private let sign: String

  init(_ token: Token, of account: Account.ID) {
    self.token = token
    let digest = Digest.sha256(Array("enedis holder \(account)".utf8))
    sign = Base64.url.encode(Array(digest.prefix(9)))
  }

  var exposed: String { token.exposed + "." + sign }

  /// The token is what proves; nil for any text that holds none.
  static func token(in text: String) -> Token? { Token(String(text.prefix { $0 != "." })) }
}
