import HTTP
import Postgres
import Stations

extension IRVESource {
  /// Straight into the tables, whose indexes are made afterwards: half the time of a stage and a merge (measured). Nobody may
  /// read the tables meanwhile, which must not last as long as a client takes to send a file: it is read to its end first.
  func fill(_ file: ImportFile, _ job: ImportJob, _ known: consuming KnownCountry, in transaction: Transaction)
    async throws
    -> Receipt
  {
    let raw = try Spool()
    for try await piece in file.bytes { try raw.append(piece) }
    try await discard(job.id, in: transaction)
    job.progress.update { $0.phase = .points }
    let intake = try intake(of: file, job, consume known, to: .tables(importID: job.id))
    try await transaction.execute("select suspend_indexes(array['stations', 'charge_points']::regclass[])")
    try await intake.copy(BodyStream { try raw.next() }, on: workers, job.progress, in: transaction)
    try await keepTerms(in: transaction)
    job.progress.update { $0.phase = .indexes }
    try await transaction.execute("select resume_indexes()")
    try await report(intake, job, in: transaction)
    let (repeated, candidates) = intake.withRows { ($0.repeated, $0.candidates) }
    if repeated > 0 { try await settleRepeated(job, in: transaction) }
    if repeated + candidates > 0 {
      try await settleDirectSpeakers(in: transaction)
      try await carryOut(job, in: transaction)
    }
    try await discard(job.id, in: transaction)
    try await StationsVersion.bump(in: transaction)
    return .applied(Changes(added: intake.withRows { $0.counts.rowsAccepted }))
  }
}
