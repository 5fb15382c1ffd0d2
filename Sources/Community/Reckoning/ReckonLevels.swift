import HTTP
import Postgres
import Resources
import Runtime

/// The points of actions, of one player or of all: by what stands behind each at the time. A malus may be mended by another action.
extension CommunityFeature {
  func reckonLevels(of player: Player.ID?, _ season: Season, at now: Instant, in transaction: Transaction) async throws
  {
    let today = France.zone.local(now).day
    let rows = try await transaction.query(
      """
      select a.player_id, a.id, a.action, a.season_id = \(season.id), \(sql: Proof.columns) from community_actions a
      where (\(player)::uuid is null or a.player_id = \(player)) and (a.season_id = \(season.id) or a.valid @> \(today)::date)
      order by a.player_id, a.id
      """
    ) { row in
      Declared(
        player: try row.next(), id: try row.next(), action: try row.word(), isOfSeason: try row.next(),
        proof: try Proof(&row))
    }
    let due = try Dictionary(grouping: rows, by: \.player).sorted { $0.key < $1.key }.flatMap { _, actions in
      try actions.filter(\.isOfSeason).map { try $0.due(among: actions, at: now) }
    }
    try await LedgerMerge(season: season.id, now: now, ids: ids).merge(due, in: transaction)
  }
}

private struct Declared: Sendable {
  let player: Player.ID
  let id: DeclaredAction.ID
  let action: ActionID
  let isOfSeason: Bool
  let proof: Proof

  func due(among all: [Declared], at now: Instant) throws -> DuePoints {
    let (_, isFinal) = proof.counted(at: now)
    let others = all.filter { $0.action != action }
    return try DuePoints(
      player, .levels, key: "action:\(id)", earnedAt: proof.declaredAt, isFinal: isFinal || action.entry.points < 0,
      Levels(actions: ([self] + others).map { $0.done(at: now) }, counted: action))
  }

  private func done(at now: Instant) -> DoneAction {
    DoneAction(action: action, evidence: proof.counted(at: now).evidence)
  }
}
