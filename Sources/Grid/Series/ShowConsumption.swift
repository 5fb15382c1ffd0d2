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
    return try await answer(window, call.request, consumption(window))
  }

  func consumption(_ window: SeriesWindow) -> SeriesPage<ConsumptionReading> {
    { after, limit in
      let sql = window.resolution.readingStep == nil ? means(window, after, limit) : rows(window, after, limit)
      return try await database.query(sql) { row in
        let (at, megawatts) = (try row.next(Instant.self), try row.next(Int?.self))
        let (nature, flags) = (try row.nature(), ReadingFlags(rawValue: try row.next(Int.self)))
        let isHalfHour = at == at.roundedDown(to: 1800)
        let count = try row.next(Int?.self) ?? (megawatts != nil && isHalfHour ? 1 : 0)
        return ConsumptionReading(at: at, watts: megawatts, nature: nature, flags: flags, readings: count)
      }
    }
  }

  private func rows(_ window: SeriesWindow, _ after: Instant?, _ limit: Int) -> SQL {
    let (from, to) = (window.span.lowerBound, window.span.upperBound)
    let isHalf = window.resolution == .halfHours
    return """
      select at, consumption::bigint * 1000000, nature, flags, null::bigint from grid_readings
      where perimeter = \(window.perimeter.rawValue) and at between \(from) and \(to)
        and (\(after)::timestamptz is null or at > \(after)) and (not \(isHalf) or is_half_hour)
      order by at limit \(limit)
      """
  }

  /// Means of the half-hours: `at` is where they begin.
  private func means(_ window: SeriesWindow, _ after: Instant?, _ limit: Int) -> SQL {
    let (from, to) = (window.span.lowerBound, window.span.upperBound)
    return """
      select * from (
        select date_trunc(\(window.resolution.unit), at, 'Europe/Paris') as start,
          round(sum(consumption) * 1000000.0 / count(*))::bigint, min(nature)::smallint, bit_or(flags), count(*)
        from grid_readings
        where perimeter = \(window.perimeter.rawValue) and at between \(from) and \(to) and is_half_hour
          and consumption is not null
        group by 1
      ) means
      where \(after)::timestamptz is null or start > \(after) order by start limit \(limit)
      """
  }
}
