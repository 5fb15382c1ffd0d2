import HTTP
import Postgres
import Runtime

extension IRVESource {
  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    let known = try await KnownCountry.read(in: transaction)
    if known.isEmpty && job.mayApplyAtOnce { return try await fill(file, job, consume known, in: transaction) }
    try await discard(job.id, in: transaction)
    let intake = try intake(of: file, job, consume known, to: .stage)
    try await intake.copy(file.bytes, on: workers, job.progress, in: transaction)
    try await report(intake, job, in: transaction)
    return try await compare(intake, job, in: transaction)
  }

  func intake(of file: ImportFile, _ job: ImportJob, _ known: consuming KnownCountry, to destination: Destination)
    throws
    -> FileIntake<RecordStream, RowIntake>
  {
    let now = clock.now
    let setting = RowIntake.Setting(
      importID: job.id, destination: destination, now: now, firstPoint: ids.next(at: now),
      firstStation: ids.next(at: now),
      fileDate: FileDate(name: file.name, lastModified: file.lastModified, now: now))
    let stream = try RecordStream(contentType: file.contentType, contentEncoding: file.contentEncoding)
    return FileIntake(stream, RowIntake(setting, known: known), memory: memory)
  }

  /// Stores how often each correction was made.
  func report(_ intake: FileIntake<RecordStream, RowIntake>, _ job: ImportJob, in transaction: Transaction) async throws
  {
    var corrections = intake.withRows { $0.corrections }
    corrections[CorrectionCode.pointsMiscounted.rawValue] = intake.withRows { $0.stations.miscounted }
    corrections[CorrectionCode.stationSplit.rawValue] = intake.withRows { $0.stations.split }
    for (code, rows) in corrections where rows > 0 {
      try await transaction.execute(
        "insert into import_corrections (import_id, code, rows) values (\(job.id), \(code), \(rows))")
    }
  }

  /// Counts what the stage would change, and tells whether it may unasked.
  private func compare(_ intake: FileIntake<RecordStream, RowIntake>, _ job: ImportJob, in transaction: Transaction)
    async throws
    -> Receipt
  {
    job.progress.update { $0.phase = .comparing }
    let known = intake.withRows { KnownCountry(points: $0.points, stations: $0.stations) }
    if job.mode == .full, known.points.counted > known.points.seenOfCounted {
      try await known.missing(in: transaction).copy(Statements.copyGone, in: transaction)
    }
    try await transaction.execute("analyze incoming_points (irve_id, station_irve_id)")
    try await transaction.execute("analyze incoming_stations (irve_id)")
    if intake.withRows({ $0.repeated }) > 0 { try await settleRepeated(job, in: transaction) }
    let (changes, older) = try await countChanges(
      accepted: intake.withRows { $0.counts.rowsAccepted }, in: transaction)
    job.progress.update { $0.rowsOlder = older }
    // A national file has lost a third of its rows overnight, and found them again the day after.
    return .staged(changes, asks: changes.withdrawn * 10 > known.points.counted)
  }
}
