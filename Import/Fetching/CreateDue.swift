import HTTP
import Postgres
import Runtime

/// An address that is fetched regularly.
package struct ScheduledImport: Sendable {
  let source: Import.Source
  let address: WebAddress
  let schedule: Schedule
  private let jitter: Duration

  /// - Parameter schedule: the source's own where it is not said.
  package init(_ source: RegisteredSource, at address: WebAddress, _ schedule: Schedule? = nil) {
    self.source = source.name
    self.address = address
    self.schedule = schedule ?? source.schedule
    jitter = source.jitter
  }

  /// The last moment at which it should have begun: some way behind the hour, the same for all instances.
  fileprivate func due(at now: Instant) -> Instant {
    let most = UInt64(max(1, jitter.inSeconds))
    let sum = address.text.utf8.reduce(5381 as UInt64) { $0 &* 33 &+ UInt64($1) }
    return schedule.lastDue(at: now - .seconds(Int(sum % most)))
  }
}

extension ImportFeature {
  func createDue() async throws {
    for one in settings.scheduled { try await create(one) }
  }

  /// Puts the scheduled import in line when it is due, once for all instances. One that was missed, as before the very
  /// first start, is made up for; two are not, and none is added while one waits.
  private func create(_ scheduled: ScheduledImport) async throws {
    let (address, schedule) = (scheduled.address, scheduled.schedule)
    let due = scheduled.due(at: clock.now)
    if try await isThere(address, since: due, in: database) { return }
    try await database.transaction { transaction in
      _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('import-schedule', 0))")
      if try await isThere(address, since: due, in: transaction) { return }
      let wanted = CreateImport(
        source: scheduled.source, mode: schedule.mode, fileName: nil, sizeBytes: nil, url: address, confirm: false)
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
