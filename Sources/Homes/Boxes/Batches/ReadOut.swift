import HTTP
import Postgres
import Runtime

/// Registers into half-hours: the mean power between two readings, each within two minutes of an end. Where there is no
/// such pair, where a register went back or the meter changed, there is no reading.
extension HomesFeature {
  private static let halfHour: Int64 = 1800
  /// How near to an end a reading must be, in seconds.
  private static let near: Int64 = 120
  /// More than any house draws: a meter that says so is misread.
  private static let mostWatts = 250_000

  func readOut(_ written: [WrittenRegister], of caller: BoxCaller, in transaction: Transaction) async throws {
    for (kind, rows) in Dictionary(grouping: written, by: \.kind) {
      let starts = Set(rows.flatMap { Self.touched(by: $0.at) }).sorted()
      let found = try await transaction.query(
        """
        select s, box_register_difference(\(caller.id), \(kind.rawValue), s, s + interval '30 minutes')
        from unnest(\(starts)) as s order by s
        """
      ) { row in (start: try row.next(Instant.self), wh: try row.next(Int?.self)) }
      let days = Dictionary(grouping: found) { Paris.zone.local($0.start).day }
      for (day, halfHours) in days.sorted(by: { $0.key < $1.key }) {
        try await patch(DayOfHalfHours(day, halfHours, most: Self.mostWatts), kind, of: caller.home, in: transaction)
      }
    }
  }

  /// The half-hours that a reading may be an end of.
  static func touched(by at: Instant) -> [Instant] {
    let start = at.seconds - (at.seconds % halfHour + halfHour) % halfHour
    var starts = [start]
    if at.seconds - start <= near { starts.append(start - halfHour) }
    if start + halfHour - at.seconds <= near { starts.append(start + halfHour) }
    return starts.map { Instant(seconds: $0) }
  }

  /// A day of which nothing is read gets no row, but loses what was read of it before.
  private func patch(
    _ day: DayOfHalfHours, _ kind: RowKind, of home: Home.ID, in transaction: Transaction
  ) async throws {
    let patched: SQL = "half_hours_patched(d.watts, \(day.watts), \(day.touched))"
    switch (kind, day.hasReading) {
    case (.produced, true):
      try await transaction.execute(
        """
        insert into production_days as d (home_id, day, watts) values (\(home), \(day.day), \(day.watts))
        on conflict (home_id, day) do update set watts = \(sql: patched)
        """)
    case (.produced, false):
      try await transaction.execute(
        "update production_days d set watts = \(sql: patched) where home_id = \(home) and day = \(day.day)")
    case (_, true):
      try await transaction.execute(
        """
        insert into curve_days as d (home_id, direction, quality, day, step, watts)
        values (\(home), \(kind.rawValue), 'local', \(day.day), 30, \(day.watts))
        on conflict (home_id, direction, quality, day, step) do update set watts = \(sql: patched)
        """)
    case (_, false):
      try await transaction.execute(
        """
        update curve_days d set watts = \(sql: patched)
        where home_id = \(home) and direction = \(kind.rawValue) and quality = 'local' and day = \(day.day) and step = 30
        """)
    }
  }
}

/// Some half-hours of a civil day, at their places among 46, 48 or 50.
struct DayOfHalfHours: Sendable {
  let day: CivilDay
  private(set) var watts: [Int32?]
  private(set) var touched: [Bool]

  var hasReading: Bool { watts.contains { $0 != nil } }

  init(_ day: CivilDay, _ halfHours: [(start: Instant, wh: Int?)], most: Int) {
    self.day = day
    let start = Paris.zone.start(of: day).seconds
    let count = Int(Paris.zone.start(of: day.adding(1)).seconds - start) / 1800
    watts = Array(repeating: nil, count: count)
    touched = Array(repeating: false, count: count)
    for halfHour in halfHours {
      let place = Int(halfHour.start.seconds - start) / 1800
      touched[place] = true
      watts[place] = halfHour.wh.flatMap { $0 * 2 <= most ? Int32($0 * 2) : nil }
    }
  }
}
