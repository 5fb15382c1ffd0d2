import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/grid/consumption/average.
struct AverageQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let perimeter: Perimeter?
}

struct ConsumptionAverage: Codable, Sendable {
  /// Null where there is no reading.
  let watts: Int?
  let readings: Int
  let expected: Int
  let from: Instant
  let to: Instant
}

extension GridFeature {
  func showAverage(_ call: Call<Nothing, AverageQuery, NoBody>, _: Void) async throws -> Response {
    let span = try SeriesWindow.span(call.query.from, call.query.to, at: clock.now)
    let window = SeriesWindow(span, .halfHours, call.query.perimeter)
    let found = try await database.heavily(for: call.request.party).query(
      """
      select sum(consumption), count(*) from grid_readings
      where perimeter = \(window.perimeter.rawValue) and at between \(span.lowerBound) and \(span.upperBound)
        and is_half_hour and consumption is not null
      """
    ) { row in (sum: try row.next(Int?.self) ?? 0, count: try row.next(Int.self)) }
    let (sum, count) = found.first ?? (0, 0)
    let watts = count > 0 ? Int((Double(sum) * 1_000_000 / Double(count)).rounded()) : nil
    return try .json(
      ConsumptionAverage(
        watts: watts, readings: count, expected: window.expected, from: span.lowerBound, to: span.upperBound),
      cache: .revalidated)
  }
}
