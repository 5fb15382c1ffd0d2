import HTTP
import Postgres
import Runtime
import Secrets

/// DELETE /api/session ends the session of this device, DELETE /api/sessions those of all.
extension AccountsFeature {
  /// One may leave with either of the two tokens: the short one is often over when somebody comes back to sign out.
  var leaving: Access<Session.ID> {
    Access("driver") { request in
      if let token = request.cookie(.refresh, at: site).flatMap(Token.init),
        let session = try await session(of: token)
      {
        return session
      }
      return try await doorkeeper.driver.prove(request).session
    }
  }

  private func session(of token: Token) async throws -> Session.ID? {
    try await database.first(
      "select session_id from refresh_tokens where digest = \(token.atRest)"
    ) { try $0.next() }
  }

  func signOut(_ call: Call<Nothing, Nothing, NoBody>, _ session: Session.ID) async throws -> Response {
    try await database.execute("delete from sessions where id = \(session)")
    return clearingCookies(on: .noContent)
  }

  func signOutEverywhere(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await database.execute("delete from sessions where account_id = \(driver.id)")
    return clearingCookies(on: .noContent)
  }
}
