import Ground
import HTTP
import Postgres

/// What becomes of each row of a national file: skipped when it is what is stored, written when it is not, refused with a
/// reason. Runs on a worker's thread, a piece of the file at a time.
struct RowIntake: RecordIntake {
  /// What does not change while a file is read.
  struct Setting: Sendable {
    let importID: Import.ID
    let destination: Destination
    let now: Instant
    /// The first of the ids given to points and to stations: the rest follow, so that indexes grow at their end.
    let firstPoint: Identifier<IRVERow>
    let firstStation: Identifier<IRVERow>
  }

  private let setting: Setting
  private let today: CivilDay
  private var reader: IRVEReader?
  private(set) var points: KnownPoints
  private(set) var stations: KnownStations
  private(set) var counts = Progress.Counts()
  private(set) var corrections: [String: Int] = [:]
  private(set) var repeated = 0
  private var pointsWritten: UInt64 = 0

  private var rows = CopyRows()
  private var stationRows: WaitingRows
  private var repeatedRows = WaitingRows(statement: Statements.copyIncomingPoints)
  private var repeatedStationRows = WaitingRows(statement: Statements.copyIncomingStations)
  private var rejectRows = WaitingRows(statement: Statements.copyRejects)

  init(_ setting: Setting, known: consuming KnownCountry) {
    self.setting = setting
    today = CivilDay(daysSince1970: Int(setting.now.microseconds / 86_400_000_000))
    points = known.points
    stations = known.stations
    stationRows = WaitingRows(statement: setting.destination.stations)
  }

  var ready: Int { rows.bytes.count }
  var footprint: Int { points.footprint + stations.footprint }

  mutating func takeRows() -> [UInt8] { rows.take() }

  var waiting: Int {
    stationRows.rows.bytes.count + repeatedRows.rows.bytes.count + repeatedStationRows.rows.bytes.count
      + rejectRows.rows.bytes.count
  }

  mutating func takeWaiting() -> [WaitingRows] {
    [stationRows.take(), repeatedRows.take(), repeatedStationRows.take(), rejectRows.take()]
  }

  /// True once a header was understood.
  var hasHeader: Bool { reader != nil }

  mutating func take(_ record: Record) throws {
    guard var reader else {
      reader = IRVEReader(columns: try IRVEColumns(header: record))
      return
    }
    // Moved out and back: a copy of its caches would be made otherwise.
    self.reader = nil
    defer { self.reader = reader }
    counts.rowsRead += 1
    if let fault = record.fault {
      return refuse(Refusal(fault), record.line, id: .absent)
    }
    let hash = ContentHash.of(record, reader.columns.contentCells) & ~1
    guard let id = reader.identify(record) else { return read(record, &reader, hash, .new) }
    switch id.withBytes({ points.compare(points.key($0), hash) }) {
    case .unchanged: pass(record, &reader, id, hash)
    case .repeated(worthKeeping: false): counts.rowsDuplicate += 1
    case let comparison: read(record, &reader, hash, comparison)
    }
  }

  /// What is stored already.
  private mutating func pass(_ record: Record, _ reader: inout IRVEReader, _ id: CellText, _ hash: UInt64) {
    id.withBytes { bytes in
      let key = points.key(bytes)
      if points.wasCorrected(key) { counts.rowsCorrected += 1 }
      points.see(key, hash, isWritten: false)
    }
    counts.rowsAccepted += 1
    let station = reader.identifyStation(record)
    let stationHash = ContentHash.of(record, reader.columns.stationCells)
    station.withBytes { _ = stations.see($0, hash: stationHash, isWritten: false) }
  }

  private mutating func read(
    _ record: Record, _ reader: inout IRVEReader, _ hash: UInt64, _ comparison: KnownPoints.Comparison
  ) {
    switch reader.read(record, today: today) {
    case .refused(let refusal): refuse(refusal, record.line, id: reader.identify(record) ?? .absent)
    case .row(let row): write(row, hash, ContentHash.of(record, reader.columns.stationCells), comparison)
    }
  }

  // MARK: What is new, other, or repeated

