import HTTP
import Postgres
import Runtime
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

extension AccountsFeature {
  func askReset(_ call: Call<Nothing, Nothing, JSONBody<AskReset>>, _: Void) async throws -> Response {
    let email = call.body.email.description
    // To the address as the account has it: one that merely folds to the same letters may be somebody else's.
    try await database.execute(
      """
      with person as (select id, email from accounts where lower(email) collate "C" = lower(\(email)) collate "C")
      \(sql: queue(.reset, to: "coalesce((select email from person), \(email))", of: "(select id from person)"))
      """)
    return Response(.accepted)
  }

  func resetPassword(_ call: Call<Nothing, Nothing, JSONBody<ResetPassword>>, _: Void) async throws -> Response {
    let digest = call.body.token.token.atRest
    // Before the password is hashed: guessing tokens must not cost us Argon2.
    let person = try await database.first(
      """
      select a.email, a.display_name from mail_tokens t join accounts a on a.id = t.account_id and a.email = t.email
      where t.digest = \(digest) and t.purpose = 'reset' and t.expires_at > \(clock.now)
      """
    ) { row in (email: try row.next(String.self), name: try row.next(String.self)) }
    guard let person else { throw MailToken.refusal }
    try call.body.password.refuse(about: person.email, person.name, at: "/password")
    let hash = try await hasher.hash(call.body.password.password)
    try await database.transaction { transaction in
      let (id, email) = try await takeOver(digest, hash, in: transaction)
      try await transaction.execute("delete from sessions where account_id = \(id)")
      try await voidSecrets(of: id, in: transaction)
      // A person locked out by somebody else's guesses gets in again.
      let subject = SignInThrottle.Subjects(Email(known: email), from: call.request.network).own
      try await transaction.execute("delete from sign_in_failures where subject = \(sql: subject)")
      try await transaction.execute(queue(.passwordChanged, to: "\(email)", of: "\(id)"))
      try await Audit.record("account.reset", by: nil, on: "account", id, at: clock.now, ids: ids, in: transaction)
    }
    return .noContent
  }

  /// Hands the account over. Where nobody had confirmed the address, a stranger may have signed up with it and waited:
  /// a second factor of theirs goes too. The owner's own stays, or a mailbox would be worth more than it.
  private func takeOver(
    _ digest: [UInt8], _ hash: PasswordHash, in transaction: Transaction
  ) async throws -> (Account.ID, String) {
    let account = try await transaction.first(
      """
      with token as (
        delete from mail_tokens
        where digest = \(digest) and purpose = 'reset' and expires_at > \(clock.now) returning account_id, email
      ), strangers as (
        delete from second_factors where account_id = (
          select a.id from accounts a, token where a.id = token.account_id and a.email_confirmed_at is null)
      )
      update accounts a set password_hash = \(hash.text), pending_email = null, version = version + 1,
        email_confirmed_at = coalesce(email_confirmed_at, \(clock.now))
      from token where a.id = token.account_id and a.email = token.email returning a.id, a.email
      """
    ) { row in (try row.next(Account.ID.self), try row.next(String.self)) }
    guard let account else { throw MailToken.refusal }
    return account
  }
}
