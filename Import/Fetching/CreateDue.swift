import HTTP
import Postgres
import Runtime

extension ImportFeature {
  /// Puts the scheduled import in line when it is due, once for all instances. One that was missed, as before the very
  /// first start, is made up for; two are not, and none is added while one waits.
  func createDue() async throws {
    guard let (address, schedule) = settings.scheduled, sources[.irve] != nil else { return }
    let due = schedule.lastDue(at: clock.now)
    if try await isThere(address, since: due, in: database) { return }
    try await database.transaction { transaction in
      _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('import-schedule', 0))")
      if try await isThere(address, since: due, in: transaction) { return }
      let wanted = CreateImport(
        source: .irve, mode: schedule.mode, fileName: nil, sizeBytes: nil, url: address, confirm: false)
      _ = try await create(wanted, by: nil, in: transaction)
    }
  }

  private func isThere(_ address: WebAddress, since due: Instant, in querying: some Querying) async throws -> Bool {
    try await querying.first(
      """
      select exists (select from imports
        where url = \(address.text) and (state = 'waiting' or created_by is null and created_at >= \(due)))
      """
    ) { row in try row.next(Bool.self) } ?? false
  }
}
