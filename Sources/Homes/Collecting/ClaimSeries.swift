import HTTP
import Postgres
import Resources
import Runtime

/// One call that is granted: nobody else makes it until the lease is over.
struct SeriesClaim: Sendable {
  let home: Home.ID
  let series: Series
  let point: UsagePoint
  let progress: SeriesProgress
  let plan: SeriesProgress.Plan
  let tries: Int
  let lease: Instant
}

/// What a look at the queue has found.
enum QueueStep<Claim: Sendable>: Sendable {
  case claimed(Claim)
  /// There is something to do, and no room to do it in before then.
  case full(until: Instant)
  /// Nothing before then, or at all.
  case idle(until: Instant?)
}

extension HomesFeature {
  static let lease = Duration.seconds(120)

  func claimSeries(_ enedis: EnedisClient) async throws -> QueueStep<SeriesClaim> {
    let now = clock.now
    return try await database.transaction { transaction in
      let tokens = enedis.needsToken ? ["token"] : []
      let budget = try await Budget.look(.measures, at: now, calls: 1 + tokens.count, in: transaction)
      while let candidate = try await candidate(besides: budget, at: now, in: transaction) {
        if let room = budget.fullUntil { return .full(until: room) }
        guard let plan = candidate.progress.next(at: now, today: Paris.zone.local(now).day) else {
          try await postpone(candidate, at: now, in: transaction)
          continue
        }
        try await Budget.spend([EnedisAPI.measures.name] + tokens, at: now, in: transaction)
        return .claimed(try await lease(candidate, plan, at: now, in: transaction))
      }
      return .idle(until: try await nextDue(at: now, in: transaction))
    }
  }

  private struct Candidate: Sendable {
    let home: Home.ID
    let series: Series
    let point: UsagePoint
    let progress: SeriesProgress
    let tries: Int
  }

  /// Who waits for their first days goes first, then the night's round, then gaps, then what lies further back.
  private func candidate(besides budget: Budget, at now: Instant, in transaction: Transaction) async throws
    -> Candidate?
  {
    guard budget.isOpen else { return nil }
    let found = try await transaction.first(
      """
      select home_id, kind, direction, usage_point, oldest, asked_from, asked_to, round_at,
        looked_back_to, coalesce(reason = any(\(EnedisFault.earlyCodes)), false), tries
      from enedis_series
      where due_at <= \(now) and (busy_until is null or busy_until <= \(now))
        and (not \(budget.isTight) or priority < 3 or round_at <= \(now))
      order by least(priority, case when round_at <= \(now) then 1 else 3 end), due_at, home_id, kind
      limit 1 for update skip locked
      """
    ) { row in
      let home = try row.next(Home.ID.self)
      let series = Series(kind: try row.word(), direction: try row.word())
      let point = try row.next(UsagePoint.self)
      let (oldest, from, to) = (try row.next(CivilDay.self), try row.next(CivilDay.self), try row.next(CivilDay.self))
      let progress = SeriesProgress(
        series: series, oldest: oldest, asked: from..<to, roundAt: try row.next(), lookedBackTo: try row.next(),
        isCut: try row.next(), gaps: [:])
      return Candidate(home: home, series: series, point: point, progress: progress, tries: try row.next())
    }
    guard let found else { return nil }
    return try await withGaps(found, in: transaction)
  }

  private func withGaps(_ found: Candidate, in transaction: Transaction) async throws -> Candidate {
    var progress = found.progress
    let gaps = try await transaction.query(
      """
      select day, next_try_at from home_gaps
      where home_id = \(found.home) and kind = \(found.series.kind.rawValue)
        and direction = \(found.series.direction.rawValue) and next_try_at is not null
      """
    ) { row in (try row.next(CivilDay.self), try row.next(Instant.self)) }
    progress.gaps = Dictionary(gaps) { first, _ in first }
    return Candidate(
      home: found.home, series: found.series, point: found.point, progress: progress, tries: found.tries)
  }

  private func lease(
    _ candidate: Candidate, _ plan: SeriesProgress.Plan, at now: Instant, in transaction: Transaction
  ) async throws -> SeriesClaim {
    let lease = now + Self.lease
    try await transaction.execute(
      """
      update enedis_series set busy_until = \(lease)
      where home_id = \(candidate.home) and kind = \(candidate.series.kind.rawValue)
        and direction = \(candidate.series.direction.rawValue)
      """)
    return SeriesClaim(
      home: candidate.home, series: candidate.series, point: candidate.point, progress: candidate.progress, plan: plan,
      tries: candidate.tries, lease: lease)
  }

  private func postpone(_ candidate: Candidate, at now: Instant, in transaction: Transaction) async throws {
    let due = candidate.progress.due(at: now, today: Paris.zone.local(now).day)
    // A round that has nothing to ask for, as on the day of the consent, has been.
    let round = NightRound.following(now, for: candidate.home, candidate.series)
    let later = candidate.progress.roundAt <= now ? round : candidate.progress.roundAt
    try await transaction.execute(
      """
      update enedis_series set due_at = \(due.at <= now ? later : due.at), round_at = \(later),
        priority = \(Int32(due.purpose.rawValue))
      where home_id = \(candidate.home) and kind = \(candidate.series.kind.rawValue)
        and direction = \(candidate.series.direction.rawValue)
      """)
  }

  private func nextDue(at now: Instant, in transaction: Transaction) async throws -> Instant? {
    let due =
      try await transaction.first(
        "select min(greatest(due_at, coalesce(busy_until, due_at))) from enedis_series where due_at is not null"
      ) { try $0.next(Instant?.self) } ?? nil
    guard let due, due <= now else { return due }
    // What is due waits for its API.
    return try await Budget.nextRoom(.measures, at: now, in: transaction)
  }
}
