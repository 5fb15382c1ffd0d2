import Glibc
import Ground
import HTTP
import Postgres

/// Slows guessing down, in the database so that all servers agree: 5 failures an account or 20 an address within a
/// quarter of an hour, then a pause that grows with every further try. E-mails without an account count just the same.
struct SignInThrottle: Sendable {
  struct Subjects: Sendable {
    let account: SQL
    let address: SQL

    init(_ email: Email, from client: String) {
      account = "sha256(convert_to('account ' || lower(\(email.description)), 'UTF8'))"
      address = "sha256(convert_to('address ' || \(Self.network(of: client)), 'UTF8'))"
    }

    /// A household or a machine has 2^64 addresses of IPv6: the first half is what tells it from others.
    private static func network(of client: String) -> String {
      var address = in6_addr()
      guard inet_pton(AF_INET6, client, &address) == 1 else { return client }
      return withUnsafeBytes(of: address) { bytes in
        bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
      }
    }
  }

  let database: Database
  let clock: WallClock
  let isOn: Bool

  static let window = Duration.seconds(15 * 60)

  /// Asked before a password is hashed: a refusal costs no Argon2, only a longer pause.
  func refuseBlocked(_ subjects: Subjects) async throws {
    guard isOn else { return }
    let now = clock.now
    let pause = try await database.query(
      """
      update sign_in_failures set failures = least(failures + 1, 99),
        blocked_until = \(now) + sign_in_pause(failures + 1, allowed)
      where subject in (\(sql: subjects.account), \(sql: subjects.address)) and blocked_until > \(now)
      returning blocked_until
      """
    ) { row in try row.next(Instant.self) - now }.max()
    if let pause { throw Self.refusal(pause) }
  }

  /// Counts a wrong password. When guesses run side by side only the first five are told that they were wrong; the
  /// others hear no more than those who came too late.
  func countFailure(_ subjects: Subjects) async throws {
    guard isOn else { return }
    let now = clock.now
    let start = now - Self.window
    let counted = try await database.query(
      """
      insert into sign_in_failures as f (subject, allowed, failures, since)
      select subject, allowed, 1, \(now)
      from (values (\(sql: subjects.account), 5), (\(sql: subjects.address), 20)) as s (subject, allowed)
      order by subject
      on conflict (subject) do update set
        failures = case when greatest(f.since, f.blocked_until) <= \(start) then 1 else least(f.failures + 1, 99) end,
        since = case when greatest(f.since, f.blocked_until) <= \(start) then \(now) else f.since end,
        was_blocked = coalesce(f.blocked_until > \(now), false),
        blocked_until = case when greatest(f.since, f.blocked_until) > \(start) and f.failures + 1 >= f.allowed
          then \(now) + sign_in_pause(f.failures + 1, f.allowed) end
      returning was_blocked, blocked_until
      """
    ) { row in (try row.next(Bool.self), try row.next(Instant?.self)) }
    let pauses = counted.compactMap { wasBlocked, until in wasBlocked ? until.map { $0 - now } : nil }
    if let pause = pauses.max() { throw Self.refusal(pause) }
  }

  /// True in a statement that runs while neither the account nor the address is blocked.
  func isOpen(_ subjects: Subjects) -> SQL {
    guard isOn else { return "true" }
    return """
      not exists (select from sign_in_failures where subject in (\(sql: subjects.account), \(sql: subjects.address))
        and blocked_until > \(clock.now))
      """
  }

  static func refusal(_ pause: Duration) -> Problem {
    Problem(
      .rateLimited,
      Text(
        fr: "Trop d'essais infructueux : patientez avant de réessayer.",
        en: "Too many failed attempts: wait before you try again.")
    ).retry(after: Int(pause.inSeconds.rounded(.up)))
  }
}
