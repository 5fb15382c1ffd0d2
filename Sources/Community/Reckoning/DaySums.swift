import HTTP
import Postgres
import Runtime

/// Sums over days of one home. They are sums of whole numbers, so that the order of adding does not show.
struct DaySums: Sendable {
  let days: Int
  let drawn: Int
  let weekendDays: Int
  let weekendDrawn: Int
  /// Of the days for which the weather is known: their number, energy and tenths of degree days.
  let coldDays: Int
  let coldDrawn: Int
  let cold: Int
  /// Of the days for which both directions are known.
  let bothDays: Int
  let bothDrawn: Int
  let bothInjected: Int
  /// Of the days for which production is known as well.
  let sunDays: Int
  let sunDrawn: Int
  let sunInjected: Int
  let sunProduced: Int
  let middayDays: Int
  let middayDrawn: Int
  let midday: Int
  /// Of the days with a midday those of Saturdays and Sundays.
  let weekendMiddayDrawn: Int
  let weekendMidday: Int
  let isCertified: Bool

  /// Of `community_days` under the name `d` beside `community_degree_days` under the name `w`.
  static let columns: SQL = """
    count(d.drawn_wh), coalesce(sum(d.drawn_wh), 0)::bigint,
    count(d.drawn_wh) filter (where extract(isodow from d.day) > 5),
    coalesce(sum(d.drawn_wh) filter (where extract(isodow from d.day) > 5), 0)::bigint,
    count(d.drawn_wh) filter (where w.day is not null), coalesce(sum(d.drawn_wh) filter (where w.day is not null), 0)::bigint,
    coalesce(sum(round(w.degree_days * 10)::bigint) filter (where d.drawn_wh is not null), 0)::bigint,
    count(*) filter (where d.drawn_wh is not null and d.injected_wh is not null),
    coalesce(sum(d.drawn_wh) filter (where d.injected_wh is not null), 0)::bigint,
    coalesce(sum(d.injected_wh) filter (where d.drawn_wh is not null), 0)::bigint,
    count(*) filter (where d.drawn_wh is not null and d.injected_wh is not null and d.produced_wh is not null),
    coalesce(sum(d.drawn_wh) filter (where d.injected_wh is not null and d.produced_wh is not null), 0)::bigint,
    coalesce(sum(d.injected_wh) filter (where d.drawn_wh is not null and d.produced_wh is not null), 0)::bigint,
    coalesce(sum(d.produced_wh) filter (where d.drawn_wh is not null and d.injected_wh is not null), 0)::bigint,
    count(d.midday_wh) filter (where d.drawn_wh is not null),
    coalesce(sum(d.drawn_wh) filter (where d.midday_wh is not null), 0)::bigint,
    coalesce(sum(d.midday_wh) filter (where d.drawn_wh is not null), 0)::bigint,
    coalesce(sum(d.drawn_wh) filter (where d.midday_wh is not null and extract(isodow from d.day) > 5), 0)::bigint,
    coalesce(sum(d.midday_wh) filter (where d.drawn_wh is not null and extract(isodow from d.day) > 5), 0)::bigint,
    coalesce(bool_and(d.certified) filter (where d.drawn_wh is not null), false)
    """

  init(_ row: inout Row) throws {
    (days, drawn, weekendDays, weekendDrawn) = (try row.next(), try row.next(), try row.next(), try row.next())
    (coldDays, coldDrawn, cold) = (try row.next(), try row.next(), try row.next())
    (bothDays, bothDrawn, bothInjected) = (try row.next(), try row.next(), try row.next())
    (sunDays, sunDrawn, sunInjected, sunProduced) = (try row.next(), try row.next(), try row.next(), try row.next())
    (middayDays, middayDrawn, midday) = (try row.next(), try row.next(), try row.next())
    (weekendMiddayDrawn, weekendMidday) = (try row.next(), try row.next())
    isCertified = try row.next()
  }

  var plain: SavingsPeriod {
    SavingsPeriod(wh: drawn, days: days, degreeDays: nil, weekendWh: weekendDrawn, weekendDays: weekendDays)
  }

  var corrected: SavingsPeriod {
    SavingsPeriod(wh: coldDrawn, days: coldDays, degreeDays: Double(cold) / 10, weekendWh: nil, weekendDays: nil)
  }

  var sun: EnergyPeriod {
    EnergyPeriod(drawnWh: sunDrawn, producedWh: sunProduced, injectedWh: sunInjected, middayWh: nil, days: sunDays)
  }

  var middle: EnergyPeriod {
    EnergyPeriod(drawnWh: middayDrawn, producedWh: nil, injectedWh: nil, middayWh: midday, days: middayDays)
  }

  /// The share drawn away from the sun, in millionths, that as many weekdays and weekends as in a game would have had
  /// here; nil where either is missing.
  func sharePpm(for game: DaySums) -> Int? {
    let (week, gameWeek) = (middayDrawn - weekendMiddayDrawn, game.middayDrawn - game.weekendMiddayDrawn)
    guard week > 0, weekendMiddayDrawn > 0, game.middayDrawn > 0 else { return nil }
    let weekShare = Double(week - (midday - weekendMidday)) / Double(week)
    let weekendShare = Double(weekendMiddayDrawn - weekendMidday) / Double(weekendMiddayDrawn)
    let expected = weekShare * Double(gameWeek) + weekendShare * Double(game.weekendMiddayDrawn)
    return Int((1e6 * expected / Double(game.middayDrawn)).clamped(to: 0...1e6).rounded())
  }
}

/// Sums of pairs, of whole numbers, and the straight line through them.
struct LineSums: Sendable {
  let count: Int
  let x: Int
  let y: Int
  let xx: Int
  let xy: Int
  let yy: Int

  init(_ row: inout Row) throws {
    (count, x, y) = (try row.next(), try row.next(), try row.next())
    (xx, xy, yy) = (try row.next(), try row.next(), try row.next())
  }

  struct Line {
    let slope: Double
    let start: Double
    let r2: Double
    let error: Double
  }

  /// Nil where the points do not spread.
  var line: Line? {
    let (n, sx, sy) = (Double(count), Double(x), Double(y))
    let (sxx, sxy, syy) = (Double(xx) - sx * sx / n, Double(xy) - sx * sy / n, Double(yy) - sy * sy / n)
    guard count > 2, sxx > 0 else { return nil }
    let slope = sxy / sxx
    let left = max(0, syy - slope * sxy)
    return Line(
      slope: slope, start: (sy - slope * sx) / n, r2: syy > 0 ? 1 - left / syy : 0, error: (left / (n - 2)).squareRoot()
    )
  }

  /// How far the values are from their mean, as a rule.
  var deviation: Double {
    guard count > 1 else { return 0 }
    let (n, sy) = (Double(count), Double(y))
    return (max(0, Double(yy) - sy * sy / n) / (n - 1)).squareRoot()
  }
}
