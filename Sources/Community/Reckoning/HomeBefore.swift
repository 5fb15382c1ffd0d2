import HTTP
import Postgres
import Runtime

/// How a home was before the season: what everything is compared with.
struct HomeBefore: Sendable {
  /// The sixty days before.
  let lately: DaySums
  /// Degree days in tenths against Wh, over a year.
  let cold: LineSums
  /// Wh against nothing, over the sixty days.
  let spread: LineSums

  var fit: WeatherFit? {
    guard let line = cold.line else { return nil }
    return WeatherFit(
      dailyWh: line.start.rounded(), degreeDayWh: (line.slope * 10).rounded(), r2: (line.r2 * 1000).rounded() / 1000,
      days: cold.count, errorWh: line.error.rounded())
  }

  /// Without a fit only how far days are from their mean.
  var plainError: WeatherFit {
    WeatherFit(dailyWh: 0, degreeDayWh: 0, r2: 0, days: spread.count, errorWh: spread.deviation.rounded())
  }
}

/// The 28 days before the season for which all is known, with the share from the street in millionths against production.
struct SunBefore: Sendable {
  let sums: DaySums
  let share: LineSums

  static let days = 28
  static let leastDays = 14

  /// The share to be expected under as much sun a day.
  func expectedPpm(_ game: EnergyPeriod) -> Int? {
    guard share.count >= Self.leastDays, let line = share.line, let days = game.days, days > 0,
      let produced = game.producedWh
    else { return nil }
    let ppm = line.start + line.slope * Double(produced) / Double(days)
    return Int(ppm.clamped(to: 1...1_000_000).rounded())
  }
}

extension CommunityFeature {
  func homesBefore(_ season: Season, in transaction: Transaction) async throws -> [Identifier<PlayersHome>: HomeBefore]
  {
    let (first, year) = (season.first, season.first.adding(-365))
    let lately: SQL = "filter (where d.day >= \(first.adding(-60)) and d.drawn_wh is not null)"
    let known: SQL = "filter (where w.day is not null and d.drawn_wh is not null)"
    let rows = try await transaction.query(
      """
      with before as (
        select d.home_id, \(sql: DaySums.columns) from community_days d left join community_degree_days w on w.day = d.day
        where d.day >= \(first.adding(-60)) and d.day < \(first) group by d.home_id
      ), lines as (
        select d.home_id, count(*) \(sql: known), coalesce(sum(x) \(sql: known), 0)::bigint,
          coalesce(sum(d.drawn_wh) \(sql: known), 0)::bigint, coalesce(sum(x * x) \(sql: known), 0)::bigint,
          coalesce(sum(x * d.drawn_wh) \(sql: known), 0)::bigint,
          coalesce(sum(d.drawn_wh * d.drawn_wh) \(sql: known), 0)::bigint,
          count(*) \(sql: lately), 0::bigint, coalesce(sum(d.drawn_wh) \(sql: lately), 0)::bigint, 0::bigint, 0::bigint,
          coalesce(sum(d.drawn_wh * d.drawn_wh) \(sql: lately), 0)::bigint
        from community_days d left join community_degree_days w on w.day = d.day
          cross join lateral (select round(w.degree_days * 10)::bigint) as cold (x)
        where d.day >= \(year) and d.day < \(first) group by d.home_id
      )
      select l.home_id, b.*, l.* from lines l left join before b on b.home_id = l.home_id
      where b.home_id is not null
      """
    ) { row in
      let home = try row.next(Identifier<PlayersHome>.self)
      row.skip()
      let lately = try DaySums(&row)
      row.skip()
      return (home, HomeBefore(lately: lately, cold: try LineSums(&row), spread: try LineSums(&row)))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  func sunBefore(_ season: Season, in transaction: Transaction) async throws -> [Identifier<PlayersHome>: SunBefore] {
    let rows = try await transaction.query(
      """
      with ranked as (
        select d.*, row_number() over (partition by d.home_id order by (d.produced_wh is not null
            and d.injected_wh is not null) desc, d.day desc) as place
        from community_days d
        where d.day < \(season.first) and d.day >= \(season.first.adding(-90)) and d.drawn_wh is not null
          and d.midday_wh is not null
      )
      select d.home_id, \(sql: DaySums.columns), \(sql: Self.shareSums)
      from ranked d left join community_degree_days w on false cross join lateral (
        select d.produced_wh as x, case when d.drawn_wh + d.produced_wh - d.injected_wh > 0
          then d.drawn_wh * 1000000 / (d.drawn_wh + d.produced_wh - d.injected_wh) end as y
      ) as share
      where d.place <= \(SunBefore.days) group by d.home_id
      """
    ) { row in
      (try row.next(Identifier<PlayersHome>.self), SunBefore(sums: try DaySums(&row), share: try LineSums(&row)))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  private static let shareSums: SQL = """
    count(y), coalesce(sum(x) filter (where y is not null), 0)::bigint, coalesce(sum(y), 0)::bigint,
    coalesce(sum(x * x) filter (where y is not null), 0)::bigint, coalesce(sum(x * y), 0)::bigint,
    coalesce(sum(y * y), 0)::bigint
    """
}
