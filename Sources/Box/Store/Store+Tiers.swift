import Runtime
import Synchronization

/// How long what is kept: every value for a week, a minute's last for a quarter of a year, a half-hour's last for ever.
enum Tier: CaseIterable, Sendable {
  case minutes, halfHours

  /// In milliseconds.
  var age: Int { self == .minutes ? 7 * 86_400_000 : 90 * 86_400_000 }
  var grain: Int { self == .minutes ? 60_000 : 1_800_000 }
  /// The setting that tells how far it has come.
  var mark: String { self == .minutes ? "thinned.minutes" : "thinned.halfHours" }
}

extension Store {
  /// Thins what has become old. Rows stand in the order of time, so that a tier ends at a number. Returns how many went.
  @discardableResult
  func thin(at now: Instant) throws -> Int {
    try state.withLock { state throws(SQLite.Failure) in
      var gone = 0
      for tier in Tier.allCases {
        let end = try Store.lastBefore(now.milliseconds - tier.age, state.database)
        gone += try Store.thin(tier, upTo: end, state.database)
      }
      return gone
    }
  }

  /// The disk is full: a quarter of what each tier would still thin goes before its time, the oldest; where that is little,
  /// the oldest of all. Returns false when nothing is left to give.
  func makeRoom() throws -> Bool {
    try state.withLock { state throws(SQLite.Failure) in
      let database = state.database
      var newest = state.last
      for tier in Tier.allCases {
        let mark = try Store.mark(tier, database)
        let part = (newest - mark) / 4
        if part >= 500, try Store.thin(tier, upTo: mark + part, database) > 0 { return true }
        newest = mark
      }
      return try database.run(
        """
        delete from rows where sequence in (
          select sequence from rows where kind in (1, 2, 3, 4, 7) order by sequence
          limit (select count(*) / 10 + 1 from rows))
        """) > 0
    }
  }

  private static func mark(_ tier: Tier, _ database: SQLite) throws(SQLite.Failure) -> Int {
    try database.integer("select cast(value as integer) from settings where name = ?", tier.mark) ?? 0
  }

  private static func lastBefore(_ time: Int, _ database: SQLite) throws(SQLite.Failure) -> Int {
    var last = 0
    for kind in RowKind.allCases where kind.isThinned {
      let found = try database.integer(
        "select sequence from rows where kind = ? and at < ? order by at desc limit 1", kind.rawValue, time)
      last = max(last, found ?? 0)
    }
    return last
  }

  /// In steps, so that nothing waits for long.
  private static func thin(_ tier: Tier, upTo end: Int, _ database: SQLite) throws(SQLite.Failure) -> Int {
    var from = try mark(tier, database)
    var gone = 0
    while from < end {
      let step = min(end, from + 50_000)
      gone += try database.transaction { () throws(SQLite.Failure) in
        let count = try delete(from, step, tier.grain, database)
        try database.run(
          "insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
          tier.mark, String(step))
        return count
      }
      from = step
    }
    return gone
  }

  /// Keeps the last row of each kind and grain.
  private static func delete(
    _ from: Int, _ to: Int, _ grain: Int, _ database: SQLite
  ) throws(SQLite.Failure) -> Int {
    try database.run(
      """
      delete from rows where sequence > ?1 and sequence <= ?2 and kind in (1, 2, 3, 4, 7) and sequence not in (
        select max(sequence) from rows where sequence > ?1 and sequence <= ?2 and kind in (1, 2, 3, 4, 7)
        group by kind, boot, coalesce(at, monotonic) / ?3)
      """, from, to, grain)
  }
}
