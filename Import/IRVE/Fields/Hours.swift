import Stations

extension IRVEReader {
  /// The text as it is written, and what it means where it means something. Version 1 wrote it into `accessibilite`.
  mutating func readHours(of record: Record, into row: inout IRVERow) {
    let column: IRVEColumn = columns.has(.horaires) ? .horaires : .accessibilite
    let cell = cell(column, record)
    if cell.isEmpty { return }
    if cell == "24/7" {
      row.horaires = .borrowed(cell)
      row.horairesLus = .borrowed(cell)
      row.ouvert247 = true
      return
    }
    row.horaires = text(column, record, &row, longest: 1000)
    if row.horaires.isAbsent { return }
    let hours = knownHours.answer(for: cell, HoursCell.init)
    row.ouvert247 = hours.isOpenAlways
    guard let canonical = hours.canonical else {
      return row.note(hours.isDoubtful ? .hoursDoubtful : .hoursUnreadable, column, from: cell)
    }
    row.horairesLus = .owned(canonical)
    if hours.isRepaired { row.note(.hoursSpelling, column, from: cell, to: canonical) }
  }
}

/// A text about the hours, as it is read; kept, since a file has a thousand such texts for a hundred thousand rows.
struct HoursCell {
  /// In the one spelling that the program reads; nil when they make no sense.
  let canonical: String?
  let isOpenAlways: Bool
  let isRepaired: Bool
  let isDoubtful: Bool

  init(_ cell: Record.Cell) {
    let read = OpeningHours.read(cell.string)
    canonical = read.hours == nil ? nil : read.text
    isOpenAlways = read.open24h
    isRepaired = read.repaired
    isDoubtful = read.doubtful
  }
}
