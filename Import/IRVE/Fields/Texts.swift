extension IRVEReader {
  /// A text in words, nearly always the record's own bytes.
  mutating func text(_ column: IRVEColumn, _ record: Record, _ row: inout IRVERow, longest: Int = 4000) -> CellText {
    let cell = cell(column, record)
    return cell.isEmpty || TextCell.isNothing(cell) ? .absent : tidied(cell, column, &row, longest: longest)
  }

  /// - Parameter longest: in Unicode scalars, as PostgreSQL counts.
  mutating func tidied(_ cell: Record.Cell, _ column: IRVEColumn, _ row: inout IRVERow, longest: Int = 4000) -> CellText
  {
    guard !cell.isEmpty else { return .absent }
    switch TextScan(cell) {
    case .plain: return cell.count <= longest ? .borrowed(cell) : cut(cell.string, cell, column, &row, longest)
    case .blanks: return cut(cell.withSingleSpaces, cell, column, &row, longest)
    case .strange:
      let tidied = knownTexts.answer(for: cell, TidiedText.init)
      if tidied.isRepaired { row.note(.textRepaired, column, from: cell, to: tidied.text) }
      if tidied.isDamaged { row.note(.textDamaged, column, from: cell) }
      return cut(tidied.text, cell, column, &row, longest)
    }
  }

  private func cut(
    _ text: String, _ cell: Record.Cell, _ column: IRVEColumn, _ row: inout IRVERow, _ longest: Int
  ) -> CellText {
    if text.isEmpty { return .absent }
    guard text.utf8.count > longest, text.unicodeScalars.count > longest else { return .owned(text) }
    row.note(.textCut, column, from: cell, to: "\(longest)")
    return .owned(text.cut(toScalars: longest - 1))
  }
}
