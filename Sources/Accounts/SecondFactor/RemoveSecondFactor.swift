import HTTP
import Postgres

/// DELETE /api/account/totp, with the password and a code: neither a device that was left open nor a password that leaked is
/// enough.
struct RemoveSecondFactor: Decodable, Sendable {
  let password: GivenPassword
  let code: GivenCode
}

extension AccountsFeature {
  func removeSecondFactor(
    _ call: Call<Nothing, Nothing, JSONBody<RemoveSecondFactor>>, _ driver: Driver
  ) async throws -> Response {
    guard try await readAccount(driver.id).account.secondFactor else { throw Problem(.notFound) }
    try await requirePassword(call.body.password.password, of: driver, at: "/password")
    let isRight = try await database.transaction { transaction in
      guard try await spend(call.body.code, of: driver.id, in: transaction) else { return false }
      try await transaction.execute("delete from second_factors where account_id = \(driver.id)")
      try await noteSecondFactor("account.secondFactorOff", of: driver, in: transaction)
      return true
    }
    guard isRight else { throw try await counted(.wrongCode, of: driver) }
    return .noContent
  }
}
