import HTTP
import Postgres
package import Runtime
import Secrets

/// A device on which somebody is signed in: a web token that programs check alone for a quarter of an hour, and a refresh
/// token that is good for the next one. All refresh tokens of a session are one family.
package enum Session {
  package typealias ID = Identifier<Session>

  static let tokenLifetime = Duration.seconds(15 * 60)
  /// From the last renewal.
  static let lifetime = Duration.seconds(30 * 24 * 3600)
  /// From the sign-in, however often it is renewed.
  static let absoluteLifetime = Duration.seconds(90 * 24 * 3600)
  /// Two tabs that renew at once send the same token twice; a thief is later, as a rule.
  static let replayGrace = Duration.seconds(10)
  /// How long a used refresh token is known as one.
  static let usedTokensLive = Duration.seconds(24 * 3600)
  /// How long a password that was given stays fresh.
  static let freshness = Duration.seconds(10 * 60)
}

/// The credentials that a person carries while signed in.
struct Credentials: Sendable {
  let account: Account.ID
  let role: Account.Role
  let session: Session.ID
  let refresh: Token
  let lasting: Duration
}

extension AccountsFeature {
  func setting(_ credentials: Credentials, on response: Response) -> Response {
    let lifetime = min(Session.tokenLifetime, credentials.lasting)
    let token = tokens.issue(
      subject: credentials.account.description, role: credentials.role.rawValue,
      session: credentials.session.description, lifetime: lifetime)
    return
      response
      .setting(SessionCookie.session.with(token.text.exposed, lasting: lifetime, at: site))
      .setting(SessionCookie.refresh.with(credentials.refresh.exposed, lasting: credentials.lasting, at: site))
  }

  /// The device stays known: it is no session.
  func clearingCookies(on response: Response) -> Response {
    response.setting(SessionCookie.session.with("", lasting: .zero, at: site))
      .setting(SessionCookie.refresh.with("", lasting: .zero, at: site))
  }
}
