import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/grid/forecasts/score: what was forecast against what came, from stored forecasts alone.
struct ScoreQuery: Decodable, Sendable {
  let days: ScoreDays?
}

typealias ScoreDays = BoundedNumber<ScoreDaysRule>

enum ScoreDaysRule: NumberRule {
  static let bounds = Bounds(1...366)
  static let sample = 28
}

struct ForecastScore: Codable, Sendable {
  let source: ForecastSource
  let kind: ForecastKind
  /// How far ahead: `PT6H`, `PT24H`, `P7D` at the most; RTE's own are `J-1` and `J`.
  let horizon: String
  /// W, or g/kWh.
  let mae: Double
  /// In percent; null where something is zero.
  let mape: Double?
  let pairs: Int
}

extension ForecastScore {
  static let columns = ["source", "kind", "horizon", "mae", "mape", "pairs"]

  var cells: [String?] {
    [source.rawValue, kind.rawValue, horizon, mae.description, mape?.description, pairs.description]
  }
}

struct ForecastScores: Codable, Sendable {
  let days: Int
  let items: [ForecastScore]
}

extension GridFeature {
  func showScore(_ call: Call<Nothing, ScoreQuery, NoBody>, _: Void) async throws -> Response {
    let days = call.query.days?.count ?? 28
    let (now, party) = (clock.now, call.request.party)
    let scores = try await database.heavily(for: party) {
      try await stored(since: now - .seconds(86_400 * days), until: now)
        + rte(since: now - .seconds(86_400 * days), until: now)
    }
    if call.request.wantsCSV { return .csv(ForecastScore.columns, scores.map(\.cells)) }
    return try .json(ForecastScores(days: days, items: scores), cache: .seconds(60)).header("Vary", "Accept")
  }

  private func stored(since start: Instant, until end: Instant) async throws -> [ForecastScore] {
    try await database.query(
      """
      with said as (
        select f.source, f.kind, f.starts_at + (a.place - 1) * interval '30 minutes' as at, a.amount,
          f.starts_at + (a.place - 1) * interval '30 minutes' - f.issued_at as lead
        from grid_forecasts f cross join lateral unnest(f.amounts) with ordinality as a (amount, place)
        where f.issued_at between \(start - .seconds(8 * 86_400)) and \(end) and not f.demonstration
          and a.amount <> 'NaN'
      ), pairs as (
        select s.source, s.kind,
          case when s.lead <= interval '6 hours' then 'PT6H' when s.lead <= interval '24 hours' then 'PT24H'
            else 'P7D' end as horizon,
          s.amount::double precision as said,
          case s.kind when 'load' then r.consumption::double precision else r.grams::double precision end as came
        from said s join grid_readings r on r.perimeter = 'france' and r.at = s.at
        where s.at between \(start) and \(end) and s.lead > interval '0' and r.nature > 0
      )
      select source, kind, horizon, avg(abs(said - came)), avg(abs(said - came) / nullif(came, 0)) * 100, count(*)
      from pairs where came is not null group by 1, 2, 3 order by 2 desc, 1, 3
      """
    ) { row in
      let (source, kind) = (try row.word(ForecastSource.self), try row.word(ForecastKind.self))
      let (horizon, mae) = (try row.next(String.self), try row.next(Double.self))
      return ForecastScore(
        source: source, kind: kind, horizon: horizon,
        mae: kind == .load ? (mae * 1_000_000).rounded() : (mae * 100).rounded() / 100,
        mape: try row.next(Double?.self).map { ($0 * 100).rounded() / 100 }, pairs: try row.next())
    }
  }

  /// Half-hours of which RTE's forecast is known, out of files in real time alone.
  private func rte(since start: Instant, until end: Instant) async throws -> [ForecastScore] {
    try await database.query(
      """
      select f.horizon, avg(abs(f.said - r.consumption))::double precision,
        (avg(abs(f.said - r.consumption)::double precision / nullif(r.consumption, 0)) * 100), count(*)
      from grid_readings r
        cross join lateral (values ('J-1', r.forecast_day_ahead), ('J', r.forecast_intraday)) as f (horizon, said)
      where r.perimeter = 'france' and r.nature > 0 and r.is_half_hour and r.consumption is not null
        and f.said is not null and r.at between \(start) and \(end)
      group by 1 order by 1
      """
    ) { row in
      let (horizon, mae) = (try row.next(String.self), try row.next(Double.self))
      return ForecastScore(
        source: .rte, kind: .load, horizon: horizon, mae: (mae * 1_000_000).rounded(),
        mape: try row.next(Double?.self).map { ($0 * 100).rounded() / 100 }, pairs: try row.next())
    }
  }
}
