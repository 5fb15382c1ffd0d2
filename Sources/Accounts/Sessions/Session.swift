package import Ground
import HTTP
import Postgres
import Secrets

/// A device on which somebody is signed in: a web token that programs check alone for a quarter of an hour, and a refresh
/// token that is good for the next one. All refresh tokens of a session are one family.
package enum Session {
  package typealias ID = Identifier<Session>

  static let tokenLifetime = Duration.seconds(15 * 60)
  /// From the last renewal.
  static let lifetime = Duration.seconds(30 * 24 * 3600)
  /// Two tabs that renew at once send the same token twice; a thief is later, as a rule.
  static let replayGrace = Duration.seconds(10)

  static let tokenCookie = "watts_up_session"
  static let refreshCookie = "watts_up_refresh"
  static let refreshPath = "/api/session"
}

/// What a person carries while signed in.
struct Credentials: Sendable {
  let account: Account.ID
  let role: Account.Role
  let session: Session.ID
  let refresh: Token
}

extension People {
  func setting(_ credentials: Credentials, on response: Response) -> Response {
    let token = tokens.issue(
      subject: credentials.account.description, role: credentials.role.rawValue,
      session: credentials.session.description, lifetime: Session.tokenLifetime)
    return
      response
      .setting(site.cookie(Session.tokenCookie, token.text.exposed, path: "/", lasting: Session.tokenLifetime))
      .setting(
        site.cookie(
          Session.refreshCookie, credentials.refresh.exposed, path: Session.refreshPath, lasting: Session.lifetime))
  }

  func clearingCookies(on response: Response) -> Response {
    response
      .setting(site.cookie(Session.tokenCookie, "", path: "/", lasting: .zero))
      .setting(site.cookie(Session.refreshCookie, "", path: Session.refreshPath, lasting: .zero))
  }
}
