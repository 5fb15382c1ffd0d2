import HTTP
import Postgres
import Runtime
import Secrets

/// POST /api/account/confirmation, with the secret of the mail. Whoever reads the mail need not be signed in: it is often
/// another device.
struct ConfirmEmail: Decodable, Sendable {
  let token: MailToken
}

extension AccountsFeature {
  func confirmEmail(_ call: Call<Nothing, Nothing, JSONBody<ConfirmEmail>>, _: Void) async throws -> Response {
    do {
      try await database.transaction { transaction in
        try await confirm(call.body.token.token.atRest, in: transaction)
      }
      return .noContent
    } catch let error as PostgresError where error.constraint == "accounts_email_key" {
      // Only whoever reads that mailbox gets here.
      throw Problem(
        .conflict, Text(fr: "Cette adresse a déjà un compte.", en: "This address has an account already."))
    }
  }

  private struct Confirmed: Sendable {
    let id: Account.ID
    let email: String
    let oldEmail: String
    let wasUnconfirmed: Bool

    var isMove: Bool { email != oldEmail }
  }

  private func confirm(_ digest: [UInt8], in transaction: Transaction) async throws {
    let confirmed = try await transaction.first(
      """
      with token as (
        delete from mail_tokens where digest = \(digest) and purpose = 'confirmation' and expires_at > \(clock.now)
        returning account_id, email
      ), before as (
        select a.id, a.email, a.email_confirmed_at from accounts a, token where a.id = token.account_id for update of a
      )
      update accounts a set email = token.email, email_confirmed_at = \(clock.now), version = version + 1,
        pending_email = case when pending_email = token.email or before.email_confirmed_at is null then null
          else pending_email end
      from token, before where a.id = before.id and token.email in (a.email, a.pending_email)
      returning a.id, a.email, before.email, before.email_confirmed_at is null
      """
    ) { row in
      Confirmed(
        id: try row.next(), email: try row.next(), oldEmail: try row.next(), wasUnconfirmed: try row.next())
    }
    guard let confirmed else { throw MailToken.refusal }
    if confirmed.isMove || confirmed.wasUnconfirmed { try await voidSecrets(of: confirmed.id, in: transaction) }
    if confirmed.isMove { try await tellOfMove(confirmed, in: transaction) }
    if confirmed.wasUnconfirmed, rules.sendsMail { try await dismissStrangers(from: confirmed.id, in: transaction) }
  }

  private func tellOfMove(_ confirmed: Confirmed, in transaction: Transaction) async throws {
    try await transaction.execute(queue(.emailChanged, to: "\(confirmed.oldEmail)", of: "\(confirmed.id)"))
    try await Audit.record(
      "account.emailChanged", by: confirmed.id, on: "account", confirmed.id, at: clock.now, ids: ids, in: transaction)
  }

  /// Ends all sessions. Where mails go out nobody needs one before this moment: its holder is not known to be the
  /// owner.
  private func dismissStrangers(from id: Account.ID, in transaction: Transaction) async throws {
    try await transaction.execute("delete from sessions where account_id = \(id)")
    try await transaction.execute("delete from second_factors where account_id = \(id)")
  }
}

/// The secret of a mail's link, as a client sends it back.
struct MailToken: Field {
  let token: Token

  static let schema: Schema = ["type": "string", "minLength": 43, "maxLength": 43]
  static var sample: MailToken { MailToken(token: Token()) }

  private init(token: Token) { self.token = token }

  init(_ value: FieldValue) throws(FieldFault) {
    guard let token = Token(try value.string()) else { throw MailToken.fault }
    self.token = token
  }

  func encode(to encoder: any Encoder) throws { try Secret("").encode(to: encoder) }

  private static let fault = FieldFault(
    "bad-token", fr: "Ce lien n'est plus valable : demandez-en un autre.",
    en: "This link is no longer good: ask for another one.")

  static var refusal: Problem { Problem(.validation, faults: [Problem.Fault("/token", fault)]) }
}
