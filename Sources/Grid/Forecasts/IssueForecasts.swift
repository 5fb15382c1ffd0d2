package import Postgres
package import Runtime

/// Makes the forecasts for the coming week, and keeps them: after each import, and every hour. What was issued is never
/// changed, and bears the time at which it was made.
package enum Forecasting {
  static let horizon = 7 * 48

  /// One instance at a time: whoever comes second finds the lock taken until the transaction ends.
  package static func issue(at now: Instant, in transaction: some Querying) async throws {
    _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('grid-forecasts', 0))")
    let start = now.roundedDown(to: 1800)
    let readings = try await readings(before: now, in: transaction)
    let issued = try await moment(now, in: transaction)
    let isMadeUp = readings.contains { $0.isMadeUp }
    let load = History(pairs(readings) { $0.load })
    let rate = History(pairs(readings) { $0.rate })
    let times = (0...horizon).map { start + .seconds(1800 * $0) }
    if let load {
      try await keep(.ours, .load, times.map(load.load), load, issued, start, isMadeUp, in: transaction)
      let near = times.filter(load.isNear)
      try await keep(.yesterday, .load, near.map(load.yesterday), load, issued, start, isMadeUp, in: transaction)
    }
    if let rate {
      try await keep(.ours, .carbon, times.map(rate.rate), rate, issued, start, isMadeUp, in: transaction)
      let near = times.filter(rate.isNear)
      try await keep(.yesterday, .carbon, near.map(rate.yesterday), rate, issued, start, isMadeUp, in: transaction)
    }
    try await Levels.compute(at: now, in: transaction)
  }

  /// Later than all before, also where a clock stands still.
  private static func moment(_ now: Instant, in database: some Querying) async throws -> Instant {
    let last = try await database.first("select max(issued_at) from grid_forecasts") { try $0.next(Instant?.self) }
    guard let last = last ?? nil, last >= now else { return now }
    return last + .microseconds(1)
  }

  private struct Reading {
    let at: Instant
    let load: Double?
    let rate: Double?
    let isMadeUp: Bool
  }

  /// Five weeks up to the latest.
  private static func readings(before now: Instant, in database: some Querying) async throws -> [Reading] {
    try await database.query(
      """
      select at, consumption::double precision, grams::double precision, nature = 0 from grid_readings
      where perimeter = 'france' and is_half_hour and at <= \(now) and at > \(now - .seconds(36 * 86_400))
      order by at
      """
    ) { row in
      Reading(at: try row.next(), load: try row.next(), rate: try row.next(), isMadeUp: try row.next())
    }
  }

  private static func pairs(_ readings: [Reading], _ value: (Reading) -> Double?) -> [Instant: Double] {
    var pairs: [Instant: Double] = [:]
    for reading in readings { pairs[reading.at] = value(reading) }
    return pairs
  }

  private static func keep(
    _ source: ForecastSource, _ kind: ForecastKind, _ amounts: [Double?], _ history: History, _ issued: Instant,
    _ start: Instant, _ isMadeUp: Bool, in database: some Querying
  ) async throws {
    guard amounts.contains(where: { $0 != nil }) else { return }
    try await database.execute(
      """
      insert into grid_forecasts (source, kind, issued_at, starts_at, known_until, amounts, demonstration)
      values (\(source.rawValue), \(kind.rawValue), \(issued), \(start), \(history.knownUntil),
        \(amounts.map { $0.map { Float($0) } ?? .nan })::real[], \(isMadeUp))
      """)
  }
}
