import HTTP
import Postgres
import Runtime

/// GET /api/grid/consumption.
struct ConsumptionItem: Codable, Sendable {
  let at: Instant
  let watts: Int
  let nature: NatureWord
  let flags: [FlagWord]?
}

/// A row of the series; without watts it says nothing.
struct ConsumptionReading: SeriesItem {
  let at: Instant
  let watts: Int?
  let nature: Nature
  let flags: ReadingFlags
  let readings: Int

  var hasValue: Bool { watts != nil }
  var isHalfHourly: Bool { nature > .realTime }

  static let columns = ["at", "watts", "nature", "flags"]

  var cells: [String] {
    [
      at.text(in: Paris.zone), watts.map { "\($0)" } ?? "", nature.word.rawValue,
      flags.words.map(\.rawValue).joined(separator: " "),
    ]
  }

  func encode(to encoder: any Encoder) throws {}

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("at")
      json.write(at)
      json.name("watts")
      json.write(watts ?? 0)
      json.name("nature")
      json.write(nature.word.rawValue)
      json.name("flags")
      if flags.isEmpty { return json.null() }
      json.array { json in for word in flags.words { json.write(word.rawValue) } }
    }
  }
}

extension GridFeature {
  func showConsumption(_ call: Call<Nothing, SeriesQuery, NoBody>, _: Void) async throws -> Response {
    let window = try SeriesWindow(call.query, at: clock.now)
    let source = try await seriesSource(window.perimeter)
    return try await answer(window, of: source, call.request, consumption(window, for: call.request.party))
  }

  func consumption(_ window: SeriesWindow, for party: String) -> SeriesPages<ConsumptionReading> {
    { from, limit in
      let (span, rest) = window.part(from: from, steps: limit)
      let sql = window.resolution.readingStep == nil ? means(window, span) : rows(window, span)
      let items = try await database.heavily(for: party).query(sql) { row in
        let (at, watts) = (try row.next(Instant.self), try row.next(Int?.self))
        let (nature, flags) = (try row.nature(), ReadingFlags(rawValue: try row.next(Int.self)))
        let count = try row.next(Int?.self) ?? (watts != nil && at.isHalfHour ? 1 : 0)
        return ConsumptionReading(at: at, watts: watts, nature: nature, flags: flags, readings: count)
      }
      return SeriesPart(items: items, rest: rest)
    }
  }

  private func rows(_ window: SeriesWindow, _ span: Range<Instant>) -> SQL {
    let isHalf: SQL = window.resolution == .halfHours ? "and is_half_hour" : ""
    return """
      select at, consumption::bigint * 1000000, nature, flags, null::bigint from grid_readings
      where perimeter = \(window.perimeter.rawValue) and at >= \(span.lowerBound) and at < \(span.upperBound)
        \(sql: isHalf)
      order by at
      """
  }

  /// Means of the half-hours: `at` is where they begin.
  private func means(_ window: SeriesWindow, _ span: Range<Instant>) -> SQL {
    """
    select date_trunc(\(window.resolution.unit), at, 'Europe/Paris') as start,
      round(sum(consumption) * 1000000.0 / count(*))::bigint, min(nature)::smallint, bit_or(flags), count(*)
    from grid_readings
    where perimeter = \(window.perimeter.rawValue) and at >= \(span.lowerBound) and at < \(span.upperBound)
      and is_half_hour and consumption is not null
    group by 1 order by 1
    """
  }
}
