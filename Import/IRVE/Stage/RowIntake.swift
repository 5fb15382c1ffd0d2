import HTTP
import Postgres
import Runtime
import Stations

/// Takes each row of a national file: skipped when it is what is stored, written when it is not, refused with a
/// reason. Runs on a worker's thread, a piece of the file at a time.
struct RowIntake: RecordIntake {
  /// The facts that do not change while a file is read.
  struct Setting: Sendable {
    let importID: Import.ID
    let destination: Destination
    let now: Instant
    /// The first of the ids given to points and to stations: the rest follow, so that indexes grow at their end.
    let firstPoint: Identifier<IRVERow>
    let firstStation: Identifier<IRVERow>
    let fileDate: FileDate?
  }

  private let setting: Setting
  private let today: CivilDay
  private var reader: IRVEReader?
  private(set) var points: KnownPoints
  private(set) var stations: KnownStations
  private(set) var counts = Progress.Counts()
  private(set) var corrections: [String: Int] = [:]
  private(set) var repeated = 0
  /// Descriptions of stations that wait beside the tables.
  private(set) var candidates = 0
  private var terms = KnownTerms()
  /// The seed is of this import alone, so that nobody can prepare terms that are taken for others.
  private let termsSeed = UInt64.random(in: 1 ... .max)
  private var pointsWritten: UInt64 = 0

  private var rows = CopyRows()
  private var stationRows: WaitingRows
  private var repeatedRows = WaitingRows(statement: Statements.copyIncomingPoints)
  private var candidateRows = WaitingRows(statement: Statements.copyIncomingStations)
  private var termsRows = WaitingRows(statement: Statements.copyIncomingTerms)
  private var rejectRows = WaitingRows(statement: Rejects.copy)

  init(_ setting: Setting, known: consuming KnownCountry) {
    self.setting = setting
    today = CivilDay(daysSince1970: Int(setting.now.microseconds / 86_400_000_000))
    points = known.points
    stations = known.stations
    stationRows = WaitingRows(statement: Statements.copyStations)
    if case .tables = setting.destination { stations.keepRanks() }
  }

  var statement: SQL { setting.destination.copy }
  var ready: Int { rows.bytes.count }
  var footprint: Int { points.footprint + stations.footprint + terms.footprint }

  mutating func takeRows() -> [UInt8] { rows.take() }

  var waiting: Int {
    stationRows.rows.bytes.count + repeatedRows.rows.bytes.count + candidateRows.rows.bytes.count
      + termsRows.rows.bytes.count + rejectRows.rows.bytes.count
  }

  mutating func takeWaiting() -> [WaitingRows] {
    [stationRows.take(), repeatedRows.take(), candidateRows.take(), termsRows.take(), rejectRows.take()]
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
    let hash = reader.hash(record, reader.columns.content) & ~1
    guard let id = reader.identify(record) else { return refuseNameless(record, &reader) }
    let known = id.withBytes { points.entry($0) }
    switch points.compare(known, hash) {
    case .unchanged: pass(record, &reader, known, hash)
    case .repeated(worthKeeping: false): counts.rowsDuplicate += 1
    case let comparison: try read(record, &reader, hash, known, isRepeated: comparison.isRepeated)
    }
  }

  private mutating func refuseNameless(_ record: Record, _ reader: inout IRVEReader) {
    guard case .refused(let refusal) = reader.read(record, today: today) else { return }
    refuse(refusal, record.line, id: .absent)
  }

  /// Counts a row that is stored already.
  private mutating func pass(
    _ record: Record, _ reader: inout IRVEReader, _ known: KnownPoints.Entry, _ hash: UInt64
  ) {
    if points.wasCorrected(known) { counts.rowsCorrected += 1 }
    points.see(known, hash, isWritten: false)
    counts.rowsAccepted += 1
    reader.identifyStation(record).withBytes { stations.count($0) }
  }

  private mutating func read(
    _ record: Record, _ reader: inout IRVEReader, _ hash: UInt64, _ known: KnownPoints.Entry, isRepeated: Bool
  ) throws {
    switch reader.read(record, today: today) {
    case .refused(let refusal): refuse(refusal, record.line, id: reader.identify(record) ?? .absent)
    case .row(var row):
      row.rang = row.rang.dated(by: setting.fileDate)
      let terms = terms(of: row, reader.hash(record, reader.columns.ofTerms, seed: termsSeed))
      try write(row, hash, reader.hash(record, reader.columns.ofStation), terms, known, isRepeated: isRepeated)
    }
  }

