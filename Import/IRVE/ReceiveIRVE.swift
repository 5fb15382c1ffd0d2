import Ground
import HTTP
import Postgres

extension IRVESource {
  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    let known = try await KnownCountry.read(in: transaction)
    if known.isEmpty && job.mayApplyAtOnce { return try await fill(file, job, consume known, in: transaction) }
    try await discard(job.id, in: transaction)
    let intake = try intake(of: file, job, consume known, to: .stage)
    try await transaction.copyIn(Statements.copyIncomingPoints) { writer in
      try await send(file.bytes, through: intake, job, to: &writer)
      try await send(intake.withRows { $0.repeatedRows }, to: &writer)
      try await writer.write(CopyRows.trailer)
    }
    try await copy(Statements.copyIncomingStations, intake.withRows { $0.stationRows }, in: transaction)
    try await report(intake, job, in: transaction)
    return try await compare(intake, job, in: transaction)
  }

  func intake(of file: ImportFile, _ job: ImportJob, _ known: consuming KnownCountry, to destination: Destination) throws
    -> FileIntake
  {
    let now = clock.now
    let setting = RowIntake.Setting(
      importID: job.id, destination: destination, now: now, firstPoint: ids.next(at: now), firstStation: ids.next(at: now)
    )
    let stream = try RecordStream(contentType: file.contentType, contentEncoding: file.contentEncoding)
    return FileIntake(stream, try RowIntake(setting, known: known))
  }

  /// Reading the rows of a piece takes longer than the loop may be held; the piece before is on its way meanwhile.
  func send(
    _ bytes: some AsyncSequence<[UInt8], any Error>, through intake: FileIntake, _ job: ImportJob,
    to writer: inout CopyWriter
  ) async throws {
    try await writer.write(CopyRows.header)
    var gathered: [UInt8] = []
    for try await piece in bytes {
      gathered += piece
      guard gathered.count >= 131_072 else { continue }
      let step = try await workers.run { [gathered] in try intake.take(gathered) }
      gathered.removeAll(keepingCapacity: true)
      try await pass(step, job, to: &writer)
    }
    try await pass(try await workers.run { [gathered] in try intake.take(gathered) }, job, to: &writer)
    try await pass(try await workers.run { try intake.finish() }, job, to: &writer)
  }

  private func pass(_ step: FileIntake.Step, _ job: ImportJob, to writer: inout CopyWriter) async throws {
    job.progress.update { $0.takeRows(of: step.counts) }
    if !step.rows.isEmpty { try await writer.write(step.rows) }
  }

  private func send(_ spool: Spool, to writer: inout CopyWriter) async throws {
    while let piece = try spool.next() { try await writer.write(piece) }
  }

  func copy(_ statement: SQL, _ spool: Spool, in transaction: Transaction) async throws {
    if spool.count == 0 { return }
    try await transaction.copyIn(statement) { writer in
      try await writer.write(CopyRows.header)
      try await send(spool, to: &writer)
      try await writer.write(CopyRows.trailer)
    }
  }

  /// Which rows were refused, and how often each correction was made.
  func report(_ intake: FileIntake, _ job: ImportJob, in transaction: Transaction) async throws {
    try await copy(Statements.copyRejects, intake.withRows { $0.rejectRows }, in: transaction)
    var corrections = intake.withRows { $0.corrections }
    corrections[CorrectionCode.pointsMiscounted.rawValue] = intake.withRows { $0.stations.miscounted }
    for (code, rows) in corrections where rows > 0 {
      try await transaction.execute(
        "insert into import_corrections (import_id, code, rows) values (\(job.id), \(code), \(rows))")
    }
  }

  /// What the stage would change; whether it may without being asked.
  private func compare(_ intake: FileIntake, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    job.progress.update { $0.phase = .comparing }
    let known = intake.withRows { KnownCountry(points: $0.points, stations: $0.stations) }
    if job.mode == .full, known.points.counted > known.points.seenOfCounted {
      try await copy(Statements.copyGone, try await known.missing(in: transaction), in: transaction)
    }
    try await transaction.execute("analyze incoming_points (irve_id, station_irve_id)")
    try await transaction.execute("analyze incoming_stations (irve_id)")
    if intake.withRows({ $0.repeated }) > 0 { try await settleRepeated(in: transaction) }
    let changes = try await countChanges(accepted: intake.withRows { $0.counts.rowsAccepted }, in: transaction)
    // A national file has lost a third of its rows overnight, and found them again the day after.
    return .staged(changes, asks: changes.withdrawn * 10 > known.points.counted)
  }
}

extension Progress.Counts {
  fileprivate mutating func takeRows(of other: Progress.Counts) {
    rowsRead = other.rowsRead
    rowsAccepted = other.rowsAccepted
    rowsRejected = other.rowsRejected
    rowsDuplicate = other.rowsDuplicate
    rowsCorrected = other.rowsCorrected
  }
}
