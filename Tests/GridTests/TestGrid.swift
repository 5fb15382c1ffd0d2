import HTTP
import Postgres
import Runtime
import TestSupport

@testable import Grid

/// The slice over a database of its own, and a grid whose load says when it was read: 40,000 MW and the minutes of a day.
struct TestGrid {
  let test: TestDatabase
  let clock: ManualClock
  let app: TestApp
  let grid: GridFeature

  var database: Database { test.database }

  static let zone = Paris.zone

  init(at now: String = "2026-11-21T09:10:00Z", hasDemonstration: Bool = false) async throws {
    test = try await TestDatabase.make()
    clock = ManualClock(Instant(rfc3339: now) ?? Instant(seconds: 0))
    grid = GridFeature(
      database: test.database, log: .silent, clock: clock.wall, hasDemonstration: hasDemonstration)
    app = try TestApp(grid.feature, clock: clock.wall)
  }

  /// Readings every so many minutes, with a mix from which the rate follows: 429 g for gas alone.
  func fill(
    _ from: String, _ to: String, minutes: Int = 30, nature: Nature = .realTime, perimeter: Perimeter = .france
  ) async throws {
    let (start, end) = (Instant(rfc3339: from) ?? Instant(seconds: 0), Instant(rfc3339: to) ?? Instant(seconds: 0))
    try await database.execute(
      """
      insert into grid_readings (perimeter, at, nature, flags, stored_at, consumption, gas, nuclear)
      select \(perimeter.rawValue), at, \(Int16(nature.rawValue)), 0, \(clock.now),
        40000 + (extract(hour from at at time zone 'UTC') * 60 + extract(minute from at))::integer,
        1000 + 100 * extract(hour from at at time zone 'Europe/Paris')::integer, 30000
      from generate_series(\(start)::timestamptz, \(end)::timestamptz, make_interval(mins => \(Int32(minutes)))) as at
      on conflict do nothing
      """)
  }

  func get(_ path: String, _ headers: String...) async throws -> TestAnswer {
    try await app.call(.get, path, from: "127.0.0.1", headers: headers)
  }
}

extension JSON {
  var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}
