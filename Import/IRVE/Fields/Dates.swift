import Runtime

extension IRVEReader {
  func readDates(of record: Record, today: CivilDay, into row: inout IRVERow) {
    row.dateMiseEnService = day(.dateMiseEnService, record, today, &row)
    row.dateMaj = day(.dateMaj, record, today, &row)
    row.rang = rank(of: record, row.dateMaj)
  }

  func readCount(of record: Record, into row: inout IRVERow) {
    let cell = cell(.nbrePdc, record)
    if cell.isEmpty || TextCell.isNothing(cell) { return }
    if let number = DecimalNumber(cell, comma: true), number.end == cell.count, (0...10_000).contains(number.value) {
      row.nbrePdc = Int32(number.value)
    } else {
      row.note(.countUnreadable, .nbrePdc, from: cell)
    }
  }

  /// The first public charge points are of the nineties: an earlier year is a field that was never filled.
  private static let firstYear = 1990

  private func day(_ column: IRVEColumn, _ record: Record, _ today: CivilDay, _ row: inout IRVERow) -> CivilDay? {
    let cell = cell(column, record)
    if cell.isEmpty || TextCell.isNothing(cell) { return nil }
    guard let date = DateCell(cell) else {
      row.note(cell.begins(with: "0000") ? .dateImplausible : .dateUnreadable, column, from: cell)
      return nil
    }
    if date.day.year < Self.firstYear {
      row.note(.dateImplausible, column, from: cell)
      return nil
    }
    if date.day.isAfter(today) {
      row.note(.dateInFuture, column, from: cell)
      return nil
    }
    if !date.isPlain { row.note(.dateSpelling, column, from: cell, to: date.day.iso) }
    return date.day
  }

  /// Source, then day of the row, then minute of the resource: 8, 24 and 32 bits.
  private func rank(of record: Record, _ day: CivilDay?) -> Int64 {
    let days = day.map { max(0, min($0.daysSince1970, 0xFF_FFFF)) } ?? 0
    let resource = cell(columns.has(.lastModified) ? .lastModified : .createdAt, record)
    let minutes = max(0, min(Self.minutesSince1970(resource), 0xFFFF_FFFF))
    return Int64(priority(of: record)) << 56 | Int64(days) << 32 | Int64(minutes)
  }

  /// QualiCharge is believed first, then Gireve, then Eco-Movement.
  private func priority(of record: Record) -> Int {
    let dataset = cell(.datasetId, record)
    if dataset.isEmpty { return 0 }
    if dataset == "6818bce2d9af175f6e01a1b2" { return 3 }
    if dataset == "63dccb1307e9b2f213a5130c" { return 2 }
    return dataset == "64060c2ac773dcf3fabbe5d2" ? 1 : 0
  }

  /// `2026-10-05T15:34:18.641293+00:00`: these stamps are all UTC.
  private static func minutesSince1970(_ cell: Record.Cell) -> Int {
    guard cell.count >= 10, let date = DateCell(cell.part(0..<10)) else { return 0 }
    guard cell.count >= 16, let hour = DecimalNumber(cell.part(11..<13), comma: false),
      let minute = DecimalNumber(cell.part(14..<16), comma: false)
    else { return date.day.daysSince1970 * 1440 }
    return date.day.daysSince1970 * 1440 + Int(hour.value) * 60 + Int(minute.value)
  }
}

extension CivilDay {
  fileprivate func isAfter(_ other: CivilDay) -> Bool {
    (year, month, day) > (other.year, other.month, other.day)
  }

  fileprivate var iso: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))"
  }
}

extension Int64 {
  private static let dayMask: Int64 = 0xFF_FFFF << 32
  private static let minuteMask: Int64 = 0xFFFF_FFFF

  /// The rank of a row (source, day of the row, minute of the resource) whose file knows what the row leaves out. Where
  /// nobody knows the day the row is the newest of its file.
  func dated(by file: FileDate?) -> Int64 {
    guard let file else { return self & Self.dayMask == 0 ? self | Self.dayMask : self }
    var rank = self
    if rank & Self.dayMask == 0 { rank |= Int64(file.days) << 32 & Self.dayMask }
    if rank & Self.minuteMask == 0 { rank |= Int64(file.minutes) & Self.minuteMask }
    return rank
  }
}
