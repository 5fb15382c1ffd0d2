import Ground
import HTTP
import Postgres
import Secrets

/// PUT /api/account/password: whoever found an open device must not keep the account, so the old password is asked; and
/// whoever knew the old password is signed out.
struct ChangePassword: Decodable, Sendable {
  let currentPassword: GivenPassword
  let newPassword: NewPassword
}

extension People {
  func changePassword(_ call: Call<Nothing, Nothing, JSONBody<ChangePassword>>, _ driver: Driver) async throws
    -> Response
  {
    let old = try await requirePassword(
      call.body.currentPassword.password, of: driver, from: call.request.client, at: "/currentPassword")
    let hash = try await hasher.hash(call.body.newPassword.password)
    let notice = queue("'passwordChanged'", to: "(select email from person)", of: "(select id from person)")
    let changed = try await database.first(
      """
      with person as (
        update accounts set password_hash = \(hash.text), version = version + 1
        where id = \(driver.id) and password_hash = \(old) returning id, email
      ), others as (
        delete from sessions where id <> \(driver.session) and account_id in (select id from person)
      ), notice as (\(sql: notice))
      select from person
      """
    ) { _ in true }
    guard changed == true else {
      throw Problem(.conflict, Text(fr: "Le mot de passe vient de changer.", en: "The password has just changed."))
    }
    return .noContent
  }

  /// The stored hash that the password matched. Wrong ones count as failed sign-ins: a session that was left open is no
  /// place to guess from.
  @discardableResult
  func requirePassword(
    _ password: Password, of driver: Driver, from client: String, at pointer: String
  ) async throws -> String {
    let row = try await database.first("select email, password_hash from accounts where id = \(driver.id)") { row in
      (Email(known: try row.next()), try row.next(String.self))
    }
    guard let (email, hash) = row else { throw Problem.unauthenticated }
    let subjects = SignInThrottle.Subjects(email, from: client)
    try await throttle.refuseBlocked(subjects)
    if try await hasher.verify(password, against: PasswordHash(hash)) == .wrong {
      try await throttle.countFailure(subjects)
      let fault = FieldFault("wrong-password", fr: "Ce n'est pas votre mot de passe.", en: "This is not your password.")
      throw Problem(.validation, faults: [Problem.Fault(pointer, fault)])
    }
    return hash
  }
}
