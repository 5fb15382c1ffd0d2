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

  private func patch(
    _ day: DayOfHalfHours, _ kind: RowKind, of home: Home.ID, in transaction: Transaction
  ) async throws {
    if kind == .produced {
      try await transaction.execute(
        """
        insert into production_days as d (home_id, day, watts) values (\(home), \(day.day), \(day.watts))
        on conflict (home_id, day) do update set
          watts = half_hours_patched(d.watts, excluded.watts, \(day.touched))
        """)
    } else {
      try await transaction.execute(
        """
        insert into curve_days as d (home_id, direction, quality, day, step, watts)
        values (\(home), \(kind.rawValue), 'local', \(day.day), 30, \(day.watts))
        on conflict (home_id, direction, quality, day, step) do update set
          watts = half_hours_patched(d.watts, excluded.watts, \(day.touched))
        """)
    }
  }
}

/// Some half-hours of a civil day, at their places among 46, 48 or 50.
struct DayOfHalfHours: Sendable {
  let day: CivilDay
  private(set) var watts: [Int32?]
  private(set) var touched: [Bool]

  init(_ day: CivilDay, _ halfHours: [(start: Instant, wh: Int?)], most: Int) {
    self.day = day
    let start = Paris.zone.start(of: day)
    let count = Int((Paris.zone.start(of: day.adding(1)) - start).inSeconds) / 1800
    watts = Array(repeating: nil, count: count)
    touched = Array(repeating: false, count: count)
    for halfHour in halfHours {
      let place = Int((halfHour.start - start).inSeconds) / 1800
      touched[place] = true
      watts[place] = halfHour.wh.flatMap { $0 * 2 <= most ? Int32($0 * 2) : nil }
    }
  }
}
