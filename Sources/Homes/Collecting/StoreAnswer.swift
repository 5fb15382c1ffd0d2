import HTTP
import Postgres
import Runtime

/// Writes down what a call has brought, and what is asked for next, in one transaction. Whoever has withdrawn meanwhile has
/// no row in the queue any more: then nothing is kept.
extension HomesFeature {
  func store(_ placed: PlacedReadings, for claim: SeriesClaim) async throws {
    try await database.transaction { transaction in
      guard try await holds(claim, in: transaction) else { return }
      try await write(placed, of: claim.home, claim.series, .certified, in: transaction)
      try await noteGaps(claim, in: transaction)
      var progress = claim.progress
      let (now, today) = (clock.now, Paris.zone.local(clock.now).day)
      progress.asked(claim.plan, next: NightRound.following(now, for: claim.home, claim.series), today: today)
      try await update(claim, to: progress, reason: nil, in: transaction)
    }
  }

  func holds(_ claim: SeriesClaim, in transaction: Transaction) async throws -> Bool {
    let found = try await transaction.first(
      """
      select from enedis_series
      where home_id = \(claim.home) and kind = \(claim.series.kind.rawValue)
        and direction = \(claim.series.direction.rawValue) and busy_until = \(claim.lease)
      for update
      """
    ) { _ in true }
    return found == true
  }

  /// The next turn of a series, as its progress and its gaps have become.
  func update(
    _ claim: SeriesClaim, to progress: SeriesProgress, reason: String?, in transaction: Transaction
  ) async throws {
    let (home, kind, direction) = (claim.home, claim.series.kind.rawValue, claim.series.direction.rawValue)
    var progress = progress
    let gaps = try await transaction.query(
      """
      select day, next_try_at from home_gaps
      where home_id = \(home) and kind = \(kind) and direction = \(direction) and next_try_at is not null
      """
    ) { row in (try row.next(CivilDay.self), try row.next(Instant.self)) }
    progress.gaps = Dictionary(gaps) { first, _ in first }
    let now = clock.now
    let due = progress.due(at: now, today: Paris.zone.local(now).day)
    try await transaction.execute(
      """
      update enedis_series set oldest = \(progress.oldest), asked_from = \(progress.asked.lowerBound),
        asked_to = \(progress.asked.upperBound), round_at = \(progress.roundAt), looked_back_to = \(progress.lookedBackTo), due_at = \(due.at),
        priority = \(Int32(due.purpose.rawValue)), busy_until = null, tries = 0,
        reason = \(progress.isCut ? reason ?? EnedisFault.earlyCodes[0] : nil)
      where home_id = \(home) and kind = \(kind) and direction = \(direction)
      """)
  }

  // MARK: The ledger

  private func noteGaps(_ claim: SeriesClaim, in transaction: Transaction) async throws {
    let (home, kind, direction) = (claim.home, claim.series.kind.rawValue, claim.series.direction.rawValue)
    let days = claim.plan.days
    let judge = GapJudge(series: claim.series, home: home, now: clock.now, today: Paris.zone.local(clock.now).day)
    let counts = try await counts(of: home, claim.series, on: days, in: transaction)
    let tries = Dictionary(
      try await transaction.query(
        """
        delete from home_gaps where home_id = \(home) and kind = \(kind) and direction = \(direction)
          and day >= \(days.lowerBound) and day < \(days.upperBound)
        returning day, tries
        """
      ) { row in (try row.next(CivilDay.self), try row.next(Int.self)) }
    ) { first, _ in first }
    let length = days.upperBound.daysSince1970 - days.lowerBound.daysSince1970
    let gaps = (0..<length).map { days.lowerBound.adding($0) }.compactMap { day in
      let count = counts[day] ?? (0, day.minutes(in: Paris.zone) / 30)
      return judge.judge(day, readings: count.0, expected: count.1, tries: tries[day] ?? 0)
    }
    guard !gaps.isEmpty else { return }
    try await transaction.execute(
      """
      insert into home_gaps (home_id, kind, direction, day, state, readings, expected, next_try_at, tries, reason)
      select \(home), \(kind), \(direction), g.day, g.state, g.readings, g.expected, g.next_try_at, g.tries,
        case when g.readings = 0 then 'no_data_found' end
      from unnest(\(gaps.map(\.day)), \(gaps.map(\.state.rawValue)), \(gaps.map { Int32($0.readings) }),
        \(gaps.map { Int32($0.expected) }), \(gaps.map(\.nextTryAt)), \(gaps.map { Int32((tries[$0.day] ?? 0) + 1) }))
        as g(day, state, readings, expected, next_try_at, tries)
      """)
  }

  /// Readings of each day, and how many there should be at its own steps.
  private func counts(
    of home: Home.ID, _ series: Series, on days: Range<CivilDay>, in transaction: Transaction
  ) async throws -> [CivilDay: (Int, Int)] {
    guard series.kind == .curve else {
      let found = try await transaction.query(
        """
        select day from day_readings where home_id = \(home) and kind = \(series.kind.rawValue)
          and direction = \(series.direction.rawValue) and quality = 'certified' and day >= \(days.lowerBound)
          and day < \(days.upperBound)
        """
      ) { try $0.next(CivilDay.self) }
      return Dictionary(found.map { ($0, (1, 1)) }) { first, _ in first }
    }
    let rows = try await transaction.query(
      """
      select day, step, (select count(w) from unnest(watts) as w) from curve_days
      where home_id = \(home) and direction = \(series.direction.rawValue) and quality = 'certified'
        and day >= \(days.lowerBound) and day < \(days.upperBound)
      order by day, step
      """
    ) { row in (day: try row.next(CivilDay.self), step: try row.next(Int.self), count: try row.next(Int.self)) }
    return Dictionary(grouping: rows, by: \.day).mapValues { rows in
      let (readings, covered) = rows.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.count * $1.step) }
      let missing = max(0, (rows.first?.day.minutes(in: Paris.zone) ?? 0) - covered)
      return (readings, readings + missing / (rows.last?.step ?? 30))
    }
  }
}
