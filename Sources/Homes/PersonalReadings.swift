import HTTP
import Postgres
import Runtime

/// What the export has of a home's readings beside the readings themselves.
extension HomeRow {
  /// The same readings as tables: these addresses answer so to `Accept: text/csv`.
  var tables: JSON {
    let series =
      ["curve&direction=drawn", "curve&direction=injected", "daily&direction=drawn"]
      + ["daily&direction=injected", "maxPower&direction=drawn"]
    let from = HomesFeature.firstDay.text
    let addresses = series.map { "/api/homes/\(id)/readings?kind=\($0)&resolution=raw&from=\(from)" }
    return ["accept": "text/csv", "addresses": .array(addresses.map { .string($0) })]
  }

  /// What panels gave, as the home's box has counted it.
  func production(from database: some Querying) async throws -> [JSON] {
    try await database.query(
      """
      select p.day::timestamp at time zone 'Europe/Paris' + (i - 1) * interval '30 minutes' as starts_at, w
      from production_days p cross join lateral unnest(p.watts) with ordinality as half_hours(w, i)
      where p.home_id = \(id) and w is not null order by 1
      """
    ) { row in
      let start = try row.next(Instant.self)
      return [
        "startsAt": .string(start.onTheWall), "endsAt": .string((start + .seconds(1800)).onTheWall),
        "watts": .integer(try row.next()),
      ]
    }
  }

  func agreements(from database: some Querying) async throws -> [JSON] {
    try await database.query(
      """
      select day, direction, verdict, source, local_wh, certified_wh, threshold_wh, coverage, judged_at
      from home_agreements where home_id = \(id) order by 1, 2
      """
    ) { row in
      [
        "day": .string(try row.next(CivilDay.self).text), "direction": .string(try row.next()),
        "verdict": .string(try row.next()), "source": .string(try row.next()), "localWh": .integer(try row.next()),
        "certifiedWh": .integer(try row.next()), "thresholdWh": .integer(try row.next()),
        "coverage": .double(try row.next()), "judgedAt": .string(try row.next(Instant.self).description),
      ]
    }
  }

  func gaps(from database: some Querying) async throws -> [JSON] {
    try await database.query(
      "select day, kind, direction, state, readings, expected, reason from home_gaps where home_id = \(id) order by 1, 2, 3"
    ) { row in
      [
        "day": .string(try row.next(CivilDay.self).text), "kind": .string(try row.next()),
        "direction": .string(try row.next()), "state": .string(try row.next()), "readings": .integer(try row.next()),
        "expected": .integer(try row.next()), "reason": (try row.next(String?.self)).map { .string($0) } ?? .null,
      ]
    }
  }
}
