import HTTP
import Postgres
import Runtime

extension AccountsFeature {
  private static let batch = 5000

  /// Deletes what is over and proves nothing any more. Any number of servers may do it, at any time; a long list goes
  /// piece by piece, so that no statement runs into its time limit.
  package func sweep() async throws {
    let now = clock.now
    try await inBatches(
      "delete from sessions where id in (select id from sessions where expires_at <= \(now) limit \(Self.batch))")
    try await inBatches(
      """
      delete from refresh_tokens where digest in (
        select digest from refresh_tokens where used_at <= \(now - Session.usedTokensLive) limit \(Self.batch))
      """)
    try await database.execute("delete from mail_tokens where expires_at <= \(now)")
    try await inBatches(
      "delete from mails where id in (select id from mails where sent_at <= \(now - .seconds(24 * 3600)) limit \(Self.batch))"
    )
    try await database.execute("delete from mail_counts where since <= \(now - .seconds(15 * 60))")
    // One that is held is being counted.
    try await database.execute(
      """
      with old as (
        select subject from sign_in_failures where greatest(since, blocked_until) <= \(now - SignInThrottle.window)
        for update skip locked
      )
      delete from sign_in_failures where subject in (select subject from old)
      """)
    try await sealAnew()
    if rules.sendsMail { try await forgetUnconfirmed(at: now) }
  }

  private func inBatches(_ statement: SQL) async throws {
    while try await database.execute(statement) == Self.batch {}
  }

  /// New accounts whose address nobody has confirmed in time.
  private func forgetUnconfirmed(at now: Instant) async throws {
    let due = try await database.query(
      "select id from accounts where email_confirmed_at is null and confirm_by <= \(now) limit \(Self.batch)"
    ) { try $0.next(Account.ID.self) }
    for id in due {
      try await forget(id, ifUnconfirmedAt: now)
    }
  }

  /// Whoever something hangs on that is not theirs alone stays, as would anybody who asked to leave.
  private func forget(_ id: Account.ID, ifUnconfirmedAt now: Instant) async throws {
    do {
      try await database.transaction { transaction in
        let isStill = try await transaction.first(
          "select from accounts where id = \(id) and email_confirmed_at is null and confirm_by <= \(now) for update"
        ) { _ in true }
        if isStill == true { try await remove(id, in: transaction) }
      }
    } catch let problem as Problem where problem.kind.status.code == 409 {
      log.warning("an account stays that nobody has confirmed", ["account": .text(id.description)])
    }
  }
}
