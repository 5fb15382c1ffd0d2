package import Accounts
import HTTP
package import Postgres
package import Runtime

/// How far what a box read may be from what was certified, as an administrator set it. Each set stays on record: a past verdict
/// names the one that it was made by.
package struct AgreementSettings: Codable, Sendable {
  package let id: Int
  package let since: Instant
  /// Who set it; null as it came, and once they have left.
  package let setBy: String?
  package let ticPermille: Int
  package let ticWh: Int
  package let pulsePermille: Int
  package let pulseWh: Int
  package let halfHourPermille: Int
  package let halfHourWh: Int
  package let coveragePermille: Int

  /// One that is to be stored.
  package init(
    ticPermille: Int, ticWh: Int, pulsePermille: Int, pulseWh: Int, halfHourPermille: Int, halfHourWh: Int,
    coveragePermille: Int
  ) {
    (id, since, setBy) = (0, Instant(seconds: 0), nil)
    (self.ticPermille, self.ticWh, self.pulsePermille, self.pulseWh) = (ticPermille, ticWh, pulsePermille, pulseWh)
    (self.halfHourPermille, self.halfHourWh, self.coveragePermille) = (halfHourPermille, halfHourWh, coveragePermille)
  }

  private init(_ row: inout Row) throws {
    (id, since, setBy) = (try row.next(), try row.next(), try row.next())
    (ticPermille, ticWh, pulsePermille, pulseWh) = (try row.next(), try row.next(), try row.next(), try row.next())
    (halfHourPermille, halfHourWh, coveragePermille) = (try row.next(), try row.next(), try row.next())
  }

  /// The newest first; the first one is in force.
  package static func history(in database: some Querying) async throws -> [AgreementSettings] {
    try await database.query(
      """
      select t.id, t.since, (select a.display_name from accounts a where a.id = t.account_id), t.tic_permille, t.tic_wh,
        t.pulse_permille, t.pulse_wh, t.half_hour_permille, t.half_hour_wh, t.coverage_permille
      from agreement_thresholds t order by t.since desc, t.id desc limit 100
      """
    ) { try AgreementSettings(&$0) }
  }

  package func store(by account: Account.ID, at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into agreement_thresholds (since, tic_permille, tic_wh, pulse_permille, pulse_wh, half_hour_permille,
        half_hour_wh, coverage_permille, account_id)
      values (\(now), \(ticPermille), \(ticWh), \(pulsePermille), \(pulseWh), \(halfHourPermille), \(halfHourWh),
        \(coveragePermille), \(account))
      """)
  }
}
