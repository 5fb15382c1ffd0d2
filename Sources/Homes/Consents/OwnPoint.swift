import Accounts
import HTTP
import Postgres
import Runtime

/// Enedis has named the point of a consent: now the home owns it, unless something speaks against that.
extension HomesFeature {
  func own(_ point: UsagePoint, _ claim: ConsentClaim) async throws {
    try await database.transaction { transaction in
      // Two who race for one point come here one after the other.
      _ = try await transaction.run(
        "select pg_advisory_xact_lock(hashtextextended('usage-point ' || \(point), 0))")
      let home = try await transaction.first(
        "select \(sql: HomeRow.columns(at: clock.now)) from homes h where h.id = \(claim.home) for no key update of h"
      ) { try HomeRow(&$0) }
      let isPending = try await transaction.first(
        "select from home_consents where id = \(claim.consent) and state = 'pending' for update"
      ) { _ in true }
      guard let home, isPending == true else { return }
      try await remember(point, claim, in: transaction)
      if let refusal = try await refusal(of: point, home, in: transaction) {
        return try await fail(claim.consent, refusal.rawValue, in: transaction)
      }
      try await take(point, home, in: transaction)
      try await transaction.execute(
        """
        update home_consents set state = 'active', reason = null, ask_at = null, busy_until = null, version = version + 1
        where id = \(claim.consent)
        """)
      try await settleSeries(of: home.id, in: transaction)
    }
  }

  private func remember(_ point: UsagePoint, _ claim: ConsentClaim, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update enedis_authorisations set usage_point = \(point)
      where number = \(claim.authorisation) and account_id = \(claim.account)
      """)
  }

  private func refusal(
    of point: UsagePoint, _ home: HomeRow, in transaction: Transaction
  ) async throws -> ConsentRefusal? {
    if let typed = home.point, typed != point { return .otherPoint }
    // Who has withdrawn keeps the point for as long as nobody else is entitled to it.
    let isHeld = try await transaction.first(
      """
      select from homes h where h.usage_point = \(point) and h.point_state = 'owned' and h.id <> \(home.id)
        and exists (select from home_consents c where c.home_id = h.id and c.state = 'active')
      """
    ) { _ in true }
    return isHeld == true ? .usagePointTaken : nil
  }

  /// From all who have typed it.
  private func take(_ point: UsagePoint, _ home: HomeRow, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update homes set point_state = 'lost', version = version + 1
      where usage_point = \(point) and id <> \(home.id) and point_state <> 'lost'
      """)
    try await transaction.execute(
      """
      update homes set usage_point = \(point), point_state = 'owned', typed_at = null, version = version + 1
      where id = \(home.id)
      """)
  }
}
