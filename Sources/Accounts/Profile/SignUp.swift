import Ground
import HTTP
import Postgres
import Secrets

/// POST /api/accounts. An e-mail that has an account already answers as a new one does, with an account that nobody will
/// ever see again: who asks learns nothing, and signs in afterwards either way.
struct SignUp: Decodable, Sendable {
  let email: Email
  let password: NewPassword
  let displayName: DisplayName
  let language: Language?
}

extension People {
  func signUp(_ call: Call<Nothing, Nothing, JSONBody<SignUp>>, _: Void) async throws -> Response {
    let wanted = call.body
    let hash = try await hasher.hash(wanted.password.password)
    let now = clock.now
    let id = ids.next(Account.self, at: now)
    let language = wanted.language ?? call.request.language
    let email = wanted.email.description
    let letter = queue(
      "case when exists (select from created) then 'confirmation' else 'known' end",
      to: "coalesce((select email from owner), \(email))",
      of: "coalesce((select id from created), (select id from owner))")
    try await database.execute(
      """
      with owner as (
        select id, email from accounts where lower(email) collate "C" = lower(\(email)) collate "C"
      ), created as (
        insert into accounts (id, email, display_name, role, language, password_hash, created_at)
        values (\(id), \(email), \(wanted.displayName.text), 'driver', \(language.rawValue), \(hash.text), \(now))
        on conflict (lower(email) collate "C") do nothing
        returning id
      )
      \(sql: letter)
      """)
    let account = Account(
      id: id, email: email, pendingEmail: nil, displayName: wanted.displayName.text, role: .driver,
      language: language, emailConfirmed: false, locked: false, createdAt: now,
      _links: Links().adding("signIn", "/api/session", method: .post).adding("self", "/api/account"))
    return try .json(account, status: .created).header("Location", "/api/account")
  }
}
