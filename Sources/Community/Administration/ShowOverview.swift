import Accounts
import HTTP
import Postgres
import Runtime

/// GET /api/admin/community/overview: the open season, or the last, in figures. Energy is told from ten homes on.
struct GameOverview: Codable, Sendable {
  struct Saved: Codable, Sendable {
    /// Null below so many homes as the thresholds say.
    let wh: Int?
    let low: Int?
    let high: Int?
    /// How many homes have days enough to tell.
    let homes: Int
  }

  struct Agreement: Codable, Sendable {
    let agreed: Int
    let diverging: Int
    let pending: Int
    let uncertified: Int
  }

  let season: Season?
  let players: Int
  /// Of them those of a demonstration, in whose season all figures are.
  let madeUpPlayers: Int
  let teams: Int
  /// The mean over the players.
  let coverage: Double
  let saved: Saved
  let shedAtPeakWh: Int?
  let agreement: Agreement
  let flaggedBoxes: Int
  let _links: Links
}

extension CommunityFeature {
  func showOverview(_ call: Call<Nothing, Nothing, NoBody>, _: Administrator) async throws -> Response {
    let season = try await seasonToShow(in: database)
    let counts = try await counts(season)
    let links = Links().adding("self", "/api/admin/community/overview").adding(
      "players", "/api/admin/community/players"
    )
    .adding("teams", "/api/admin/community/teams").adding("thresholds", "/api/admin/community/thresholds")
    .adding("seasons", "/api/community/seasons").adding("points", "/api/admin/community/points")
    return try .json(
      GameOverview(
        season: season, players: counts.players, madeUpPlayers: counts.madeUpPlayers, teams: counts.teams,
        coverage: counts.coverage, saved: counts.saved,
        shedAtPeakWh: counts.shedAtPeak, agreement: try await agreement(season),
        flaggedBoxes: try await flaggedBoxes(), _links: links))
  }

  private struct Counts: Sendable {
    let players: Int
    let madeUpPlayers: Int
    let teams: Int
    let coverage: Double
    let saved: GameOverview.Saved
    let shedAtPeak: Int?
  }

  private func counts(_ season: Season?) async throws -> Counts {
    let least = try await thresholds(in: database).leastHomes
    let found = try await database.first(
      """
      select (select count(*) from community_players), (select count(*) from community_players pl
          join accounts a on a.id = pl.account_id where a.demonstration), (select count(*) from community_teams),
        coalesce(avg(least(1, g.days::float8 / nullif(g.passed, 0))), 0)::float8, count(g.saved_wh),
        sum(g.saved_wh)::bigint, round(sqrt(sum(g.saved_margin_wh::float8 * g.saved_margin_wh)))::bigint,
        (select count(distinct player_id) from community_sheddings where season_id = \(season?.id) and peak_wh > 0),
        (select sum(peak_wh)::bigint from community_sheddings where season_id = \(season?.id))
      from community_progress g where g.season_id = \(season?.id)
      """
    ) { row in
      let (players, madeUp) = (try row.next(Int.self), try row.next(Int.self))
      let (teams, coverage) = (try row.next(Int.self), try row.next(Double.self))
      let (homes, wh, margin) = (try row.next(Int.self), try row.next(Int?.self) ?? 0, try row.next(Int?.self) ?? 0)
      let (shedders, peak) = (try row.next(Int.self), try row.next(Int?.self) ?? 0)
      let isTold = homes >= least
      return Counts(
        players: players, madeUpPlayers: madeUp, teams: teams, coverage: (coverage * 1000).rounded() / 1000,
        saved: GameOverview.Saved(
          wh: isTold ? wh : nil, low: isTold ? wh - margin : nil, high: isTold ? wh + margin : nil, homes: homes),
        shedAtPeak: shedders >= least ? peak : nil)
    }
    guard let found else { throw Problem(.internal) }
    return found
  }

  /// Days on which box and meter were compared, of players in the season.
  private func agreement(_ season: Season?) async throws -> GameOverview.Agreement {
    let (first, last) = (season?.first, season?.last)
    let young = France.zone.local(clock.now).day.adding(-Self.patienceForCertified)
    let found = try await database.first(
      """
      with players as (select home_id from community_players),
      judged as (
        select verdict, count(*) as days from home_agreements a join players using (home_id)
        where a.day between \(first) and \(last) group by verdict
      ), waiting as (
        select c.day > \(young) as is_young, count(*) as days
        from curve_days c join players using (home_id)
        where c.quality = 'local' and c.day between \(first) and \(last) and not exists (
          select from home_agreements a where a.home_id = c.home_id and a.direction = c.direction and a.day = c.day)
        group by 1
      )
      select coalesce((select days from judged where verdict = 'agreed'), 0),
        coalesce((select days from judged where verdict = 'diverging'), 0),
        coalesce((select days from waiting where is_young), 0), coalesce((select days from waiting where not is_young), 0)
      """
    ) { row in
      GameOverview.Agreement(
        agreed: try row.next(), diverging: try row.next(), pending: try row.next(), uncertified: try row.next())
    }
    return found ?? GameOverview.Agreement(agreed: 0, diverging: 0, pending: 0, uncertified: 0)
  }

  /// Boxes of homes that diverged on three days of the last thirty.
  private func flaggedBoxes() async throws -> Int {
    let since = France.zone.local(clock.now).day.adding(-30)
    return try await database.first(
      """
      select count(*) from boxes b where b.paired_at is not null and (
        select count(distinct a.day) from home_agreements a
        where a.home_id = b.home_id and a.verdict = 'diverging' and a.day > \(since)) >= 3
      """
    ) { try $0.next(Int.self) } ?? 0
  }
}
