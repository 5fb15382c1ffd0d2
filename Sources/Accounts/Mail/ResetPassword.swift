import Ground
import HTTP
import Postgres
import Secrets

/// POST /api/account/reset: 202 whether or not the address has an account, and a mail where it has one.
struct AskReset: Decodable, Sendable {
  let email: Email
}

/// POST /api/account/reset/confirm: the secret of that mail and a password of one's choice.
struct ResetPassword: Decodable, Sendable {
  let token: MailToken
  let password: NewPassword
}

extension People {
  func askReset(_ call: Call<Nothing, Nothing, JSONBody<AskReset>>, _: Void) async throws -> Response {
    let email = call.body.email.description
    // To the address as the account has it: one that merely folds to the same letters may be somebody else's.
    try await database.execute(
      """
      with person as (select id, email from accounts where lower(email) collate "C" = lower(\(email)) collate "C")
      \(sql: queue("'reset'", to: "coalesce((select email from person), \(email))", of: "(select id from person)"))
      """)
    return Response(.accepted)
  }

  func resetPassword(_ call: Call<Nothing, Nothing, JSONBody<ResetPassword>>, _: Void) async throws -> Response {
    let digest = call.body.token.token.atRest
    // Before the password is hashed: guessing tokens must not cost us Argon2.
    let isGood = try await database.first(
      "select from mail_tokens where digest = \(digest) and purpose = 'reset' and expires_at > \(clock.now)"
    ) { _ in true }
    guard isGood == true else { throw MailToken.refusal }
    let hash = try await hasher.hash(call.body.password.password)
    try await database.transaction { transaction in
      let account = try await transaction.first(
        """
        with token as (
          delete from mail_tokens
          where digest = \(digest) and purpose = 'reset' and expires_at > \(clock.now) returning account_id, email
        )
        update accounts a set password_hash = \(hash.text), version = version + 1,
          email_confirmed_at = coalesce(email_confirmed_at, \(clock.now))
        from token where a.id = token.account_id and a.email = token.email returning a.id, a.email
        """
      ) { row in (try row.next(Account.ID.self), try row.next(String.self)) }
      guard let (id, email) = account else { throw MailToken.refusal }
      try await transaction.execute("delete from sessions where account_id = \(id)")
      try await transaction.execute("delete from mail_tokens where account_id = \(id) and purpose = 'reset'")
      // Whoever was locked out by somebody else's guesses gets in again.
      let subject = SignInThrottle.Subjects(Email(known: email), from: call.request.client).account
      try await transaction.execute("delete from sign_in_failures where subject = \(sql: subject)")
      try await transaction.execute(queue("'passwordChanged'", to: "\(email)", of: "\(id)"))
    }
    return .noContent
  }
}
