import Grid
import Postgres
import Runtime

/// Where the rows of a file go: into the stage, to be compared with what is stored; or, where nothing is stored and nobody
/// wants to look first, into their table at once.
enum GridTarget: Sendable {
  case stage
  case readings(now: Instant)

  static func find(_ job: ImportJob, at now: Instant, in transaction: Transaction) async throws -> GridTarget {
    let isEmpty: SQL = "select not exists (select from grid_readings)"
    guard job.mayApplyAtOnce, try await transaction.first(isEmpty, { try $0.next(Bool.self) }) == true else {
      return .stage
    }
    // Imports of the other source wait for the end of this one; whoever reads does not.
    try await transaction.execute("lock table grid_readings in share row exclusive mode")
    return try await transaction.first(isEmpty) { try $0.next(Bool.self) } == true ? .readings(now: now) : .stage
  }

  var copy: SQL {
    switch self {
    case .stage:
      """
      copy incoming_grid (import_id, member, line, perimeter, at, nature, flags, \(sql: GridColumn.list()))
      from stdin (format binary)
      """
    case .readings:
      """
      copy grid_readings (import_id, stored_at, perimeter, at, nature, flags, \(sql: GridColumn.list()))
      from stdin (format binary)
      """
    }
  }

  /// A bit of `flags` in the stage alone: nothing is stored of a quarter of an hour that says nothing.
  static let silent: Int16 = 4

  func write(_ row: GridRow, _ importID: Import.ID, _ part: Int, _ line: Int, _ rows: inout CopyRows) {
    let isSilent = row.isSilentQuarter
    switch self {
    case .readings where isSilent: return
    case .stage:
      rows.row(fields: Int16(7 + GridColumn.all.count))
      rows.add(importID)
      rows.add(Int32(part))
      rows.add(Int64(line))
    case .readings(let now):
      rows.row(fields: Int16(6 + GridColumn.all.count))
      rows.add(importID)
      rows.add(now)
    }
    rows.add(row.perimeter.rawValue)
    rows.add(row.at)
    rows.add(Int16(row.nature.rawValue))
    rows.add(Int16(row.flags.rawValue) | (isSilent ? Self.silent : 0))
    rows.add(all: row.values)
  }
}
