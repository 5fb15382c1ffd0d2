import Postgres
import Runtime

/// What becomes of each row of a dynamic file: written when the point is stored, refused when it is not.
struct StatusIntake: RecordIntake {
  private let importID: Import.ID
  private let now: Instant
  private var reader: DynamicReader?
  private var points: KnownPoints
  private(set) var counts = Progress.Counts()
  private(set) var repeated = 0
  private var rows = CopyRows()
  private var rejectRows = WaitingRows(statement: Statements.copyRejects)

  init(_ importID: Import.ID, at now: Instant, points: consuming KnownPoints) {
    self.importID = importID
    self.now = now
    self.points = points
  }

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
      return refuse(Refusal(code: .unknownPoint, column: "id_pdc_itinerance", value: value), line, id: row.idPdc)
    case .repeated:
      // The latest counts, wherever in the file it stands.
      counts.rowsDuplicate += 1
      repeated += 1
    case .changed, .unchanged:
      counts.rowsAccepted += 1
      points.see(known, 1, isWritten: true)
    }
    rows.row(fields: 5)
    rows.add(row.idPdc)
    rows.add(row.etat.condition)
    rows.add(row.occupation.occupancy)
    rows.add(row.horodatage)
    rows.add(Int64(line))
  }

  private mutating func refuse(_ refusal: Refusal, _ line: Int, id: CellText) {
    counts.rowsRejected += 1
    rejectRows.rows.addReject(refusal, line, id: id, of: importID)
  }
}

extension DynamicRow.Etat {
  fileprivate var condition: StaticString {
    switch self {
    case .enService: "inService"
    case .horsService: "outOfService"
    case .inconnu: "unknown"
    }
  }
}

extension DynamicRow.Occupation {
  fileprivate var occupancy: StaticString {
    switch self {
    case .libre: "free"
    case .occupe: "occupied"
    case .reserve: "reserved"
    case .inconnu: "unknown"
    }
  }
}
