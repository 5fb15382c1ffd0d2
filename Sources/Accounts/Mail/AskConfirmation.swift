import HTTP
import Postgres
import Runtime

/// POST /api/account/confirmation/again: 202 whether or not the address has an account, and the mail once more where one waits
/// to be confirmed.
struct AskConfirmation: Decodable, Sendable {
  let email: Email
}

extension AccountsFeature {
  func askConfirmation(_ call: Call<Nothing, Nothing, JSONBody<AskConfirmation>>, _: Void) async throws -> Response {
    let email = call.body.email.description
    // As for a reset: to the address as the account has it, and the same work for one that nobody has.
    try await database.execute(
      """
      with person as (
        select id, email from accounts
        where lower(email) collate "C" = lower(\(email)) collate "C" and email_confirmed_at is null
      )
      \(sql: queue(.confirmation, to: "coalesce((select email from person), \(email))", of: "(select id from person)"))
      """)
    return Response(.accepted)
  }
}