  // MARK: What is new, other, or repeated

  private mutating func terms(of row: IRVERow, _ key: UInt64) -> Terms.ID {
    terms.id(key, read: { Terms(row) }, store: { termsRows.rows.addTerms($0, $1) })
  }

  private mutating func write(
    _ row: IRVERow, _ hash: UInt64, _ stationHash: UInt64, _ terms: Terms.ID, _ known: KnownPoints.Entry,
    isRepeated: Bool
  ) throws {
    var row = row
    let spot = Spot(row.coordonnees)
    let (place, first) = try row.idStation.withBytes { try stations.place(of: $0, at: spot) }
    if !isRepeated { stations.count(first.ordinal, declared: row.nbrePdc) }
    let speech = stations.hear(place.ordinal, hash: stationHash, rank: row.rang, isRepeated: isRepeated)
    if speech.isContradicting { row.noteContradiction() }
    // The lowest bit is no content: it remembers that there was something to correct.
    let hash = hash | (row.isCorrected ? 1 : 0)
    let isAtStation = place.spot == spot && stations.isWhereFirstSeen(place.ordinal)
    let point = CopyRows.PointPlace(
      id: setting.firstPoint.advanced(by: pointsWritten),
      stationID: setting.firstStation.advanced(by: UInt64(place.ordinal)), stationIrveID: row.idStation,
      stationPlace: place.number, stationHash: stationHash, termsID: terms,
      location: isAtStation ? nil : row.coordonnees, hash: hash, evidence: row.evidence(at: setting.now),
      isRepeated: isRepeated)
    pointsWritten += 1
    write(row, point, place, first.spot, speech)
    if isRepeated {
      counts.rowsDuplicate += 1
      repeated += 1
      // Which row of an identifier is believed, the database finds out at the end: it knows them all.
      repeatedRows.rows.addPoint(row, point, to: .stage)
      return
    }
    points.see(known, hash, isWritten: true)
    count(row)
    rows.addPoint(row, point, to: setting.destination)
  }

  /// The station as the row describes it, where that may be needed.
  private mutating func write(
    _ row: IRVERow, _ point: CopyRows.PointPlace, _ place: KnownStations.Place, _ first: Spot,
    _ speech: KnownStations.Speech
  ) {
    guard speech.isFirst || speech.isCandidate else { return }
    let station = CopyRows.StationPlace(
      id: point.stationID, irveID: row.idStation, number: place.number,
      firstLocation: place.spot == Spot(row.coordonnees) ? nil : place.spot.point, hash: point.stationHash,
      evidence: place.number > 0 ? IRVERow.evidence(ofSplit: row, from: first, at: setting.now) : nil)
    if speech.isFirst { stationRows.rows.addStation(row, station, to: setting.destination) }
    guard speech.isCandidate else { return }
    candidates += 1
    candidateRows.rows.addStation(row, station, to: .stage)
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

extension IRVEReader {
  /// Hashes the cells under these columns, whatever their order in the file; an empty cell is as good as none.
  func hash(_ record: Record, _ columns: [IRVEColumn], seed: UInt64 = IRVERow.hashVersion) -> UInt64 {
    var hash = ContentHash(seed: seed)
    for column in columns {
      let position = self.columns[column]
      guard position < record.cells.count, !record.cells[position].isEmpty else { continue }
      hash.add(record.cells[position], of: column.rawValue)
    }
    return hash.value
  }
}

extension IRVERow {
  /// Read otherwise than written: more than left unknown, or doubted.
  fileprivate var isCorrected: Bool { corrections.contains { $0.code.kind == .corrected } }

  fileprivate mutating func noteContradiction() {
    corrections.append(
      Correction(code: .stationContradicted, column: "id_station_itinerance", from: "", to: ""))
  }

  /// As it is shown on the point.
  fileprivate func evidence(at now: Instant) -> [UInt8]? { Self.evidence(corrections, at: now) }

  /// As it is shown on a station whose identifier another has in another place.
  fileprivate static func evidence(ofSplit row: IRVERow, from first: Spot, at now: Instant) -> [UInt8]? {
    func words(_ place: Coordinates) -> String { "[\(place.longitude), \(place.latitude)]" }
    let split = Correction(
      code: .stationSplit, column: "id_station_itinerance", from: words(first.point), to: words(row.coordonnees))
    return evidence([split], at: now)
  }

  private static func evidence(_ corrections: [Correction], at now: Instant) -> [UInt8]? {
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
