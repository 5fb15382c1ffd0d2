import Postgres
import Runtime

extension HomesFeature {
  /// Puts readings beside those that are there; of the same interval the newer counts.
  func write(
    _ placed: PlacedReadings, of home: Home.ID, _ series: Series, _ quality: Quality, in transaction: Transaction
  ) async throws {
    if !placed.curves.isEmpty {
      try await write(placed.curves, of: home, series.direction, quality, in: transaction)
    }
    guard !placed.values.isEmpty else { return }
    try await transaction.execute(
      """
      insert into day_readings (home_id, kind, direction, quality, day, value, at)
      select \(home), \(series.kind.rawValue), \(series.direction.rawValue), \(quality.rawValue), v.day, v.value, v.at
      from unnest(\(placed.values.map(\.day)), \(placed.values.map(\.value)), \(placed.values.map(\.at)))
        as v(day, value, at)
      on conflict (home_id, kind, direction, quality, day) do update set value = excluded.value, at = excluded.at
      """)
  }

  /// Rows of a curve, a hundred to a statement. A day that is whole at one step takes the place of other steps.
  func write(
    _ days: [CurveDay], of home: Home.ID, _ direction: Direction, _ quality: Quality, in transaction: Transaction
  ) async throws {
    let whole = days.filter { day in
      day.watts.count == day.day.minutes(in: Paris.zone) / day.step && !day.watts.contains { $0 == nil }
    }
    try await transaction.execute(
      """
      delete from curve_days c using unnest(\(whole.map(\.day)), \(whole.map { Int16($0.step) })) as w(day, step)
      where c.home_id = \(home) and c.direction = \(direction.rawValue) and c.quality = \(quality.rawValue)
        and c.day = w.day and c.step <> w.step
      """)
    for start in stride(from: 0, to: days.count, by: 100) {
      let rows = days[start..<min(start + 100, days.count)].enumerated().reduce("" as SQL) { rows, day in
        """
        \(sql: rows)\(sql: day.offset == 0 ? "" : ", ")
        (\(home), \(direction.rawValue), \(quality.rawValue), \(day.element.day), \(Int16(day.element.step)),
        \(day.element.watts))
        """
      }
      try await transaction.execute(
        """
        insert into curve_days (home_id, direction, quality, day, step, watts) values \(sql: rows)
        on conflict (home_id, direction, quality, day, step) do update
        set watts = curve_merged(curve_days.watts, excluded.watts)
        """)
    }
  }
}
