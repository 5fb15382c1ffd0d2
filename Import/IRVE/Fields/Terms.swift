extension IRVEReader {
  /// Reads what charging costs and how it is paid.
  mutating func readTerms(of record: Record, into row: inout IRVERow) {
    row.gratuit = boolean(.gratuit, record, &row)
    row.paiementActe = boolean(.paiementActe, record, &row)
    row.paiementCb = boolean(.paiementCb, record, &row)
    if columns.has(.cbSansContact), boolean(.cbSansContact, record, &row) == true { row.paiementCb = true }
    row.paiementAutre = boolean(.paiementAutre, record, &row)
    row.tarification = text(.tarification, record, &row)
    if case .borrowed(let cell) = row.tarification, case .plain = BooleanCell(cell) { row.tarification = .absent }
    if columns.has(.accesRecharge) { readAccessTerms(of: record, &row) }
  }

  /// Version 1 has one field for it: `payant`, `Gratuit`, `5€ / 45min`, `Payant - CB`.
  private mutating func readAccessTerms(of record: Record, _ row: inout IRVERow) {
    let cell = cell(.accesRecharge, record)
    let word = FoldedWord(cell)
    if word.isEmpty { return }
    let isPaid = word.has("payant") || cell.string.contains("€")
    // Free until some day, or for some: nobody can count on it.
    if word.isOne(of: ["gratuit", "gratuite", "libreetgratuit", "accesgratuit"]) {
      row.gratuit = true
    } else if isPaid && !word.has("gratuit") {
      row.gratuit = false
      row.paiementActe = true
    }
    if word.has("payantcb") || word.has("cartebancaire") { row.paiementCb = true }
    if !word.isOne(of: ["payant", "gratuit"]) { row.tarification = text(.accesRecharge, record, &row) }
  }

  /// A cell that is true or false; nil where it is empty or cannot be understood.
  @inline(__always)
  func boolean(_ column: IRVEColumn, _ record: Record, _ row: inout IRVERow) -> Bool? {
    let cell = cell(column, record)
    switch BooleanCell(cell) {
    case .empty: return nil
    case .plain(let value): return value
    case .spelled(let value):
      row.noteOnce(.booleanSpelling, column, from: cell, to: value ? "true" : "false")
      return value
    case .unknown:
      row.note(.booleanUnreadable, column, from: cell)
      return nil
    }
  }
}
