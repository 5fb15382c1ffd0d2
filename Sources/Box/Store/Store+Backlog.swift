import Runtime
import Synchronization

extension Store {
  /// A row as it is sent. What was thinned out or set aside is sent as a number that was skipped: the server counts on each.
  struct SentRow: Equatable, Sendable {
    let sequence: Int
    let boot: String
    var monotonic = 0
    var at: Instant?
    var clock = ClockQuality.none
    /// Nil: skipped.
    var kind: RowKind?
    var value = 0
    var serial: String?
    var cause: String?
  }

  /// The newest numbers that the server has not said to have, at most so many of them.
  func nextToSend(most: Int = 500) -> ClosedRange<Int>? {
    state.withLock { $0.sent.newestMissing(upTo: $0.last, most: most) }
  }

  func rows(_ range: ClosedRange<Int>) throws -> [SentRow] {
    let found = try state.withLock { state throws(SQLite.Failure) in
      try state.database.all(
        """
        select sequence, name, monotonic, at, clock, kind, value, serial, cause
        from rows join boots on boots.id = boot left join meters on meters.id = meter
        where sequence between ? and ? and sequence not in (select sequence from set_aside) order by sequence
        """, range.lowerBound, range.upperBound, read: Store.sent)
    }
    var rows: [SentRow] = []
    var boot = found.first?.boot ?? "none"
    var next = found[...]
    for sequence in range {
      if let row = next.first, row.sequence == sequence {
        rows.append(row)
        boot = row.boot
        next.removeFirst()
      } else {
        rows.append(SentRow(sequence: sequence, boot: boot))
      }
    }
    return rows
  }

  private static func sent(_ row: SQLiteRow) -> SentRow {
    SentRow(
      sequence: row.integer(0), boot: row.text(1), monotonic: row.integer(2),
      at: row.optionalInteger(3).map { Instant(milliseconds: $0) },
      clock: ClockQuality(rawValue: row.integer(4)) ?? .none, kind: RowKind(rawValue: row.integer(5)),
      value: row.integer(6), serial: row.optionalText(7), cause: row.optionalText(8))
  }

  /// The server has these, and all up to a number. One that has less than we know of has lost some: they go again.
  func acknowledge(_ range: ClosedRange<Int>, upTo contiguous: Int) throws {
    try state.withLock { state throws(SQLite.Failure) in
      if contiguous < state.sent.contiguous { state.sent.remove(contiguous + 1...Int.max) }
      state.sent.insert(range)
      try Store.keepSent(state)
    }
  }

  /// A row that the server does not take, with its reason: from now on its number is sent as skipped.
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
