import HTTP
import Postgres
import Resources
import Runtime

/// A player's season, or that since they joined their team.
private struct PlayedPeriod: Sendable {
  let player: Player.ID
  let home: Identifier<PlayersHome>
  let mode: Mode
  let heating: String
  let tenths: Int
  let membership: Identifier<Team.Member>?
  let team: Team.ID?
  let since: CivilDay
  let sums: DaySums

  var key: String { membership.map { "team:\($0)" } ?? "season" }

  init(_ row: inout Row) throws {
    (player, home, mode) = (try row.next(), try row.next(), try row.word())
    heating = try row.next()
    tenths = HouseholdUse.tenths(adults: try row.next(), teens: try row.next(), children: try row.next())
    (membership, team, since) = (try row.next(), try row.next(), try row.next())
    sums = try DaySums(&row)
  }
}

/// The rules that are reckoned over a season: the piggy bank, the share from the street, what was saved.
extension CommunityFeature {
  func periodsDue(_ season: Season, at now: Instant, in transaction: Transaction) async throws -> [DuePoints] {
    let last = min(season.last, France.zone.local(now).day.adding(-1))
    let periods = try await periods(season, until: last, at: now, in: transaction)
    let (before, sun) = (try await homesBefore(season, in: transaction), try await sunBefore(season, in: transaction))
    let limits = UseLimits(periods.filter { $0.membership == nil }, try await thresholds(in: transaction))
    try await noteProgress(periods, before, season, until: last, in: transaction)
    return try periods.flatMap { period in
      let context = PeriodContext(
        before: before[period.home], sun: sun[period.home], limitWh: limits.limit(period.heating))
      return try period.due(context)
    }
  }

  private func periods(
    _ season: Season, until last: CivilDay, at now: Instant, in transaction: Transaction
  ) async throws -> [PlayedPeriod] {
    try await transaction.query(
      """
      with players as (
        select pl.id as player_id, pl.home_id, pl.mode, h.heating, h.adults, h.teens, h.children
        from community_players pl join homes h on h.id = pl.home_id where community_may_use(pl.home_id, \(now))
      ), scopes as (
        select p.*, null::uuid as membership_id, null::uuid as team_id, \(season.first)::date as since from players p
        union all
        select p.*, m.id, m.team_id, m.joined_on from players p join community_memberships m using (player_id)
        where m.left_at is null and m.joined_on > \(season.first)
      )
      select s.player_id, s.home_id, s.mode, s.heating, s.adults::integer, s.teens::integer, s.children::integer,
        s.membership_id, s.team_id, s.since, \(sql: DaySums.columns)
      from scopes s left join community_days d on d.home_id = s.home_id and d.day between s.since and \(last)
        left join community_degree_days w on w.day = d.day
      group by s.player_id, s.home_id, s.mode, s.heating, s.adults, s.teens, s.children, s.membership_id, s.team_id, s.since
      order by s.player_id, s.since, s.membership_id
      """
    ) { try PlayedPeriod(&$0) }
  }

  private func noteProgress(
    _ periods: [PlayedPeriod], _ before: [Identifier<PlayersHome>: HomeBefore], _ season: Season, until last: CivilDay,
    in transaction: Transaction
  ) async throws {
    let own = periods.filter { $0.membership == nil }
    let saved = own.map { $0.saved(before[$0.home]) }
    let passed = Int32(max(0, last.daysSince1970 - season.first.daysSince1970 + 1))
    let changed = try await transaction.execute(
      """
      insert into community_progress as g (season_id, player_id, days, passed, saved_wh, saved_margin_wh)
      select \(season.id), p.player_id, p.days, \(passed), p.saved, p.margin
      from unnest(\(own.map(\.player)), \(own.map { Int32($0.sums.days) }), \(saved.map { $0?.wh }),
        \(saved.map { $0?.margin })) as p (player_id, days, saved, margin)
      on conflict (season_id, player_id) do update set days = excluded.days, passed = excluded.passed,
        saved_wh = excluded.saved_wh, saved_margin_wh = excluded.saved_margin_wh
      where (g.days, g.passed, g.saved_wh, g.saved_margin_wh) is distinct from
        (excluded.days, excluded.passed, excluded.saved_wh, excluded.saved_margin_wh)
      """)
    // Who counts by now moves ranks, also where their points are the same.
    if changed > 0 { try await noteChange(in: transaction) }
  }
}

