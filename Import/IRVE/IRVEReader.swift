import Runtime

/// Reads the records of one file, one after the other: a record becomes a row, or the reason why it does not.
/// Each field's rules stand in a file of their own in `Fields`.
struct IRVEReader {
  enum Reading {
    case row(IRVERow)
    case refused(Refusal)
  }

  let columns: IRVEColumns
  var knownNames = BytesCache<NetworkName>(places: 1024)
  var knownHours = BytesCache<HoursCell>(places: 2048)
  var knownTexts = BytesCache<TidiedText>(places: 512)
  var knownHeights = BytesCache<Float?>(places: 256)

  init(columns: IRVEColumns) { self.columns = columns }

  mutating func read(_ record: Record, today: CivilDay) -> Reading {
    do throws(Refusal) { return .row(try row(of: record, today: today)) } catch { return .refused(error) }
  }

  private mutating func row(of record: Record, today: CivilDay) throws(Refusal) -> IRVERow {
    try columns.cells.check(record)
    var row = IRVERow()
    row.line = record.line
    noteDecoding(of: record, in: &row)
    try readIdentifiers(of: record, into: &row)
    readAddress(of: record, into: &row)
    try readPosition(of: record, into: &row)
    try readPower(of: record, into: &row)
    readNames(of: record, into: &row)
    readSockets(of: record, into: &row)
    readTerms(of: record, into: &row)
    readAccess(of: record, into: &row)
    readHours(of: record, into: &row)
    readDates(of: record, today: today, into: &row)
    readCount(of: record, into: &row)
    doubtSockets(of: record, in: &row)
    return row
  }

  private func noteDecoding(of record: Record, in row: inout IRVERow) {
    switch record.decoding {
    case .utf8: break
    case .windows1252: row.corrections.append(.init(code: .encodingWindows1252, column: "*", from: "", to: ""))
    case .repaired: row.corrections.append(.init(code: .encodingRepaired, column: "*", from: "", to: ""))
    }
  }

  /// The cell under a column, without blanks at its ends; empty for a column that the file does not have.
  @inline(__always)
  func cell(_ column: IRVEColumn, _ record: Record) -> Record.Cell {
    let position = columns[column]
    return position >= 0 && position < record.cells.count ? record.cells[position].trimmed : .empty
  }
}

extension IRVERow {
  mutating func note(_ code: CorrectionCode, _ column: IRVEColumn, from cell: Record.Cell, to: String = "") {
    corrections.append(Correction(code: code, column: column.name, from: cell.excerpt, to: to.excerpt))
  }

  /// Spellings that a file keeps to: what they are is said once a row.
  mutating func noteOnce(_ code: CorrectionCode, _ column: IRVEColumn, from cell: Record.Cell, to: String) {
    if !corrections.contains(where: { $0.code == code }) { note(code, column, from: cell, to: to) }
  }
}

extension Refusal {
  init(_ code: IRVERefusal, _ column: IRVEColumn, _ cell: Record.Cell) {
    self.init(code, column: column.name, value: cell.excerpt)
  }
}
