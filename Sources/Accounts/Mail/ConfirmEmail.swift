import Ground
import HTTP
import Postgres
import Secrets

/// POST /api/account/confirmation, with the secret of the mail. Whoever reads the mail need not be signed in: it is often
/// another device.
struct ConfirmEmail: Decodable, Sendable {
  let token: MailToken
}

extension People {
  func confirmEmail(_ call: Call<Nothing, Nothing, JSONBody<ConfirmEmail>>, _: Void) async throws -> Response {
    do {
      let confirmed = try await database.execute(
        """
        with token as (
          delete from mail_tokens
          where digest = \(call.body.token.token.atRest) and purpose = 'confirmation' and expires_at > \(clock.now)
          returning account_id, email
        )
        update accounts a set email = token.email, email_confirmed_at = \(clock.now), version = version + 1,
          pending_email = case when pending_email = token.email then null else pending_email end
        from token where a.id = token.account_id and token.email in (a.email, a.pending_email)
        """)
      guard confirmed == 1 else { throw MailToken.refusal }
      return .noContent
    } catch let error as PostgresError where error.constraint == "accounts_email_key" {
      // Only whoever reads that mailbox gets here.
      throw Problem(
        .conflict, Text(fr: "Cette adresse a déjà un compte.", en: "This address has an account already."))
    }
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
