import HTTP
import Postgres
import Runtime

/// POST /api/session/password: whoever is signed in shows that they know the password, for what asks for a fresh one
/// (`password-required`).
struct GivePassword: Decodable, Sendable {
  let password: GivenPassword
}

extension AccountsFeature {
  func givePassword(_ call: Call<Nothing, Nothing, JSONBody<GivePassword>>, _ driver: Driver) async throws -> Response {
    let hash = try await requirePassword(call.body.password.password, of: driver, at: "/password")
    let isStill = try await database.execute(
      """
      update sessions s set verified_at = \(clock.now) from accounts a
      where s.id = \(driver.session) and a.id = s.account_id and a.password_hash = \(hash)
      """)
    guard isStill == 1 else { throw Problem.unauthenticated }
    return .noContent
  }
}
