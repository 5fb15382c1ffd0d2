import Runtime

/// Reads the records of one dynamic file: a record becomes a row, or the reason why it does not.
struct DynamicReader {
  enum Reading {
    case row(DynamicRow)
    case refused(Refusal)
  }

  /// A clock that is a little ahead of ours is no reason to refuse what it says.
  static let tolerance = Duration.seconds(300)

  private let columns: DynamicColumns
  private let id, state, occupancy, stamp: Int

  init(columns: DynamicColumns) {
    self.columns = columns
    id = columns[.idPdcItinerance]
    state = columns[.etatPdc]
    occupancy = columns[.occupationPdc]
    stamp = columns[.horodatage]
  }

  func read(_ record: Record, now: Instant) -> Reading {
    do throws(Refusal) { return .row(try row(of: record, now: now)) } catch { return .refused(error) }
  }

  /// The point's identifier alone, as `read` finds it; nil where `read` refuses the row for want of one.
  func identify(_ record: Record) -> CellText? {
    let cell = cell(id, record)
    if NationalIdentifier.isPlain(cell) { return .borrowed(cell) }
    return NationalIdentifier.normalised(cell).map { .owned($0) }
  }

  private func row(of record: Record, now: Instant) throws(Refusal) -> DynamicRow {
    try columns.cells.check(record)
    var row = DynamicRow()
    row.line = record.line
    row.idPdc = try identifier(of: record, &row)
    row.etat = try word(state, .etatPdc, .stateUnknown, record, DynamicRow.Etat.init)
    row.occupation = try word(occupancy, .occupationPdc, .occupancyUnknown, record, DynamicRow.Occupation.init)
    row.horodatage = try moment(of: record, now: now)
    if row.etat == .horsService && row.occupation == .libre {
      row.occupation = .inconnu
      row.note(.outOfServiceNotFree, .occupationPdc, from: cell(occupancy, record), to: "inconnu")
    }
    row.priseType2 = socket(.etatPriseType2, record, &row)
    row.priseComboCcs = socket(.etatPriseTypeComboCcs, record, &row)
    row.priseChademo = socket(.etatPriseTypeChademo, record, &row)
    row.priseEf = socket(.etatPriseTypeEf, record, &row)
    return row
  }

  private func identifier(of record: Record, _ row: inout DynamicRow) throws(Refusal) -> CellText {
    let cell = cell(id, record)
    guard let found = identify(record) else { throw refusal(.noId, .idPdcItinerance, cell) }
    if case .owned(let text) = found { row.note(.idSpelling, .idPdcItinerance, from: cell, to: text) }
    return found
  }

  private func word<Word>(
    _ position: Int, _ column: DynamicColumns.Column, _ code: DynamicRefusal, _ record: Record,
    _ make: (Record.Cell) -> Word?
  ) throws(Refusal) -> Word {
    let cell = cell(position, record)
    guard let word = make(cell) else { throw refusal(code, column, cell) }
    return word
  }

  private func moment(of record: Record, now: Instant) throws(Refusal) -> Instant {
    let cell = cell(stamp, record)
    guard let moment = StampCell.instant(cell) else { throw refusal(.stampUnreadable, .horodatage, cell) }
    guard moment <= now + Self.tolerance else { throw refusal(.stampInFuture, .horodatage, cell) }
    return moment
  }

  private func socket(
    _ column: DynamicColumns.Column, _ record: Record, _ row: inout DynamicRow
  ) -> DynamicRow.EtatPrise? {
    let cell = cell(columns[column], record)
    if cell.isEmpty { return nil }
    if let state = DynamicRow.EtatPrise(cell) { return state }
    if !TextCell.isNothing(cell) { row.note(.socketStateUnreadable, column, from: cell, to: "inconnu") }
    return .inconnu
  }

  private func cell(_ position: Int, _ record: Record) -> Record.Cell {
    position >= 0 && position < record.cells.count ? record.cells[position].trimmed : .empty
  }

  private func refusal(_ code: DynamicRefusal, _ column: DynamicColumns.Column, _ cell: Record.Cell) -> Refusal {
    Refusal(code, column: column.name, value: cell.excerpt)
  }
}

extension DynamicRow {
  fileprivate mutating func note(
    _ code: CorrectionCode, _ column: DynamicColumns.Column, from cell: Record.Cell, to: String
  ) {
    corrections.append(.init(code: code, column: column.name, from: cell.excerpt, to: to))
  }
}

// The schema's words at once, then the same letters in any size, accented or parted by blanks.

extension DynamicRow.Etat {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "en_service" {
      self = .enService
    } else if cell == "hors_service" {
      self = .horsService
    } else {
      switch String(decoding: folded(cell.readable), as: UTF8.self) {
      case "enservice": self = .enService
      case "horsservice": self = .horsService
      case "inconnu": self = .inconnu
      default: return nil
      }
    }
  }
}

extension DynamicRow.Occupation {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "libre" {
      self = .libre
    } else if cell == "occupe" {
      self = .occupe
    } else {
      switch String(decoding: folded(cell.readable), as: UTF8.self) {
      case "libre": self = .libre
      case "occupe": self = .occupe
      case "reserve": self = .reserve
      case "inconnu": self = .inconnu
      default: return nil
      }
    }
  }
}

extension DynamicRow.EtatPrise {
  fileprivate init?(_ cell: Record.Cell) {
    if cell == "fonctionnel" {
      self = .fonctionnel
    } else {
      switch String(decoding: folded(cell.readable), as: UTF8.self) {
      case "fonctionnel": self = .fonctionnel
      case "horsservice": self = .horsService
      case "inconnu": self = .inconnu
      default: return nil
      }
    }
  }
}
