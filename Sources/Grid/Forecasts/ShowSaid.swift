import HTTP
import Postgres
import Runtime

/// GET /api/grid/forecasts/series: of each half-hour what was said of it last before it began, by us and by RTE.
struct SaidItem: Codable, Sendable {
  let at: Instant
  /// When our forecast was made.
  let issuedAt: Instant?
  let ourWatts: Int?
  let rteWatts: Int?
  let ourGramsPerKwh: Double?
}

struct SaidReading: SeriesItem {
  let item: SaidItem

  var at: Instant { item.at }
  var hasValue: Bool { item.ourWatts != nil || item.rteWatts != nil || item.ourGramsPerKwh != nil }
  var readings: Int { hasValue ? 1 : 0 }
  var isHalfHourly: Bool { false }

  static let columns = ["at", "issuedAt", "ourWatts", "rteWatts", "ourGramsPerKwh"]

  var cells: [String] {
    [
      at.onTheWall, item.issuedAt?.onTheWall ?? "", item.ourWatts?.description ?? "",
      item.rteWatts?.description ?? "", item.ourGramsPerKwh?.description ?? "",
    ]
  }

  func encode(to encoder: any Encoder) throws { try item.encode(to: encoder) }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("at")
      json.write(at)
      json.name("issuedAt")
      if let issued = item.issuedAt { json.write(issued) } else { json.null() }
      for (name, watts) in [("ourWatts", item.ourWatts), ("rteWatts", item.rteWatts)] {
        json.name(name)
        if let watts { json.write(watts) } else { json.null() }
      }
      json.name("ourGramsPerKwh")
      if let grams = item.ourGramsPerKwh { json.write(grams) } else { json.null() }
    }
  }
}

extension GridFeature {
  func showSaid(_ call: Call<Nothing, OutlookQuery, NoBody>, _: Void) async throws -> Response {
    let span = try SeriesWindow.span(call.query.from, call.query.to, at: clock.now)
    let window = SeriesWindow(span, .halfHours, .france)
    let source = try await saidSource()
    return try await answer(window, of: source, call.request, said(window, for: call.request.party))
  }

  /// From the first thing that was said on to the last half-hour that anything was said of.
  private func saidSource() async throws -> SeriesSource {
    let readings = try await seriesSource(.france)
    let issued = try await database.readFirst("select min(issued_at), max(issued_at) from grid_forecasts") { row in
      let (first, last) = (try row.next(Instant?.self), try row.next(Instant?.self))
      return first.flatMap { first in last.map { first...$0 + .seconds(1800 * Forecasting.horizon) } }
    }
    guard let issued = issued ?? nil else { return readings }
    let known = readings.known.map {
      min($0.lowerBound, issued.lowerBound)...max($0.upperBound, issued.upperBound)
    }
    return SeriesSource(updatedAt: readings.updatedAt, isMadeUp: readings.isMadeUp, known: known ?? issued)
  }

  private func said(_ window: SeriesWindow, for party: String) -> SeriesPages<SaidReading> {
    { from, limit in
      let (span, rest) = window.part(from: from, steps: limit)
      let items = try await database.heavily(for: party).query(
        """
        select t.at, l.issued_at, (nullif(l.amount, 'NaN') * 1000000)::bigint,
          coalesce(r.forecast_intraday, r.forecast_day_ahead)::bigint * 1000000, nullif(c.amount, 'NaN')
        from generate_series(\(span.lowerBound.roundedUp(to: 1800))::timestamptz,
            \(span.upperBound - .microseconds(1))::timestamptz, interval '30 minutes') as t (at)
          left join grid_readings r on r.perimeter = 'france' and r.at = t.at and r.nature > 0
          left join lateral (\(sql: last(.load))) l on true
          left join lateral (\(sql: last(.carbon))) c on true
        order by t.at
        """
      ) { row in
        let (at, issued, ours) = (try row.next(Instant.self), try row.next(Instant?.self), try row.next(Int?.self))
        let (rte, grams) = (try row.next(Int?.self), try row.next(Double?.self)?.tenths)
        return SaidReading(
          item: SaidItem(at: at, issuedAt: issued, ourWatts: ours, rteWatts: rte, ourGramsPerKwh: grams))
      }
      return SeriesPart(items: items, rest: rest)
    }
  }

  /// The last forecast of ours that was there when a half-hour began.
  private func last(_ kind: ForecastKind) -> SQL {
    """
    select f.issued_at,
      f.amounts[1 + floor(extract(epoch from t.at - f.starts_at) / 1800)::integer]::double precision as amount
    from grid_forecasts f
    where f.kind = \(kind.rawValue) and f.source = 'ours' and f.issued_at <= t.at
    order by f.issued_at desc limit 1
    """
  }
}
