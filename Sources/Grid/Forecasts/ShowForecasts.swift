import HTTP
import Postgres
import Resources
import Runtime

enum ForecastSource: String, CaseIterable, Field { case ours, rte, yesterday }
enum ForecastKind: String, CaseIterable, Field { case load, carbon }

/// GET /api/grid/forecasts: what was said of an instant, and when.
struct ForecastQuery: Decodable, Sendable {
  let at: WallMoment
}

struct IssuedForecast: Codable, Sendable {
  let source: ForecastSource
  let kind: ForecastKind
  let issuedAt: Instant
  let watts: Int?
  let gramsPerKwh: Double?
  /// RTE's own name for it: `J-1`, `J`.
  let horizon: String?
}

extension IssuedForecast {
  static let columns = ["source", "kind", "issuedAt", "watts", "gramsPerKwh", "horizon"]

  var cells: [String?] {
    [
      source.rawValue, kind.rawValue, issuedAt.onTheWall, watts?.description, gramsPerKwh?.description, horizon,
    ]
  }
}

struct ForecastList: Codable, Sendable {
  let at: Instant
  let items: [IssuedForecast]
}

extension GridFeature {
  func showForecasts(_ call: Call<Nothing, ForecastQuery, NoBody>, _: Void) async throws -> Response {
    let at = try call.query.at.resolved(in: Paris.zone, "?at").roundedDown(to: 1800)
    let items = try await (issued(at) + rteForecasts(at)).sorted { $0.issuedAt < $1.issuedAt }
    if call.request.wantsCSV { return .csv(IssuedForecast.columns, items.map(\.cells)) }
    return try .json(ForecastList(at: at, items: items), cache: .revalidated).header("Vary", "Accept")
  }

  private func issued(_ at: Instant) async throws -> [IssuedForecast] {
    try await database.query(
      """
      select source, kind, issued_at, amount from (
        select source, kind, issued_at,
          amounts[1 + (extract(epoch from \(at) - starts_at) / 1800)::integer]::double precision as amount
        from grid_forecasts
        where issued_at between \(at - .seconds(8 * 86_400)) and \(at + .seconds(1800)) and starts_at <= \(at)
      ) found
      where amount is not null and amount <> 'NaN' order by issued_at
      """
    ) { row in
      let (source, kind, issued) = (
        try row.word(ForecastSource.self), try row.word(ForecastKind.self), try row.next(Instant.self)
      )
      let amount = try row.next(Double.self)
      return IssuedForecast(
        source: source, kind: kind, issuedAt: issued, watts: kind == .load ? Int((amount * 1_000_000).rounded()) : nil,
        gramsPerKwh: kind == .carbon ? amount.tenths : nil, horizon: nil)
    }
  }

  /// Also those that a later file of RTE's replaced; their time is that at which we learned of them.
  private func rteForecasts(_ at: Instant) async throws -> [IssuedForecast] {
    let rows = try await database.query(
      """
      select distinct on (horizon, watts) horizon, watts, stored_at from (
        select stored_at, horizon, watts
        from (select stored_at, forecast_day_ahead, forecast_intraday from grid_readings
              where perimeter = 'france' and at = \(at) and nature > 0
              union all
              select stored_at, forecast_day_ahead, forecast_intraday from grid_replaced
              where perimeter = 'france' and at = \(at) and nature > 0) r
          cross join lateral (values ('J-1', r.forecast_day_ahead), ('J', r.forecast_intraday)) as f (horizon, watts)
        where watts is not null
      ) found order by horizon, watts, stored_at
      """
    ) { row in
      (horizon: try row.next(String.self), megawatts: try row.next(Int.self), at: try row.next(Instant.self))
    }
    return rows.map { row in
      IssuedForecast(
        source: .rte, kind: .load, issuedAt: row.at, watts: row.megawatts.megawatts, gramsPerKwh: nil,
        horizon: row.horizon)
    }
  }
}
