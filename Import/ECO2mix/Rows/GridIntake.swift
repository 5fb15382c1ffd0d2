import Grid
import Postgres
import Runtime

/// Makes rows of what the files hold: readings, and colours of days.
struct GridIntake: RecordIntake {
  private enum Sheet {
    case none, skipped, grid
    case tempo(day: Int, colour: Int)
  }

  private let importID: Import.ID
  private let target: GridTarget
  private var sheet = Sheet.none
  private var number = -1
  /// Of the sheet, where it is one of the grid. Beside it, so that no row moves it.
  private var reader: GridReader?
  /// Instants and days that this file has named already.
  private var seen = InstantSet()
  private(set) var counts = Progress.Counts()
  private(set) var parts = 0
  private(set) var doubts = Doubts()
  private(set) var strangeHeader: HeaderFault?
  private var rows: GridRows
  private var tempoRows = WaitingRows(
    statement: "copy incoming_tempo (import_id, line, day, colour) from stdin (format binary)")
  private var rejectRows = WaitingRows(statement: Rejects.copy)

  init(_ importID: Import.ID, into target: GridTarget) {
    self.importID = importID
    self.target = target
    rows = GridRows(importID, into: target, holding: Array(GridColumn.all.indices))
  }

  var statement: SQL { rows.statement }
  var ready: Int { rows.rows.bytes.count }
  mutating func takeRows() -> [UInt8] { rows.rows.take() }
  var waiting: Int { tempoRows.rows.bytes.count + rejectRows.rows.bytes.count }
  mutating func takeWaiting() -> [WaitingRows] { [tempoRows.take(), rejectRows.take()] }
  var footprint: Int { seen.footprint }

  mutating func take(_ record: Record) throws {
    let part = record.part?.number ?? 0
    if part != number {
      number = part
      seen.removeAll()
      return try begin(record)
    }
    switch sheet {
    case .none, .skipped: return
    case .grid: takeReading(record)
    case .tempo(let day, let colour): take(record, day: day, colour: colour)
    }
  }

  /// A file that stands alone has to be about the grid. Of several one that is not is passed over, and named where it is no sheet
  /// of a workbook.
  private mutating func begin(_ header: Record) throws {
    if header.fault == nil, let places = GridColumns.tempo(in: header) {
      sheet = .tempo(day: places.day, colour: places.colour)
    } else if header.fault == nil, let reader = GridReader(header: header) {
      sheet = .grid
      // Straight into the table goes one file alone, and no column that it does not have.
      if case .readings = target { rows = GridRows(importID, into: target, holding: reader.places) }
      self.reader = reader
    } else {
      strangeHeader = .notGrid(in: header.part)
      sheet = .skipped
      guard let name = header.part?.name else { throw HeaderFault.notGrid }
      return name.hasPrefix("xl/") ? () : nameSkipped(header)
    }
    parts += 1
  }

  private mutating func nameSkipped(_ header: Record) {
    counts.rowsRead += 1
    let value = header.cells.first?.excerpt ?? ""
    refuse(header.fault.map { Refusal($0) } ?? Refusal(GridRefusal.notGrid, column: "*", value: value), header)
  }

  private mutating func takeReading(_ record: Record) {
    let isBlank = reader?.isFooter(record) == true || record.cells.allSatisfy { $0.trimmed.isEmpty }
    if record.fault == nil, isBlank { return }
    counts.rowsRead += 1
    do throws(Refusal) {
      if let fault = record.fault { throw Refusal(fault) }
      try reader?.read(record)
      guard let row = reader?.row, seen.insert(row.at, of: row.place) else {
        counts.rowsDuplicate += 1
        return
      }
      counts.rowsAccepted += 1
      if !row.isSilentQuarter { doubts.note(row, isOfChange: reader?.isOfChange == true) }
      rows.add(row, number, record.line)
    } catch {
      refuse(error, record)
    }
  }

  private mutating func take(_ record: Record, day dayPlace: Int, colour colourPlace: Int) {
    let cells = record.cells
    let dayCell = dayPlace < cells.count ? cells[dayPlace].trimmed : .empty
    let colourCell = colourPlace < cells.count ? cells[colourPlace].trimmed : .empty
    // The last line is a sentence.
    if record.fault == nil, colourCell.isEmpty, dayCell.count > 20 || dayCell.isEmpty { return }
    counts.rowsRead += 1
    do throws(Refusal) {
      if let fault = record.fault { throw Refusal(fault) }
      guard let day = GridClock.day(dayCell) else {
        throw Refusal(GridRefusal.badDay, column: "date", value: dayCell.excerpt)
      }
      guard let colour = GridWords.colour(colourCell) else {
        throw Refusal(GridRefusal.unknownColour, column: "type_de_jour_tempo", value: colourCell.excerpt)
      }
      guard seen.insert(day) else {
        counts.rowsDuplicate += 1
        return
      }
      counts.rowsAccepted += 1
      tempoRows.rows.row(fields: 4)
      tempoRows.rows.add(importID)
      tempoRows.rows.add(Int64(record.line))
      tempoRows.rows.add(day)
      tempoRows.rows.add(colour.rawValue)
    } catch {
      refuse(error, record)
    }
  }

  private mutating func refuse(_ refusal: Refusal, _ record: Record) {
    counts.rowsRejected += 1
    rejectRows.rows.addReject(refusal, record.line, id: .absent, in: record.part?.name, of: importID)
  }
}
