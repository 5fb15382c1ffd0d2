import Postgres
import Runtime

/// Rows that were refused, on their way to `import_rejects`.
enum Rejects {
  static let copy = columns.copy(into: "import_rejects")

  static let columns = TableColumns { list(Refusal(.tooLong), 0, .absent, nil, Import.ID(high: 0, low: 0), &$0) }
  fileprivate static let count = columns.count

  fileprivate static func list(
    _ refusal: Refusal, _ line: Int, _ id: CellText, _ file: String?, _ importID: Import.ID,
    _ visit: inout some ColumnVisitor
  ) {
    visit.column("import_id", importID)
    visit.column("line", Int64(line))
    visit.column("code", refusal.code)
    visit.column("field", "\(refusal.column)")
    visit.column("value", refusal.value)
    visit.column("irve_id", id)
    visit.column("file", file)
  }
}

extension CopyRows {
  /// - Parameters:
  ///   - id: of what the row is about, as far as it is known.
  ///   - file: the one of an archive that it stands in.
  mutating func addReject(
    _ refusal: Refusal, _ line: Int, id: CellText, in file: String? = nil, of importID: Import.ID
  ) {
    row(fields: Rejects.count)
    Rejects.list(refusal, line, id, file, importID, &self)
  }
}
