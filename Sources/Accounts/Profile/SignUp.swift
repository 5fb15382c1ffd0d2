import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/accounts. An e-mail that has an account already answers as a new one does, with an account that nobody will
/// ever see again: who asks learns nothing. Where mails go out, a new account waits for its link to be opened, and the
/// answer links to that; where none do, it can be used at once, and the answer links to the sign-in.
struct SignUp: Decodable, Sendable {
  let email: Email
  let password: NewPassword
  let displayName: DisplayName
  let language: Language?
}

extension AccountsFeature {
  private static let daysToConfirm = Duration.seconds(7 * 24 * 3600)

  func signUp(_ call: Call<Nothing, Nothing, JSONBody<SignUp>>, _: Void) async throws -> Response {
    let wanted = call.body
    if let seconds = newcomers?.refuse(call.request.network, at: clock.now) {
      throw Problem(
        .rateLimited,
        Text(fr: "Trop de comptes créés depuis cette adresse.", en: "Too many accounts were created from this address.")
      ).retry(after: seconds)
    }
    try wanted.password.refuse(about: wanted.email.description, wanted.displayName.text, at: "/password")
    let hash = try await hasher.hash(wanted.password.password, in: .newcomers)
    let account = newAccount(wanted, in: wanted.language ?? call.request.language)
    try await create(account, hash)
    return try .json(account, status: .created).header("Location", "/api/account")
  }

  private func newAccount(_ wanted: SignUp, in language: Language) -> Account {
    let now = clock.now
    let next =
      rules.sendsMail
      ? Links().adding("confirmEmail", "/api/account/confirmation", method: .post)
      : Links().adding("signIn", "/api/session", method: .post)
    return Account(
      id: ids.next(Account.self, at: now), email: wanted.email.description, pendingEmail: nil,
      displayName: wanted.displayName.text, role: .driver, language: language, emailConfirmed: false, locked: false,
      secondFactor: false, reminders: false, createdAt: now, _links: next.adding("self", "/api/account"))
  }

  private func create(_ account: Account, _ hash: PasswordHash) async throws {
    let confirmBy = rules.sendsMail ? account.createdAt + Self.daysToConfirm : nil
    let letter = queue(
      letter: "case when exists (select from created) then 'confirmation' else 'known' end",
      to: "coalesce((select email from owner), \(account.email))",
      of: "coalesce((select id from created), (select id from owner))")
    try await database.execute(
      """
      with owner as (
        select id, email from accounts where lower(email) collate "C" = lower(\(account.email)) collate "C"
      ), created as (
        insert into accounts (id, email, display_name, role, language, password_hash, created_at, confirm_by)
        values (\(account.id), \(account.email), \(account.displayName), 'driver', \(account.language.rawValue),
          \(hash.text), \(account.createdAt), \(confirmBy))
        on conflict (lower(email) collate "C") do nothing
        returning id
      )
      \(sql: letter)
      """)
  }
}
