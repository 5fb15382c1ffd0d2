package import Postgres
import Runtime

/// What the forecasts of the load would have been worth: issued every six hours from what was known then, against what came,
/// beside RTE's own out of the same rows. Nothing is stored.
package enum Backtest {
  private struct Row {
    let at: Instant
    let load: Double
    let dayAhead: Double?
    let intraday: Double?
  }

  private struct Errors {
    var sum = 0.0
    var count = 0

    mutating func add(_ said: Double?, _ came: Double) {
      guard let said, came > 0 else { return }
      sum += abs(said - came) / came
      count += 1
    }

    var line: String {
      guard count > 0 else { return "none" }
      let percent = (sum / Double(count) * 10_000).rounded() / 100
      return "\(percent) % over \(count) half-hours"
    }
  }

  package static func run(on database: Database) async throws -> String {
    let rows = try await database.query(
      """
      select at, consumption::double precision, forecast_day_ahead::double precision,
        forecast_intraday::double precision
      from grid_readings
      where perimeter = 'france' and is_half_hour and consumption is not null and nature > 0 order by at
      """
    ) { row in
      Row(at: try row.next(), load: try row.next(), dayAhead: try row.next(), intraday: try row.next())
    }
    guard let first = rows.first, let last = rows.last else { return "no readings are stored\n" }
    var (blend, yesterday, dayAhead, intraday) = (Errors(), Errors(), Errors(), Errors())
    let loads = Dictionary(rows.map { ($0.at, $0.load) }, uniquingKeysWith: { first, _ in first })
    for row in rows {
      dayAhead.add(row.dayAhead, row.load)
      intraday.add(row.intraday, row.load)
    }
    var issued = first.at + .seconds(36 * 86_400)
    while issued + .seconds(86_400) <= last.at {
      let known = loads.filter { $0.key <= issued && $0.key > issued - .seconds(36 * 86_400) }
      if let history = History(known) {
        for place in 1...48 {
          let at = issued + .seconds(1800 * place)
          guard let came = loads[at] else { continue }
          blend.add(history.load(at), came)
          yesterday.add(history.yesterday(at), came)
        }
      }
      issued = issued + .seconds(6 * 3600)
    }
    return """
      load, mean absolute error in percent, 24 hours ahead, \(first.at) to \(last.at)
      ours       \(blend.line)
      yesterday  \(yesterday.line)
      RTE J-1    \(dayAhead.line)
      RTE J      \(intraday.line)

      """
  }
}
