import HTTP
import Postgres
import Runtime

/// The limits by which half-hours are judged, over a year up to the latest reading.
struct Levels: Sendable {
  /// Fifths of the rates, in g/kWh.
  let rates: [Double]
  /// The places 90, 95 and 99 % of the loads, in MW.
  let loads: [Double]
  /// How far forecasts of the rate are off, within a day and beyond, in g/kWh.
  let spreads: [Double]

  /// Measured over half a year, for as long as there are no scores of our own.
  private static let usualSpreads = [4.1, 6.8]
  /// A score counts from so many pairs on.
  private static let enough = 48

  static func compute(at now: Instant, in database: some Querying) async throws {
    let spreads = try await spreads(at: now, in: database)
    try await database.execute(
      """
      with year as (
        select consumption, grams from grid_readings
        where perimeter = 'france' and is_half_hour and at > (
          select max(at) - interval '365 days' from grid_readings
          where perimeter = 'france' and is_half_hour and consumption is not null and at <= \(now)) and at <= \(now)
      )
      insert into grid_levels as l (computed_at, rates, loads, spreads)
      select \(now), coalesce(percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by grams)::real[], '{}'),
        coalesce(percentile_cont(array[0.9, 0.95, 0.99]) within group (order by consumption)::real[], '{}'), \(spreads)
      from year
      on conflict (single) do update
      set computed_at = excluded.computed_at, rates = excluded.rates, loads = excluded.loads, spreads = excluded.spreads
      """)
  }

  /// Of four forecasts a day: enough to know, and little to reckon.
  private static func spreads(at now: Instant, in database: some Querying) async throws -> [Float] {
    let found = try await database.query(
      """
      select s.is_near, avg(abs(s.amount - r.grams))::double precision, count(*) from (
        select f.starts_at + (a.place - 1) * interval '30 minutes' as at, a.amount,
          f.starts_at + (a.place - 1) * interval '30 minutes' <= f.known_until + interval '24 hours' as is_near
        from grid_forecasts f cross join lateral unnest(f.amounts) with ordinality as a (amount, place)
        where f.kind = 'carbon' and f.source = 'ours' and f.issued_at > \(now - .seconds(36 * 86_400))
          and extract(hour from f.issued_at at time zone 'UTC') in (0, 6, 12, 18) and a.amount <> 'NaN'
      ) s join grid_readings r on r.perimeter = 'france' and r.at = s.at
      where r.grams is not null and s.at between \(now - .seconds(28 * 86_400)) and \(now) group by 1
      """
    ) { row in (isNear: try row.next(Bool.self), mae: try row.next(Double.self), pairs: try row.next(Int.self)) }
    return [true, false].map { isNear in
      let measured = found.first { $0.isNear == isNear && $0.pairs >= enough }?.mae
      return Float(measured ?? usualSpreads[isNear ? 0 : 1])
    }
  }

  init(_ row: inout Row) throws {
    (rates, loads, spreads) = (
      try row.next([Float].self).map(Double.init), try row.next([Float].self).map(Double.init),
      try row.next([Float].self).map(Double.init)
    )
  }

  func band(_ rate: Double) -> Band? {
    guard rates.count == 4 else { return nil }
    return Band.allCases[rates.count { rate > $0 }]
  }

  /// 0 to 3.
  func stress(_ megawatts: Double) -> Int { loads.count { megawatts >= $0 } }

  func spread(isNear: Bool) -> Double { spreads.count == 2 ? spreads[isNear ? 0 : 1].tenths : Self.usualSpreads[0] }
}

/// A fifth of a year's half-hours.
package enum Band: String, CaseIterable, Field, Sendable { case veryLow, low, moderate, high, veryHigh }
