import Ground
import Postgres

extension People {
  /// What is over and proves nothing any more. Any number of servers may do it, at any time.
  package func sweep() async throws {
    let now = clock.now
    try await database.execute("delete from sessions where expires_at <= \(now)")
    try await database.execute("delete from mail_tokens where expires_at <= \(now)")
    try await database.execute("delete from mails where sent_at <= \(now - .seconds(24 * 3600))")
    try await database.execute(
      "delete from sign_in_failures where greatest(since, blocked_until) <= \(now - SignInThrottle.window)")
  }
}
