import Grid
import Postgres

/// Readings as rows of a COPY: those of the stage with their line, those of the table with the time of the import.
struct GridRows {
  /// A bit of `flags` in the stage alone: nothing is stored of a quarter of an hour that says nothing.
  static let silent: Int16 = 4

  let statement: SQL
  private let target: GridTarget
  /// Of the columns, among `GridColumn.all`.
  private let places: [Int]
  /// With which every row begins.
  private let beginning: [UInt8]
  var rows = CopyRows()

  init(_ importID: Import.ID, into target: GridTarget, holding places: [Int]) {
    self.target = target
    self.places = places
    let values = GridColumn.list(places.map { GridColumn.all[$0] })
    var first = CopyRows()
    switch target {
    case .stage:
      first.row(fields: Int16(7 + places.count))
      first.add(importID)
      statement = """
        copy incoming_grid (import_id, member, line, perimeter, at, nature, flags, \(sql: values))
        from stdin (format binary)
        """
    case .readings(let now):
      first.row(fields: Int16(6 + places.count))
      first.add(importID)
      first.add(now)
      statement = """
        copy grid_readings (import_id, stored_at, perimeter, at, nature, flags, \(sql: values))
        from stdin (format binary)
        """
    }
    beginning = first.bytes
  }

  mutating func add(_ row: GridRow, _ part: Int, _ line: Int) {
    let isSilent = row.isSilentQuarter
    switch target {
    case .readings where isSilent: return
    case .readings: rows.append(contentsOf: beginning)
    case .stage:
      rows.append(contentsOf: beginning)
      rows.add(Int32(part))
      rows.add(Int64(line))
    }
    rows.add(row.perimeter.rawValue)
    rows.add(row.at)
    rows.add(Int16(row.nature.rawValue))
    rows.add(Int16(row.flags.rawValue) | (isSilent ? Self.silent : 0))
    rows.add(row.values, at: places)
  }
}
