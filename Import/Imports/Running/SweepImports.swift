import Postgres
package import Runtime

/// Ends imports that no runner works on any more. Any instance does it for all.
extension ImportFeature {
  /// A runner beats at least once a second.
  private static let silence = Duration.seconds(10)
  private static let patience = Duration.seconds(86_400)

  /// At start and every few seconds.
  func sweep() async throws {
    try await dropAbandoned()
    let silent = try await database.query(
      """
      select id, source from imports
      where state in ('receiving', 'merging') and beat_at < \(clock.now - Self.silence)
      """
    ) { row in (id: try row.next(Import.ID.self), source: Import.Source(named: try row.next())) }
    for (id, source) in silent {
      try await database.transaction { transaction in
        // Silent is not dead: whoever works on it holds the lock, and its server lets go when the process has ended.
        guard try await isFree(source, in: transaction) else { return }
        try await conclude(id, source, .failed, Failure.interrupted.about(nil), in: transaction)
      }
      log.warning("an import was found without its runner", ["import": .text(id.description)])
    }
    try await sweepStages()
  }

  func isFree(_ source: Import.Source, in transaction: Transaction) async throws -> Bool {
    try await transaction.first(
      "select pg_try_advisory_xact_lock(hashtextextended('import:' || \(source.rawValue), 0))"
    ) { row in try row.next(Bool.self) } ?? false
  }

  /// Imports whose file never came.
  private func dropAbandoned() async throws {
    let now = clock.now
    _ = try await database.run(
      """
      with dropped as (
        update imports set state = 'cancelled', finished_at = \(now), error = \(Failure.abandoned.rawValue)
        where state = 'waiting' and created_at < \(now - Self.patience) returning id
      )
      select pg_notify('imports', id::text) from dropped
      """)
  }

  package var work: [BackgroundWork] {
    [
      BackgroundWork("imports heard", every: .seconds(1)) { await hub.listen() },
      BackgroundWork("imports", every: .seconds(5)) {
        try await sweep()
        try await createDue()
      },
      BackgroundWork("imports from addresses", every: .seconds(1)) {
        for source in sources.names { try await fetchNext(source) }
      },
    ]
  }
}
