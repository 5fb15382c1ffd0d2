import Runtime
import Synchronization

/// A row as it is sent.
struct SentRow: Equatable, Sendable {
  let sequence: Int
  let boot: String
  var monotonic = 0
  var at: Instant?
  var clock = ClockQuality.none
  /// Nil: a number that was skipped.
  var kind: RowKind?
  var value = 0
  var serial: String?
  var cause: String?
}

extension Store {
  /// How many rows go at once.
  static let most = 500

  /// The newest numbers that the server has not said to have, with at most so many rows among them.
  func nextToSend() throws -> ClosedRange<Int>? {
    try state.withLock { state throws(SQLite.Failure) in
      guard let run = state.sent.newestMissing(upTo: state.last, most: 1_000_000) else { return nil }
      let first = try state.database.integer(
        """
        select sequence from rows where sequence between ? and ? order by sequence desc limit 1 offset ?
        """, run.lowerBound, run.upperBound, Store.most - 1)
      return (first ?? run.lowerBound)...run.upperBound
    }
  }

  /// Those of a range that are still there, without what was set aside.
  func rows(_ range: ClosedRange<Int>) throws -> [SentRow] {
    try state.withLock { state throws(SQLite.Failure) in
      try state.database.all(
        """
        select sequence, name, monotonic, at, clock, kind, value, serial, cause
        from rows join boots on boots.id = boot left join meters on meters.id = meter
        where sequence between ? and ? and sequence not in (select sequence from set_aside) order by sequence
        """, range.lowerBound, range.upperBound, read: Store.sent)
    }
  }

  private static func sent(_ row: SQLiteRow) -> SentRow {
    SentRow(
      sequence: row.integer(0), boot: row.text(1), monotonic: row.integer(2),
      at: row.optionalInteger(3).map { Instant(milliseconds: $0) },
      clock: ClockQuality(rawValue: row.integer(4)) ?? .none, kind: RowKind(rawValue: row.integer(5)),
      value: row.integer(6), serial: row.optionalText(7), cause: row.optionalText(8))
  }

  /// The server has these, and all up to a number. One that has less than we know of has lost some: they go again, unless it
  /// is a number that it never took.
  func acknowledge(_ range: ClosedRange<Int>, upTo contiguous: Int) throws {
    try state.withLock { state throws(SQLite.Failure) in
      if contiguous < state.sent.contiguous, try !Store.isSetAside(contiguous + 1, state.database) {
        state.sent.remove(contiguous + 1...Int.max)
      }
      state.sent.insert(range)
      try Store.keepSent(state)
    }
  }

  private static func isSetAside(_ sequence: Int, _ database: SQLite) throws(SQLite.Failure) -> Bool {
    try database.integer("select 1 from set_aside where sequence = ?", sequence) != nil
  }

  /// A number that the server takes in no form: it is not sent again.
  func giveUp(_ sequence: Int) throws {
    try state.withLock { state throws(SQLite.Failure) in
      state.sent.insert(sequence...sequence)
      try Store.keepSent(state)
    }
  }

  /// A row that the server does not take, with its reason: from now on its number is sent as gone.
  func setAside(_ sequence: Int, _ code: String) throws {
    try state.withLock { state throws(SQLite.Failure) in
      _ = try state.database.run(
        "insert into set_aside (sequence, code) values (?, ?) on conflict do nothing", sequence, code)
    }
  }

  var setAside: Int {
    get throws {
      try state.withLock { state throws(SQLite.Failure) in
        try state.database.integer("select count(*) from set_aside") ?? 0
      }
    }
  }

  /// For another device's name at the server: it knows none of our rows.
  func forgetWhatWasSent() throws {
    try state.withLock { state throws(SQLite.Failure) in
      state.sent = SequenceRanges()
      try Store.keepSent(state)
    }
  }

  var acknowledged: Int { state.withLock { $0.sent.contiguous } }
}
