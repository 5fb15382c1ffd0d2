import Postgres

/// Ranks of rows, compared by age: the day of the row, then the minute of its file. Sources do not matter: whose row is
/// believed is settled before. The highest day stands for one that nobody knows.
extension IRVESource {
  /// The row is of an earlier day than what is stored, or of the same day from an earlier file. A row of which nobody knows
  /// the day counts as the newest, and so does one of the same day whose file has no date.
  static func isEarlier(_ row: SQL, than stored: SQL) -> SQL {
    """
    (\(sql: day(row)) > 0 and \(sql: day(stored)) < 16777215 and \(sql: stamp(row)) < \(sql: stamp(stored))
      and (\(sql: minute(row)) > 0 or \(sql: day(row)) < \(sql: day(stored))))
    """
  }

  /// It is earlier, or of the same day and minute.
  static func isNoLater(_ row: SQL, than stored: SQL) -> SQL {
    """
    (\(sql: isEarlier(row, than: stored))
      or \(sql: day(row)) between 1 and 16777214 and \(sql: stamp(row)) = \(sql: stamp(stored)))
    """
  }

  private static func day(_ rank: SQL) -> SQL { "((\(sql: rank) >> 32) & 16777215)" }
  private static func minute(_ rank: SQL) -> SQL { "(\(sql: rank) & 4294967295)" }
  /// Day and minute.
  private static func stamp(_ rank: SQL) -> SQL { "(\(sql: rank) & 72057594037927935)" }
}
