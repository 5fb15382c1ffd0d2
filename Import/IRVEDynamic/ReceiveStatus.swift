import HTTP
import Postgres
import Runtime

extension IRVEDynamicSource {
  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    let known = try await KnownCountry.read(in: transaction)
    try await discard(job.id, in: transaction)
    let intake = FileIntake(
      try RecordStream(contentType: file.contentType, contentEncoding: file.contentEncoding),
      StatusIntake(job.id, at: clock.now, points: known.points))
    try await intake.copy(file.bytes, on: workers, job.progress, in: transaction)
    job.progress.update { $0.phase = .comparing }
    try await transaction.execute("analyze incoming_status (irve_id)")
    if intake.withRows({ $0.repeated }) > 0 { try await keepLatest(in: transaction) }
    let accepted = intake.withRows { $0.counts.rowsAccepted }
    return .staged(try await countChanges(accepted: accepted, in: transaction), asks: false)
  }

  private func keepLatest(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      delete from incoming_status i using (
        select line, row_number() over (partition by irve_id order by at desc, line) as place from incoming_status
      ) ranked
      where ranked.line = i.line and ranked.place > 1
      """)
  }
}
