import HTTP
import Postgres
import Runtime

/// Slows guessing down, in the database so that all servers agree: 5 failures an account or 20 an address within a
/// quarter of an hour, then a pause that grows with every further try. E-mails without an account count just the same.
struct SignInThrottle: Sendable {
  /// Whose failures they are.
  struct Subjects: Sendable {
    /// The digests, and with them how many are allowed.
    fileprivate let allowances: SQL
    fileprivate let digests: SQL
    /// The subjects that a right password wipes clean.
    let own: SQL

    /// The subjects of a stranger: the account is guarded, and so is everybody else from this address.
    init(_ email: Email, from network: ClientNetwork) {
      own = Self.digest("account ", "lower(\(email.description))")
      let address = Self.digest("address ", "\(network.key)")
      allowances = "(\(sql: own), 5), (\(sql: address), 20)"
      digests = "\(sql: own), \(sql: address)"
    }

    /// The subject of a device that has an allowance of its own, which strangers cannot use up.
    init(_ device: KnownDevice) {
      own = Self.digest("device ", "\(device.id)")
      allowances = "(\(sql: own), 5)"
      digests = own
    }

    /// The one of somebody who is signed in already.
    init(inside account: Account.ID) {
      own = Self.digest("inside ", "\(account.description)")
      allowances = "(\(sql: own), 5)"
      digests = own
    }

    private static func digest(_ kind: SQL, _ value: SQL) -> SQL {
      "sha256(convert_to('\(sql: kind)' || \(sql: value), 'UTF8'))"
    }
  }

  let database: Database
  let clock: WallClock
  let isOn: Bool

  static let window = Duration.seconds(15 * 60)

  /// No pause is longer, so that one that ends later was written by a clock that went back.
  private func isBlocked(at now: Instant) -> SQL {
    "(f.blocked_until > \(now) and f.blocked_until <= \(now + Self.window))"
  }

  /// Asked before a password is hashed: a refusal costs no Argon2, only a longer pause. Rows are held in the order in which
  /// failures are counted, so that no two wait for each other.
  func refuseBlocked(_ subjects: Subjects) async throws {
    guard isOn else { return }
    let now = clock.now
    let pause = try await database.query(
      """
      with held as (
        select f.subject from sign_in_failures f
        where f.subject in (\(sql: subjects.digests)) and \(sql: isBlocked(at: now)) order by f.subject for update
      )
      update sign_in_failures f set failures = least(f.failures + 1, 99),
        blocked_until = \(now) + sign_in_pause(f.failures + 1, f.allowed)
      from held where f.subject = held.subject
      returning f.blocked_until
      """
    ) { row in try row.next(Instant.self) - now }.max()
    if let pause { throw Self.refusal(pause) }
  }

  /// The count of failures of one subject.
  struct Count: Sendable {
    /// The first of a while, or the one that blocks: what is worth a line in the audit.
    let isNotable: Bool
    let blocks: Bool
    /// For whoever came too late to be told that they were wrong.
    let refusal: Problem?
  }

  /// Counts a wrong password. When guesses run side by side only the first five are told that they were wrong; the
  /// others hear no more than those who came too late.
  func countFailure(_ subjects: Subjects) async throws -> Count {
    guard isOn else { return Count(isNotable: true, blocks: false, refusal: nil) }
    let now = clock.now
    let isOver: SQL = "(greatest(f.since, f.blocked_until) <= \(now - Self.window) or f.since > \(now))"
    let counted = try await database.query(
      """
      insert into sign_in_failures as f (subject, allowed, failures, since)
      select subject, allowed, 1, \(now)
      from (values \(sql: subjects.allowances)) as s (subject, allowed)
      order by subject
      on conflict (subject) do update set
        failures = case when \(sql: isOver) then 1 else least(f.failures + 1, 99) end,
        since = case when \(sql: isOver) then \(now) else f.since end,
        was_blocked = coalesce(\(sql: isBlocked(at: now)), false),
        blocked_until = case when not \(sql: isOver) and f.failures + 1 >= f.allowed
          then \(now) + sign_in_pause(f.failures + 1, f.allowed) end
      returning subject = \(sql: subjects.own), failures, was_blocked, blocked_until
      """
    ) { row in
      (
        isOwn: try row.next(Bool.self), failures: try row.next(Int.self), wasBlocked: try row.next(Bool.self),
        until: try row.next(Instant?.self)
      )
    }
    let blocks = counted.contains { $0.isOwn && $0.until != nil && !$0.wasBlocked }
    let pauses = counted.compactMap { $0.wasBlocked ? $0.until.map { $0 - now } : nil }
    return Count(
      isNotable: blocks || counted.contains { $0.isOwn && $0.failures == 1 }, blocks: blocks,
      refusal: pauses.max().map(Self.refusal))
  }

  /// True in a statement that runs while nobody of them is blocked.
  func isOpen(_ subjects: Subjects) -> SQL {
    guard isOn else { return "true" }
    return """
      not exists (
        select from sign_in_failures f where f.subject in (\(sql: subjects.digests)) and \(sql: isBlocked(at: clock.now)))
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
