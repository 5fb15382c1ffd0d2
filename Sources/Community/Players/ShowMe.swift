import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/community/me: how I am doing. For whoever does not play yet `player` is null.
struct MyGame: Codable, Sendable {
  struct Points: Codable, Sendable {
    let provisional: Int
    let final: Int
    let total: Int
  }

  struct Challenge: Codable, Sendable {
    let rule: RuleName
    let points: Int
    let most: Int
  }

  struct Progress: Codable, Sendable {
    /// Days of the season that have readings enough, of so many that have passed.
    let days: Int
    let passed: Int
    let coverage: Double
    /// Whether the team's mean takes these points in.
    let counted: Bool
    /// Whether the consent to use readings in the game is there.
    let consent: Bool
  }

  struct Week: Codable, Sendable {
    let monday: CivilDate
    let points: Int
  }

  let player: Player?
  let season: Season?
  let points: Points
  let score: Double?
  let level: Int
  let challenges: [Challenge]
  /// Points by the week in which they were earned; those of a whole season stand in none.
  let weeks: [Week]
  let progress: Progress?
  let team: Podium.Place?
  let next: NextStep?
  let _links: Links
}

extension CommunityFeature {
  func showMe(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let season = try await seasonToShow(in: database)
    let player = try await playerIfAny(of: driver.id, in: database)
    guard let player, let season else { return try .json(MyGame.empty(player, season)) }
    let sums = try await sums(of: player, in: season)
    let done = try await done(by: player, in: season)
    let progress = try await progress(of: player, in: season)
    let place = try await player.teamId.asyncMap { try await standings()?.team($0) } ?? nil
    let game = MyGame(
      player: player, season: season, points: sums.points, score: sums.score(player.mode, season.rules),
      level: Levels(actions: done.map { DoneAction(action: $0, evidence: nil) }, counted: nil).heldLevel,
      challenges: sums.challenges(player.mode, season.rules), weeks: try await weeks(of: player, in: season),
      progress: progress, team: place.map(Podium.Place.init),
      next: NextStep.best(for: player, done: Set(done), progress, at: clock.now, in: call.request.language),
      _links: MyGame.links)
    return try .json(game)
  }

  private func sums(of player: Player, in season: Season) async throws -> RuleSums {
    let rows = try await database.query(
      """
      select rule, coalesce(sum(points) filter (where state = 'provisional'), 0), coalesce(sum(points) filter (where state = 'final'), 0)
      from community_points where player_id = \(player.id) and season_id = \(season.id) and key not like 'team:%'
        and state in ('provisional', 'final') group by rule
      """
    ) { row in (try row.word(RuleName.self), provisional: try row.next(Int.self), final: try row.next(Int.self)) }
    return RuleSums(rows: rows)
  }

  private func done(by player: Player, in season: Season) async throws -> [ActionID] {
    let today = France.zone.local(clock.now).day
    return try await database.query(
      """
      select a.action from community_actions a left join community_points p on p.player_id = a.player_id
        and p.rule = 'levels' and p.key = 'action:' || a.id and p.state <> 'superseded'
      where a.player_id = \(player.id) and (a.season_id = \(season.id) or a.valid @> \(today)::date)
        and p.state is distinct from 'revoked' order by a.id
      """
    ) { try $0.word() }
  }

  private func progress(of player: Player, in season: Season) async throws -> MyGame.Progress {
    let found = try await database.first(
      """
      select coalesce(g.days, 0), coalesce(g.passed, 0), coalesce(g.days >= t.member_days
          and g.days * 100 >= g.passed * t.member_coverage, false), community_may_use(\(player.homeId), \(clock.now))
      from (select * from community_thresholds order by id desc limit 1) as t
        left join community_progress g on g.player_id = \(player.id) and g.season_id = \(season.id)
      """
    ) { row in
      let (days, passed) = (try row.next(Int.self), try row.next(Int.self))
      let coverage = passed > 0 ? (Double(days) / Double(passed) * 1000).rounded() / 1000 : 0
      return MyGame.Progress(
        days: days, passed: passed, coverage: coverage, counted: try row.next(), consent: try row.next())
    }
    return found ?? MyGame.Progress(days: 0, passed: 0, coverage: 0, counted: false, consent: false)
  }

  private func weeks(of player: Player, in season: Season) async throws -> [MyGame.Week] {
    try await database.query(
      """
      select date_trunc('week', earned_at at time zone 'Europe/Paris')::date as monday, sum(points)
      from community_points where player_id = \(player.id) and season_id = \(season.id)
        and key <> 'season' and key not like 'team:%' and state in ('provisional', 'final') group by 1 order by 1
      """
    ) { row in MyGame.Week(monday: CivilDate(day: try row.next()), points: try row.next()) }
  }
}

/// Points by rule and state.
private struct RuleSums: Sendable {
  let rows: [(rule: RuleName, provisional: Int, final: Int)]

  init(rows: [(RuleName, provisional: Int, final: Int)]) {
    self.rows = rows.map { (rule: $0.0, provisional: $0.provisional, final: $0.final) }
  }

  var points: MyGame.Points {
    let (provisional, final) = (rows.reduce(0) { $0 + $1.provisional }, rows.reduce(0) { $0 + $1.final })
    return MyGame.Points(provisional: provisional, final: final, total: provisional + final)
  }

  private var byRule: [RuleName: Int] {
    Dictionary(rows.map { ($0.rule, $0.provisional + $0.final) }, uniquingKeysWith: { first, _ in first })
  }

  func score(_ mode: Mode, _ rules: SeasonRules) -> Double { (rules.score(mode, byRule) * 100).rounded() / 100 }

  func challenges(_ mode: Mode, _ rules: SeasonRules) -> [MyGame.Challenge] {
    mode.rules.map { MyGame.Challenge(rule: $0, points: byRule[$0] ?? 0, most: rules.most(of: $0)) }
  }
}

extension MyGame {
  fileprivate static func empty(_ player: Player?, _ season: Season?) -> MyGame {
    MyGame(
      player: player, season: season, points: Points(provisional: 0, final: 0, total: 0), score: nil, level: 0,
      challenges: [], weeks: [], progress: nil, team: nil, next: nil, _links: links)
  }

  fileprivate static let links = Links().adding("self", "/api/community/me")
    .adding("join", "/api/community/players", method: .post).adding("points", "/api/community/points")
    .adding("podium", "/api/community/podium").adding("ideas", "/api/community/ideas")
}

extension Optional {
  /// `map` for a closure that waits.
  fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
