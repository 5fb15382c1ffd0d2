import Runtime
import Synchronization

/// A half-hour by the registers near its ends.
struct HalfHour: Equatable, Sendable {
  let start: Instant
  /// In Wh; nil where no register is near enough.
  let drawn: Int?
  let injected: Int?
}

extension Store {
  /// The half-hours of a day that have ended.
  func halfHours(from start: Instant, to end: Instant) throws -> [HalfHour] {
    try state.withLock { state throws(SQLite.Failure) in
      let edges = stride(from: start.milliseconds, through: end.milliseconds, by: 1_800_000).map { $0 }
      var registers: [RowKind: [Register?]] = [:]
      for kind in [RowKind.drawn, .injected] {
        registers[kind] = try edges.map { edge throws(SQLite.Failure) in try Store.register(kind, near: edge, state) }
      }
      func energy(_ kind: RowKind, _ place: Int) -> Int? {
        guard let low = registers[kind]?[place], let high = registers[kind]?[place + 1], low.meter == high.meter,
          high.value >= low.value
        else { return nil }
        return high.value - low.value
      }
      return (0..<max(0, edges.count - 1)).map { place in
        HalfHour(
          start: Instant(milliseconds: edges[place]), drawn: energy(.drawn, place), injected: energy(.injected, place))
      }
    }
  }

  private struct Register {
    let value: Int
    let meter: Int?
  }

  /// The last within the two minutes before, else the first within the two after.
  private static func register(_ kind: RowKind, near edge: Int, _ state: State) throws(SQLite.Failure) -> Register? {
    let read = { (row: SQLiteRow) in Register(value: row.integer(0), meter: row.optionalInteger(1)) }
    let before = try state.database.all(
      "select value, meter from rows where kind = ? and at > ? and at <= ? order by at desc limit 1", kind.rawValue,
      edge - 120_000, edge, read: read)
    if let register = before.first { return register }
    return try state.database.all(
      "select value, meter from rows where kind = ? and at > ? and at < ? order by at limit 1", kind.rawValue, edge,
      edge + 120_000, read: read
    ).first
  }
}
