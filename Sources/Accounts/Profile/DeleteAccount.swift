import HTTP
import Postgres
import Runtime

/// DELETE /api/account, with the password: personal data go at once, what happened stays and is nobody's.
struct DeleteAccount: Decodable, Sendable {
  let password: GivenPassword
}

extension AccountsFeature {
  func deleteAccount(_ call: Call<Nothing, Nothing, JSONBody<DeleteAccount>>, _ driver: Driver) async throws -> Response
  {
    try await requirePassword(call.body.password.password, of: driver, at: "/password")
    try await database.transaction { transaction in
      try await LastAdministrator.mayGo(driver.id, in: transaction)
      try await remove(driver.id, in: transaction)
    }
    return clearingCookies(on: .noContent)
  }

  /// Sessions and tokens go with the row; the other slices let go of theirs first.
  func remove(_ id: Account.ID, in transaction: Transaction) async throws {
    for data in elsewhere { try await data.forget(transaction, id, clock.now) }
    try await transaction.execute("delete from accounts where id = \(id)")
  }
}
