import Runtime
import Synchronization

extension Store {
  /// A clock has become known: what this boot has written without one gets its time. What was sent without goes once more.
  /// Returns how many rows that were.
  @discardableResult
  func restamp(zero: Instant, _ quality: ClockQuality) throws -> Int {
    try state.withLock { state throws(SQLite.Failure) in
      let (boot, database) = (state.boot, state.database)
      let ends = try database.all(
        "select min(sequence), max(sequence) from rows where boot = ? and at is null and sequence >= ?", boot,
        try database.integer("select first from boots where id = ?", boot)
      ) { ($0.optionalInteger(0), $0.optionalInteger(1)) }
      guard let first = ends.first?.0, let last = ends.first?.1 else { return 0 }
      let count = try database.run(
        "update rows set at = ? + monotonic, clock = ? where boot = ? and at is null and sequence between ? and ?",
        zero.milliseconds, quality.rawValue, boot, first, last)
      state.sent.remove(first...last)
      try Store.keepSent(state)
      return count
    }
  }

  static func keepSent(_ state: State) throws(SQLite.Failure) {
    let (database, ranges) = (state.database, state.sent.ranges)
    try database.transaction { () throws(SQLite.Failure) in
      try database.run("delete from sent")
      for range in ranges {
        try database.run("insert into sent (first, last) values (?, ?)", range.lowerBound, range.upperBound)
      }
    }
  }
}