/// What a home's period is compared with.
private struct PeriodContext: Sendable {
  let before: HomeBefore?
  let sun: SunBefore?
  let limitWh: Int
}

extension PlayedPeriod {
  func due(_ context: PeriodContext) throws -> [DuePoints] {
    let start = France.zone.start(of: since)
    let isFinal = sums.isCertified
    func points(_ rule: RuleName, _ inputs: some RuleInputs) throws -> DuePoints {
      try DuePoints(player, rule, key: key, team: team, earnedAt: start, isFinal: isFinal, inputs)
    }
    var due: [DuePoints] = []
    if mode == .full {
      let bank = PiggyBank(injectedWh: sums.bothInjected, drawnWh: sums.bothDrawn, days: sums.bothDays)
      due.append(try points(.piggyBank, bank))
    }
    if let contest = contest(context) { due.append(try points(.selfConsumption, contest)) }
    if let savings = savings(context.before) { due.append(try points(.savings, savings)) }
    return due
  }

  private func contest(_ context: PeriodContext) -> SelfConsumption? {
    guard let sun = context.sun else { return nil }
    let hasRoof = mode == .full && sums.sunDays > 0 && sun.sums.sunDays > 0
    let game = hasRoof ? sums.sun : sums.middle
    let expected = hasRoof ? sun.expectedPpm(game) : sun.sums.sharePpm(for: sums)
    return SelfConsumption(
      reference: hasRoof ? sun.sums.sun : sun.sums.middle, game: game, expectedPpm: expected,
      household: HouseholdUse(wh: game.consumedWh, days: game.days ?? 0, tenths: tenths, limitWh: context.limitWh))
  }

  /// By the weather where it is known for nine days in ten, else plainly.
  private func savings(_ before: HomeBefore?) -> Savings? {
    guard let before else { return nil }
    let knowsWeather = sums.coldDays * 10 >= sums.days * 9 && sums.coldDays >= Savings.leastDays
    if knowsWeather, let fit = before.fit, fit.isGood {
      return Savings(reference: before.lately.plain, game: sums.corrected, fit: fit)
    }
    return Savings(reference: before.lately.plain, game: sums.plain, fit: before.plainError)
  }

  func saved(_ before: HomeBefore?) -> (wh: Int, margin: Int)? {
    guard let savings = savings(before), savings.game.days >= Savings.leastDays,
      savings.reference.days >= Savings.leastDays
    else { return nil }
    return (Int(savings.savedWh.rounded()), Int(savings.marginWh.rounded()))
  }

  /// Wh a day and unit.
  fileprivate var use: Double? {
    guard sums.days >= Savings.leastDays else { return nil }
    let period = sums.sunDays > 0 ? sums.sun : sums.middle
    guard let days = period.days, days > 0 else { return nil }
    return HouseholdUse(wh: period.consumedWh, days: days, tenths: tenths, limitWh: 0).perUnitWh
  }
}

/// From how much a day and unit on a household's consumption costs points: what a tenth of those who heat alike exceed, and
/// a constant where they are fewer than ten. It is rounded, since it is what one of them uses, and all are told.
private struct UseLimits {
  private let known: [String: Int]
  private let thresholds: Thresholds

  private static let fewest = 10
  /// Wh.
  private static let step = 1000

  init(_ periods: [PlayedPeriod], _ thresholds: Thresholds) {
    self.thresholds = thresholds
    known = Dictionary(grouping: periods, by: \.heating).compactMapValues { homes in
      let uses = homes.compactMap(\.use).sorted()
      guard uses.count >= Self.fewest else { return nil }
      return Int(uses[min(uses.count - 1, uses.count * 9 / 10)].rounded()).rounded(to: Self.step)
    }
  }

  func limit(_ heating: String) -> Int {
    known[heating] ?? (heating == "electric" ? thresholds.electricWh : thresholds.otherWh)
  }
}
