import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/session. An e-mail without an account answers, and takes the time, as one with another password; so does one
/// that nobody has confirmed yet, where mails go out.
struct SignIn: Decodable, Sendable {
  let email: Email
  let password: GivenPassword
  /// The code of the second factor, where there is one.
  let code: SignInCode?
}

/// A try, with what the request says of where it comes from.
private struct Attempt: Sendable {
  let wanted: SignIn
  let device: KnownDevice?
  let subjects: SignInThrottle.Subjects
  let deviceName: String?
  let network: String

  init(_ wanted: SignIn, _ request: Request, _ device: KnownDevice?) {
    self.wanted = wanted
    self.device = device
    subjects = device.map { .init($0) } ?? .init(wanted.email, from: request.network)
    deviceName = Device.name(of: request.headers["User-Agent"])
    network = request.network.shown
  }
}

extension AccountsFeature {
  func signIn(_ call: Call<Nothing, Nothing, JSONBody<SignIn>>, _: Void) async throws -> Response {
    try await signIn(call.body, call.request)
  }

  func signIn(_ wanted: SignIn, _ request: Request) async throws -> Response {
    let cookie = request.cookie(.device, at: site)
    for _ in 0..<3 {
      let stored = try await knownPassword(of: wanted.email)
      let device = devices.device(in: cookie, for: wanted.email, knowing: stored?.text)
      let attempt = Attempt(wanted, request, device)
      try await throttle.refuseBlocked(attempt.subjects)
      let (known, isOutdated) = try await check(attempt, against: stored)
      if let credentials = try await open(known, attempt) {
        let hash = try await isOutdated ? rehash(wanted.password.password, of: known) : known.text
        let response = setting(credentials, on: try await readAccount(known.id).response())
        return device == nil || isOutdated ? remembering(wanted.email, hash, on: response) : response
      }
      // Somebody failed too often meanwhile, or the hash or the second factor is another by now: look again.
    }
    throw Problem(.unavailable).retry(after: 1)
  }

  /// The device is known as long as the account has this hash.
  func remembering(_ email: Email, _ hash: String, on response: Response) -> Response {
    let token = devices.issue(for: email, knowing: hash)
    return response.setting(SessionCookie.device.with(token, lasting: KnownDevice.lifetime, at: site))
  }

  private func check(
    _ attempt: Attempt, against known: KnownPassword?
  ) async throws -> (known: KnownPassword, isOutdated: Bool) {
    let verdict = try await hasher.verify(attempt.wanted.password.password, against: known?.hash)
    guard let known, verdict != .wrong, !known.mustConfirm else {
      try await fail(attempt, at: known?.id)
      throw Problem.wrongCredentials
    }
    if let refusal = refusal(of: known, attempt) {
      // The right one of guesses side by side hears no more than the others that came too late.
      try await throttle.refuseBlocked(attempt.subjects)
      throw refusal
    }
    return (known, verdict == .rightButOutdated)
  }

  /// Refuses what the right password alone does not open.
  private func refusal(of known: KnownPassword, _ attempt: Attempt) -> Problem? {
    if known.isLocked {
      return Problem(.forbidden, Text(fr: "Ce compte est verrouillé.", en: "This account is locked."))
    }
    let lacksCode = known.hasSecondFactor && attempt.wanted.code?.given == nil
    return lacksCode ? Problem.secondFactorRequired(isWrong: false) : nil
  }

  /// The same statements whether or not there is such an account.
  private func fail(_ attempt: Attempt, at account: Account.ID?) async throws {
    let count = try await throttle.countFailure(attempt.subjects)
    if count.isNotable, failuresNoted.refuse(.named("everybody"), at: clock.now) == nil {
      try await Audit.record(
        count.blocks ? "session.blocked" : "session.failed", by: nil, on: "session",
        account?.description ?? "unknown", ["network": .string(attempt.network)], at: clock.now, ids: ids, in: database)
    }
    if let refusal = count.refusal { throw refusal }
  }

  private struct KnownPassword: Sendable {
    let id: Account.ID
    let email: String
    let role: Account.Role
    let isLocked: Bool
    let mustConfirm: Bool
    let hasSecondFactor: Bool
    let text: String
    let hash: PasswordHash?
  }

