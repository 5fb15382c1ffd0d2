import Ground
import HTTP
import Postgres
import Secrets

/// POST /api/session. An e-mail without an account answers, and takes the time, as one with another password.
struct SignIn: Decodable, Sendable {
  let email: Email
  let password: GivenPassword
}

extension People {
  func signIn(_ call: Call<Nothing, Nothing, JSONBody<SignIn>>, _: Void) async throws -> Response {
    let wanted = call.body
    let subjects = SignInThrottle.Subjects(wanted.email, from: call.request.client)
    for _ in 0..<3 {
      try await throttle.refuseBlocked(subjects)
      let (known, isOutdated) = try await check(wanted, subjects)
      if let credentials = try await open(known, subjects) {
        if isOutdated { try await rehash(wanted.password.password, of: known) }
        return setting(credentials, on: try await readAccount(known.id).response())
      }
      // Somebody failed too often meanwhile, or the hash is another one by now: look again.
    }
    throw Problem(.unavailable).retry(after: 1)
  }

  private func check(
    _ wanted: SignIn, _ subjects: SignInThrottle.Subjects
  ) async throws -> (known: KnownPassword, isOutdated: Bool) {
    let known = try await knownPassword(of: wanted.email)
    let verdict = try await hasher.verify(wanted.password.password, against: known?.hash)
    guard let known, verdict != .wrong else {
      try await throttle.countFailure(subjects)
      throw Problem(
        .unauthenticated, Text(fr: "E-mail ou mot de passe inconnu.", en: "Unknown e-mail or password."))
    }
    if known.isLocked {
      throw Problem(.forbidden, Text(fr: "Ce compte est verrouillé.", en: "This account is locked."))
    }
    return (known, verdict == .rightButOutdated)
  }

  private struct KnownPassword: Sendable {
    let id: Account.ID
    let role: Account.Role
    let isLocked: Bool
    let text: String
    let hash: PasswordHash?
  }

  private func knownPassword(of email: Email) async throws -> KnownPassword? {
    try await database.first(
      """
      select id, role, locked_at is not null, password_hash from accounts
      where lower(email) collate "C" = lower(\(email.description)) collate "C"
      """
    ) { row in
      let (id, role, isLocked) = (
        try row.next(Account.ID.self), try row.word(Account.Role.self), try row.next(Bool.self)
      )
      let text = try row.next(String.self)
      return KnownPassword(id: id, role: role, isLocked: isLocked, text: text, hash: PasswordHash(text))
    }
  }

  /// A session that did not exist before: whatever the browser held is not taken over. The row of the account is held, so
  /// that a lock or another password, set meanwhile, comes either before this (nil) or ends the session.
  private func open(_ known: KnownPassword, _ subjects: SignInThrottle.Subjects) async throws -> Credentials? {
    let now = clock.now
    let session = ids.next(Session.self, at: now)
    let refresh = Token()
    let opened = try await database.execute(
      """
      with person as (
        select id from accounts
        where id = \(known.id) and locked_at is null and password_hash = \(known.text)
          and \(sql: throttle.isOpen(subjects))
        for share
      ), forgotten as (
        delete from sign_in_failures where subject = \(sql: subjects.account) and exists (select from person)
      ), session as (
        insert into sessions (id, account_id, created_at, expires_at)
        select \(session), id, \(now), \(now + Session.lifetime) from person returning id
      )
      insert into refresh_tokens (digest, session_id, issued_at) select \(refresh.atRest), id, \(now) from session
      """)
    guard opened == 1 else { return nil }
    return Credentials(account: known.id, role: known.role, session: session, refresh: refresh)
  }

  private func rehash(_ password: Password, of known: KnownPassword) async throws {
    let hash = try await hasher.hash(password)
    // Not over a password that was changed meanwhile.
    try await database.execute(
      """
      update accounts set password_hash = \(hash.text) where id = \(known.id) and password_hash = \(known.text)
      """)
  }
}
