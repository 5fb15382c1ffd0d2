import HTTP
import Postgres
import Resources
import Runtime

/// A shedding that is over, with what its player's others of the time say.
struct DueShedding: Sendable {
  let id: AnnouncedShedding.ID
  let player: Player.ID
  let home: Identifier<PlayersHome>
  let mode: Mode
  let from: Instant
  let to: Instant
  let watts: Int

  init(_ row: inout Row) throws {
    (id, player, home) = (try row.next(), try row.next(), try row.next())
    (mode, from, to, watts) = (try row.word(), try row.next(), try row.next(), try row.next())
  }

  var day: CivilDay { France.zone.local(from).day }
}

/// All sheddings of some players, to know what went before and which days are no ordinary ones.
struct SheddingDiary: Sendable {
  private let spans: [Player.ID: [Range<Instant>]]

  /// What is further apart has ended.
  private static let pause = Duration.seconds(120)

  init(_ rows: [(Player.ID, Range<Instant>)]) {
    spans = Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1).sorted { $0.lowerBound < $1.lowerBound } }
  }

  func days(_ player: Player.ID) -> Set<CivilDay> {
    Set((spans[player] ?? []).map { France.zone.local($0.lowerBound).day })
  }

  /// How long load had been shed without a pause when this one began.
  func continuous(before start: Instant, _ player: Player.ID) -> Int {
    var begun = start
    for span in (spans[player] ?? []).reversed() where span.lowerBound < begun && span.upperBound <= begun {
      guard begun - span.upperBound < Self.pause else { break }
      begun = span.lowerBound
    }
    return Int(start.seconds - begun.seconds)
  }

  /// How long load had been shed on the day before this one began.
  func earlier(on day: CivilDay, before start: Instant, _ player: Player.ID) -> Int {
    (spans[player] ?? []).filter { $0.upperBound <= start && France.zone.local($0.lowerBound).day == day }
      .reduce(0) { $0 + Int($1.upperBound.seconds - $1.lowerBound.seconds) }
  }

  func isShedding(_ player: Player.ID, in half: Range<Instant>) -> Bool {
    (spans[player] ?? []).contains { $0.overlaps(half) }
  }
}

extension CommunityFeature {
  private static let homesAtOnce = 400

  /// Those that were never reckoned, those whose days have changed since, and those that nobody has certified in time.
  func sheddingsDue(_ season: Season, at now: Instant, in transaction: Transaction) async throws -> [DuePoints] {
    let due = try await overSheddings(season, at: now, in: transaction)
    guard let first = due.map(\.day).min() else { return [] }
    let diary = try await diary(of: Set(due.map(\.player)), since: first.adding(-Baseline.reach), in: transaction)
    let homes = Set(due.map(\.home)).sorted()
    let last = (due.map(\.day).max() ?? first).adding(1)
    var points: [DuePoints] = []
    for start in stride(from: 0, to: homes.count, by: Self.homesAtOnce) {
      let some = Array(homes[start..<min(start + Self.homesAtOnce, homes.count)])
      let curves = try await curves(of: some, from: first.adding(-Baseline.reach), to: last, in: transaction)
      for home in some {
        let judge = SheddingJudge(
          curve: curves[home] ?? HomeCurve(), diary: diary, peaks: season.rules.peaks, now: now)
        points += try due.filter { $0.home == home }.compactMap(judge.points)
      }
    }
    try await note(due, points, at: now, in: transaction)
    return points
  }

  private func overSheddings(_ season: Season, at now: Instant, in transaction: Transaction) async throws
    -> [DueShedding]
  {
    try await transaction.query(
      """
      select sh.id, sh.player_id, pl.home_id, pl.mode, lower(sh.during), upper(sh.during), least(sh.watts, (
          -- Another declaration of the box's relay holds from the next day on.
          select r.watts from boxes b join box_declarations r on r.box_id = b.id
          where b.home_id = pl.home_id and r.armed and r.at < (civil.day::timestamp at time zone 'Europe/Paris')
          order by r.at desc limit 1
        ))::integer
      from community_sheddings sh join community_players pl on pl.id = sh.player_id
        cross join lateral (select (lower(sh.during) at time zone 'Europe/Paris')::date as day) as civil
      where sh.season_id = \(season.id) and upper(sh.during) <= \(now) and community_may_use(pl.home_id, \(now))
        and civil.day between \(season.first) and \(season.last)
        and (sh.reckoned_at is null or exists (
          select from community_days d where d.home_id = pl.home_id and d.changed_at >= sh.reckoned_at
            and d.day between civil.day - \(Int32(Baseline.reach)) and civil.day + 1
        ) or (sh.reckoned_at < upper(sh.during) + interval '30 days' and upper(sh.during) + interval '30 days' <= \(now)))
      order by sh.player_id, lower(sh.during)
      """
    ) { try DueShedding(&$0) }
  }

  private func diary(
    of players: Set<Player.ID>, since day: CivilDay, in transaction: Transaction
  ) async throws -> SheddingDiary {
    SheddingDiary(
      try await transaction.query(
        """
        select player_id, during from community_sheddings
        where player_id = any(\(players.sorted())) and lower(during) >= \(France.zone.start(of: day))
        """
      ) { row in (try row.next(), try row.next()) })
  }

  private func note(
    _ due: [DueShedding], _ points: [DuePoints], at now: Instant, in transaction: Transaction
  ) async throws {
    let energies = Dictionary(points.map { ($0.key, $0.energies) }, uniquingKeysWith: { first, _ in first })
    let found = due.map { energies["shedding:\($0.id)"] ?? (0, 0) }
    try await transaction.execute(
      """
      update community_sheddings sh set reckoned_at = \(now), shed_wh = r.shed, peak_wh = r.peak
      from unnest(\(due.map(\.id)), \(found.map { Int32(clamping: $0.0) }), \(found.map { Int32(clamping: $0.1) }))
        as r (id, shed, peak)
      where sh.id = r.id
      """)
  }
}