  private func knownPassword(of email: Email) async throws -> KnownPassword? {
    try await database.first(
      """
      select a.id, a.email, a.role, a.locked_at is not null, a.email_confirmed_at is null and a.confirm_by is not null,
        f.confirmed_at is not null, a.password_hash
      from accounts a left join second_factors f on f.account_id = a.id
      where lower(a.email) collate "C" = lower(\(email.description)) collate "C" and not a.demonstration
      """
    ) { row in
      let (id, email) = (try row.next(Account.ID.self), try row.next(String.self))
      let role = try row.word(Account.Role.self)
      let (isLocked, isNew) = (try row.next(Bool.self), try row.next(Bool.self))
      let (hasSecondFactor, text) = (try row.next(Bool.self), try row.next(String.self))
      return KnownPassword(
        id: id, email: email, role: role, isLocked: isLocked, mustConfirm: rules.sendsMail && isNew,
        hasSecondFactor: hasSecondFactor, text: text, hash: PasswordHash(text))
    }
  }

  /// A session that did not exist before: whatever the browser held is not taken over. The row of the account is held, so
  /// that a lock or another password, set meanwhile, comes either before this (nil) or ends the session.
  private func open(_ known: KnownPassword, _ attempt: Attempt) async throws -> Credentials? {
    do {
      return try await database.transaction { transaction in
        let signedInBefore = try await transaction.first(
          """
          select signed_in_at is not null from accounts
          where id = \(known.id) and locked_at is null and password_hash = \(known.text)
            and \(sql: throttle.isOpen(attempt.subjects))
          for no key update
          """
        ) { try $0.next(Bool.self) }
        guard let signedInBefore, try await asksAsBefore(known, in: transaction) else { return nil }
        if known.hasSecondFactor, let code = attempt.wanted.code?.given {
          guard try await spend(code, of: known.id, in: transaction) else { throw WrongCode() }
        }
        if signedInBefore, attempt.device == nil {
          try await transaction.execute(queue(.newDevice, to: "\(known.email)", of: "\(known.id)"))
        }
        return try await begin(known, attempt, in: transaction)
      }
    } catch is WrongCode {
      try await fail(attempt, at: known.id)
      throw Problem.secondFactorRequired(isWrong: true)
    }
  }

  /// Asked while the row of the account is held, by a statement of its own: one that waited for that row sees all others as
  /// they were before.
  private func asksAsBefore(_ known: KnownPassword, in transaction: Transaction) async throws -> Bool {
    let hasSecondFactor = try await transaction.first(
      "select exists (select from second_factors where account_id = \(known.id) and confirmed_at is not null)"
    ) { try $0.next(Bool.self) }
    return hasSecondFactor == known.hasSecondFactor
  }

  private struct WrongCode: Error {}

  private func begin(
    _ known: KnownPassword, _ attempt: Attempt, in transaction: Transaction
  ) async throws -> Credentials {
    let now = clock.now
    let session = ids.next(Session.self, at: now)
    let refresh = Token()
    try await transaction.execute(
      """
      with forgotten as (
        delete from sign_in_failures where subject = \(sql: attempt.subjects.own)
      ), noted as (
        update accounts set signed_in_at = \(now) where id = \(known.id) and signed_in_at is null
      ), session as (
        insert into sessions (id, account_id, created_at, expires_at, device, network, last_used_at, verified_at)
        values (\(session), \(known.id), \(now), \(now + Session.lifetime), \(attempt.deviceName), \(attempt.network),
          \(now), \(now)) returning id
      )
      insert into refresh_tokens (digest, session_id, issued_at) select \(refresh.atRest), id, \(now) from session
      """)
    try await Audit.record(
      "session.opened", by: known.id, on: "session", known.id, at: now, ids: ids, in: transaction)
    return Credentials(
      account: known.id, role: known.role, session: session, refresh: refresh, lasting: Session.lifetime)
  }

  private func rehash(_ password: Password, of known: KnownPassword) async throws -> String {
    let hash = try await hasher.hash(password)
    // Not over a password that was changed meanwhile.
    try await database.execute(
      """
      update accounts set password_hash = \(hash.text) where id = \(known.id) and password_hash = \(known.text)
      """)
    return hash.text
  }
}
