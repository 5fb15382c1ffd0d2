import HTTP
import Postgres
import Runtime
import Secrets

/// PUT /api/account/password: whoever found an open device must not keep the account, so the old password is asked; and
/// whoever knew the old password is signed out, with all that they have set going.
struct ChangePassword: Decodable, Sendable {
  let currentPassword: GivenPassword
  let newPassword: NewPassword
}

extension AccountsFeature {
  func changePassword(_ call: Call<Nothing, Nothing, JSONBody<ChangePassword>>, _ driver: Driver) async throws
    -> Response
  {
    let wanted = call.body
    let old = try await requirePassword(wanted.currentPassword.password, of: driver, at: "/currentPassword")
    let me = try await readAccount(driver.id).account
    try wanted.newPassword.refuse(about: me.email, me.displayName, at: "/newPassword")
    let hash = try await hasher.hash(wanted.newPassword.password)
    let email = try await database.transaction { transaction in
      let email = try await transaction.first(
        """
        update accounts set password_hash = \(hash.text), pending_email = null, version = version + 1
        where id = \(driver.id) and password_hash = \(old)
          and exists (select from sessions where id = \(driver.session) and account_id = \(driver.id))
        returning email
        """
      ) { try $0.next(String.self) }
      guard let email else {
        throw Problem(.conflict, Text(fr: "Le mot de passe vient de changer.", en: "The password has just changed."))
      }
      try await transaction.execute(
        "delete from sessions where id <> \(driver.session) and account_id = \(driver.id)")
      try await transaction.execute("update sessions set verified_at = \(clock.now) where id = \(driver.session)")
      try await voidSecrets(of: driver.id, in: transaction)
      try await transaction.execute(queue(.passwordChanged, to: "\(email)", of: "\(driver.id)"))
      try await Audit.record(
        "account.passwordChanged", by: driver.id, on: "account", driver.id, at: clock.now, ids: ids, in: transaction)
      return email
    }
    // All others are new from now on; this one is not.
    return remembering(Email(known: email), hash.text, on: .noContent)
  }

  /// The secrets of mails that are under way, and of those that were about to be: a letter makes its secret as it goes out,
  /// so that the letters go first.
  func voidSecrets(of id: Account.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      "delete from mails where account_id = \(id) and sent_at is null and kind in ('confirmation', 'reset')")
    try await transaction.execute("delete from mail_tokens where account_id = \(id)")
  }

  /// The stored hash that the password matched. Wrong ones are counted: a session that was left open is no place to guess
  /// from.
  @discardableResult
  func requirePassword(_ password: Password, of driver: Driver, at pointer: String) async throws -> String {
    let hash = try await database.first("select password_hash from accounts where id = \(driver.id)") { row in
      try row.next(String.self)
    }
    guard let hash else { throw Problem.unauthenticated }
    try await throttle.refuseBlocked(SignInThrottle.Subjects(inside: driver.id))
    if try await hasher.verify(password, against: PasswordHash(hash)) == .wrong {
      let fault = FieldFault("wrong-password", fr: "Ce n'est pas votre mot de passe.", en: "This is not your password.")
      throw try await counted(Problem(.validation, faults: [Problem.Fault(pointer, fault)]), of: driver)
    }
    return hash
  }

  /// The refusal of a wrong password or code, or of one too many.
  func counted(_ problem: Problem, of driver: Driver) async throws -> Problem {
    let count = try await throttle.countFailure(SignInThrottle.Subjects(inside: driver.id))
    if count.isNotable {
      try await Audit.record(
        count.blocks ? "session.blocked" : "session.failed", by: driver.id, on: "session", driver.id, at: clock.now,
        ids: ids, in: database)
    }
    return count.refusal ?? problem
  }
}