  private mutating func write(
    _ row: IRVERow, _ hash: UInt64, _ stationHash: UInt64, _ comparison: KnownPoints.Comparison
  ) {
    var row = row
    let isRepeated = comparison.isRepeated
    let place = row.idStation.withBytes { id in
      isRepeated ? stations.mention(id) : stations.see(id, hash: stationHash, isWritten: true)
    }
    if let declared = row.nbrePdc, !isRepeated { stations.declare(declared, at: place.ordinal) }
    if place.isContradicting { row.noteContradiction() }
    // The lowest bit is no content: it remembers that there was something to correct.
    let hash = hash | (row.isCorrected ? 1 : 0)
    let point = CopyRows.PointPlace(
      id: setting.firstPoint.advanced(by: pointsWritten),
      stationID: setting.firstStation.advanced(by: UInt64(place.ordinal)), stationIrveID: row.idStation, hash: hash,
      evidence: row.evidence(at: setting.now), isRepeated: isRepeated)
    pointsWritten += 1
    let station = CopyRows.StationPlace(
      id: point.stationID, irveID: row.idStation, hash: stationHash, isRepeated: isRepeated)
    if isRepeated {
      counts.rowsDuplicate += 1
      repeated += 1
      // Which row of an identifier is believed, the database finds out at the end: it knows them all.
      repeatedRows.rows.addPoint(row, point, to: .stage)
      if place.isToWrite { repeatedStationRows.rows.addStation(row, station, to: .stage) }
      return
    }
    row.idPdc.withBytes { points.see(points.key($0), hash, isWritten: true) }
    count(row)
    rows.addPoint(row, point, to: setting.destination)
    if place.isToWrite { stationRows.rows.addStation(row, station, to: setting.destination) }
  }

  private mutating func count(_ row: IRVERow) {
    counts.rowsAccepted += 1
    if row.isCorrected { counts.rowsCorrected += 1 }
    for (index, correction) in row.corrections.enumerated()
    where !row.corrections[..<index].contains(where: { $0.code == correction.code }) {
      corrections[correction.code.rawValue, default: 0] += 1
    }
  }

  private mutating func refuse(_ refusal: Refusal, _ line: Int, id: CellText) {
    counts.rowsRejected += 1
    rejectRows.rows.addReject(refusal, line, id: id, of: setting.importID)
  }
}

extension KnownPoints.Comparison {
  fileprivate var isRepeated: Bool { if case .repeated = self { true } else { false } }
}

extension Identifier {
  fileprivate func advanced(by number: UInt64) -> Identifier { Identifier(high: high, low: low &+ number) }
}

extension ContentHash {
  static func of(_ record: Record, _ cells: [Int]) -> UInt64 {
    var hash = ContentHash()
    for index in cells where index < record.cells.count { hash.add(record.cells[index]) }
    return hash.value
  }
}

extension CellText {
  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    switch self {
    case .absent: return try body(UnsafeRawBufferPointer(start: nil, count: 0))
    case .borrowed(let bytes): return try body(bytes)
    case .owned(var text): return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
  }
}

extension Refusal {
  init(_ fault: Record.Fault) { self.init(code: RefusalCode(fault), column: "*", value: "") }
}

extension IRVERow {
  /// Read otherwise than written: more than left unknown, or doubted.
  fileprivate var isCorrected: Bool { corrections.contains { $0.code.kind == .corrected } }

  fileprivate mutating func noteContradiction() {
    corrections.append(
      Correction(code: .stationContradicted, column: "id_station_itinerance", from: "", to: ""))
  }

  /// As it is shown on the point.
  fileprivate func evidence(at now: Instant) -> [UInt8]? {
    guard !corrections.isEmpty else { return nil }
    var writer = JSONWriter(capacity: 160 * corrections.count)
    writer.array { writer in
      for correction in corrections {
        writer.object { writer in
          writer.name("code")
          writer.write(correction.code.rawValue)
          writer.name("field")
          writer.write("\(correction.column)")
          writer.name("from")
          writer.write(correction.from)
          writer.name("to")
          writer.write(correction.to)
          writer.name("source")
          writer.write("irve")
          writer.name("at")
          writer.write(now)
        }
      }
    }
    return writer.finish().array
  }
}
