import Postgres
import Runtime

/// What was staged and will never be merged: a crash of the database empties the stages, and the end of an import that was
/// written without its own leaves one full.
extension ImportFeature {
  func sweepStages() async throws {
    try await endLostPreviews()
    try await emptyOrphanedStages()
  }

  /// A preview without its stage holds up its source, and can never be applied.
  private func endLostPreviews() async throws {
    let ended = try await database.query(
      """
      with ended as (
        update imports i set state = 'failed', error = \(Failure.stageLost.rawValue), guard = null,
          finished_at = \(clock.now), added = null, changed = null, moved = null, withdrawn = null, unchanged = null
        where i.state = 'preview' and not exists (select from import_stages s where s.import_id = i.id)
        returning i.id
      )
      select id, pg_notify('imports', id::text) from ended
      """
    ) { row in try row.next(Import.ID.self) }
    for id in ended { log.warning("a preview was lost with its stage", ["import": .text(id.description)]) }
  }

  private func emptyOrphanedStages() async throws {
    let orphans = try await database.query(
      """
      select i.id, i.source from import_stages s join imports i on i.id = s.import_id
      where i.state not in ('preview', 'merging')
      """
    ) { row in (id: try row.next(Import.ID.self), source: Import.Source(named: try row.next())) }
    for (id, source) in orphans {
      try await database.transaction { transaction in
        guard try await isFree(source, in: transaction) else { return }
        if try await isIdle(source, in: transaction) {
          try await dropStage(id, source, in: transaction)
        } else {
          // The stage is another's by now.
          try await transaction.execute("delete from import_stages where import_id = \(id)")
        }
      }
      log.warning("a stage was found without its import", ["import": .text(id.description)])
    }
  }

  private func isIdle(_ source: Import.Source, in transaction: Transaction) async throws -> Bool {
    try await transaction.first(
      """
      select not exists (
        select from imports where source = \(source.rawValue) and state in ('receiving', 'preview', 'merging'))
      """
    ) { row in try row.next(Bool.self) } ?? false
  }
}
