import HTTP
import Postgres
import Runtime
import Secrets

/// PUT /api/account/totp: the first code shows that the authenticator knows the secret. From now on signing in asks for one;
/// whoever signed in without is signed out.
struct ConfirmSecondFactor: Decodable, Sendable {
  let code: GivenCode
}

/// Shown once, and stored as digests.
struct RecoveryCodes: Codable, Sendable {
  let recoveryCodes: [String]
}

extension AccountsFeature {
  private static let recoveryCodeCount = 10

  func confirmSecondFactor(
    _ call: Call<Nothing, Nothing, JSONBody<ConfirmSecondFactor>>, _ driver: Driver
  ) async throws -> Response {
    try await throttle.refuseBlocked(SignInThrottle.Subjects(inside: driver.id))
    let codes = (0..<Self.recoveryCodeCount).map { _ in RecoveryCode() }
    let isRight = try await database.transaction { transaction in
      try await hold(driver, in: transaction)
      try await refuseIfOn(for: driver, in: transaction)
      guard try await spend(call.body.code, of: driver.id, whereConfirmed: false, in: transaction) else { return false }
      try await switchOn(codes, for: driver, in: transaction)
      return true
    }
    guard isRight else { throw try await counted(.wrongCode, of: driver) }
    return try .json(RecoveryCodes(recoveryCodes: codes.map(\.exposed)))
  }

  /// Held before all else, as another password and a sign-in hold it: none of them comes in between.
  private func hold(_ driver: Driver, in transaction: Transaction) async throws {
    let isThere = try await transaction.first(
      "select from accounts where id = \(driver.id) for no key update"
    ) { _ in true }
    guard isThere == true else { throw Problem.unauthenticated }
  }

  /// A session that ended since the request came in switches nothing on.
  private func refuseIfOn(for driver: Driver, in transaction: Transaction) async throws {
    let isOn = try await transaction.first(
      """
      select f.confirmed_at is not null from sessions s left join second_factors f on f.account_id = s.account_id
      where s.id = \(driver.session) and s.account_id = \(driver.id) for key share of s
      """
    ) { try $0.next(Bool.self) }
    guard let isOn else { throw Problem.unauthenticated }
    if isOn { throw Problem.secondFactorIsOn }
  }

  private func switchOn(_ codes: [RecoveryCode], for driver: Driver, in transaction: Transaction) async throws {
    let now = clock.now
    try await transaction.execute("update second_factors set confirmed_at = \(now) where account_id = \(driver.id)")
    for code in codes {
      try await transaction.execute(
        "insert into recovery_codes (account_id, digest) values (\(driver.id), \(code.atRest))")
    }
    try await transaction.execute(
      "delete from sessions where account_id = \(driver.id) and id <> \(driver.session)")
    try await noteSecondFactor("account.secondFactorOn", of: driver, in: transaction)
  }

  func noteSecondFactor(_ action: String, of driver: Driver, in transaction: Transaction) async throws {
    let email: SQL = "(select email from accounts where id = \(driver.id))"
    try await transaction.execute(queue(.secondFactor, to: email, of: "\(driver.id)"))
    try await Audit.record(action, by: driver.id, on: "account", driver.id, at: clock.now, ids: ids, in: transaction)
  }
}
