import HTTP
import Postgres
import Resources
import Runtime

/// Brings the ledger of the open season to what is known. Any number of instances may do it at any time, in any order of what
/// arrives: the rows that stand at the end are the same.
extension CommunityFeature {
  private static let patience = Duration.seconds(900)

  var work: [BackgroundWork] {
    [
      BackgroundWork("community points", every: .seconds(5)) { try await reckonWhenDue() },
      BackgroundWork("community weather", every: .seconds(3600)) { try await fetchWeather() },
    ]
  }

  /// A small game is reckoned within seconds of a change; a large one takes a sixtieth of its time for that.
  func reckonWhenDue() async throws {
    let due = try await database.readFirst(
      """
      select reckoned_at is null
        or reckoned_at + greatest(interval '5 seconds', make_interval(secs => reckoned_ms * 0.06)) <= \(clock.now)
      from community_seasons where state = 'open'
      """
    ) { try $0.next(Bool.self) }
    if due == true { try await reckon() }
  }

  package func reckon() async throws {
    let (now, began) = (clock.now, ContinuousClock.now)
    try await database.transaction(timeout: Self.patience) { transaction in
      _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('community-points', 0))")
      guard let season = try await openSeason(in: transaction) else { return }
      try await refreshDays(of: season, at: now, in: transaction)
      let ledger = LedgerMerge(season: season.id, now: now, ids: ids)
      try await ledger.merge(try await periodsDue(season, at: now, in: transaction), in: transaction)
      try await ledger.merge(try await sheddingsDue(season, at: now, in: transaction), in: transaction)
      try await ledger.merge(try await chargesDue(season, at: now, in: transaction), in: transaction)
      try await reckonLevels(of: nil, season, at: now, in: transaction)
      try await closeWeeks(of: season, at: now, in: transaction)
      let took = Int32(clamping: (ContinuousClock.now - began).microseconds / 1000)
      try await transaction.execute(
        "update community_seasons set reckoned_at = \(now), reckoned_ms = \(took) where id = \(season.id)")
    }
  }

  /// The points of actions, of one player or of all; a malus may be mended by another action. Returns them by their keys.
  @discardableResult
  func reckonLevels(
    of player: Player.ID?, _ season: Season, at now: Instant, in transaction: Transaction
  ) async throws -> [String: Int] {
    let today = France.zone.local(now).day
    let rows = try await transaction.query(
      """
      select a.player_id, a.id, a.action, a.evidence, a.declared_at, a.season_id = \(season.id) from community_actions a
      where (\(player)::uuid is null or a.player_id = \(player)) and (a.season_id = \(season.id) or a.valid @> \(today)::date)
      order by a.player_id, a.id
      """
    ) { row in
      Declared(
        player: try row.next(), id: try row.next(), action: try row.word(), evidence: try row.word(),
        at: try row.next(),
        isOfSeason: try row.next())
    }
    let due = try Dictionary(grouping: rows, by: \.player).sorted { $0.key < $1.key }.flatMap { player, actions in
      let all = actions.map { DoneAction(action: $0.action, evidence: $0.evidence) }
      return try actions.filter(\.isOfSeason).map { one in
        try DuePoints(
          player, .levels, key: "action:\(one.id)", earnedAt: one.at, isFinal: true,
          Levels(
            actions: [DoneAction(action: one.action, evidence: one.evidence)] + all.filter { $0.action != one.action },
            counted: one.action))
      }
    }
    try await LedgerMerge(season: season.id, now: now, ids: ids).merge(due, in: transaction)
    return Dictionary(due.map { ($0.key, $0.points) }, uniquingKeysWith: { first, _ in first })
  }

  private struct Declared {
    let player: Player.ID
    let id: DeclaredAction.ID
    let action: ActionID
    let evidence: Evidence
    let at: Instant
    let isOfSeason: Bool
  }
}
