import HTTP
import Postgres
import Runtime

/// What a box warns of, as its home sees it.
struct BoxAlarm: Codable, Sendable {
  let cause: String
  let since: Instant
}

extension HomesFeature {
  /// The latest word on each cause; rows may come in any order. One without a time comes again with it.
  func noteAlarms(_ rows: [BoxRow], of caller: BoxCaller, in transaction: Transaction) async throws {
    var said: [String: (at: Instant, isActive: Bool, sequence: Int)] = [:]
    for row in rows where row.kind == .alarm {
      guard let cause = row.cause, let at = row.at else { continue }
      if let known = said[cause], (known.at, known.sequence) > (at, row.sequence) { continue }
      said[cause] = (at, row.value != 0, row.sequence)
    }
    guard !said.isEmpty else { return }
    let latest = said.sorted { $0.key < $1.key }
    try await transaction.execute(
      """
      insert into box_alarms as a (box_id, cause, is_active, said_at)
      select \(caller.id), g.cause, g.is_active, g.said_at
      from unnest(\(latest.map(\.key)), \(latest.map(\.value.isActive)), \(latest.map(\.value.at)))
        as g(cause, is_active, said_at)
      where (select count(*) from box_alarms where box_id = \(caller.id)) < \(Self.mostCauses)
      on conflict (box_id, cause) do update set is_active = excluded.is_active, said_at = excluded.said_at
        where a.said_at <= excluded.said_at
      """)
  }

  /// A box knows seven; what it makes up is not kept without end.
  private static let mostCauses = 100
}
