import Postgres
import Runtime

/// Writes each row of a dynamic file whose point is stored, and refuses the others.
struct StatusIntake: RecordIntake {
  private let importID: Import.ID
  private let now: Instant
  private var reader: DynamicReader?
  private var points: KnownPoints
  private(set) var counts = Progress.Counts()
  private(set) var repeated = 0
  private var rows = CopyRows()
  private var rejectRows = WaitingRows(statement: Rejects.copy)

  init(_ importID: Import.ID, at now: Instant, points: consuming KnownPoints) {
    self.importID = importID
    self.now = now
    self.points = points
  }

  let statement = StatusColumns.all.copy(into: "incoming_status")
  var ready: Int { rows.bytes.count }
  var footprint: Int { points.footprint }

  mutating func takeRows() -> [UInt8] { rows.take() }

  var waiting: Int { rejectRows.rows.bytes.count }

  mutating func takeWaiting() -> [WaitingRows] { [rejectRows.take()] }

  mutating func take(_ record: Record) throws {
    guard let reader else {
      reader = DynamicReader(columns: try DynamicColumns(header: record))
      return
    }
    counts.rowsRead += 1
    if let fault = record.fault {
      return refuse(Refusal(fault), record.line, id: .absent)
    }
    switch reader.read(record, now: now) {
    case .refused(let refusal): refuse(refusal, record.line, id: .absent)
    case .row(let row): take(row, record.line)
    }
  }

  private mutating func take(_ row: DynamicRow, _ line: Int) {
    let known = row.idPdc.withBytes { points.entry($0) }
    switch points.compare(known, 1) {
    case .new:
      let value = row.idPdc.withBytes { String(decoding: $0, as: UTF8.self) }
      return refuse(
        Refusal(DynamicRefusal.unknownPoint, column: "id_pdc_itinerance", value: value), line, id: row.idPdc)
    case .repeated:
      // The latest counts, wherever in the file it stands.
      counts.rowsDuplicate += 1
      repeated += 1
    case .changed, .unchanged:
      counts.rowsAccepted += 1
      points.see(known, 1, isWritten: true)
    }
    rows.row(fields: StatusColumns.all.count)
    StatusColumns.list(row, line, &rows)
  }

  private mutating func refuse(_ refusal: Refusal, _ line: Int, id: CellText) {
    counts.rowsRejected += 1
    rejectRows.rows.addReject(refusal, line, id: id, of: importID)
  }
}
