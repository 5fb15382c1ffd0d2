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

  /// A small game is reckoned within seconds of a change; a large one takes a twentieth of the time for that, and waits ten
  /// minutes at most.
  func reckonWhenDue() async throws {
    let due = try await database.readFirst(
      """
      select reckoned_at is null
        or reckoned_at + make_interval(secs => greatest(5, least(reckoned_ms * 0.02, 600))) <= \(clock.now)
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
}
