import HTTP
import Postgres
import Runtime

/// Writes the row of an import at its turns. Each in the transaction that does what it says, and each looks once more
/// whether somebody wants it to stop: who asked before has their way, who asks later finds it done.
extension ImportFeature {
  /// The file was read to its end.
  func settle(
    _ job: ImportJob, _ receipt: Receipt, tag: String?, in transaction: Transaction
  ) async throws -> Import.State {
    guard case .staged(let changes, let asks) = receipt else {
      if case .applied(let changes) = receipt { try await finish(job, changes, tag: tag, in: transaction) }
      return .done
    }
    let reason: Guard? = asks ? .withdrawals : job.mayApplyAtOnce ? nil : .confirm
    if asks {
      log.warning(
        "an import would withdraw more than a tenth of the points, and waits",
        ["import": .text(job.id.description), "points": .integer(changes.withdrawn)])
    }
    let state = reason == nil ? Import.State.merging : .preview
    try await transaction.execute("insert into import_stages (import_id) values (\(job.id))")
    try await write(job.progress.counts, of: job.id, in: transaction)
    let settled = try await transaction.execute(
      """
      update imports set state = \(state.rawValue), guard = \(reason?.rawValue), entity_tag = \(tag),
        added = \(changes.added), changed = \(changes.changed), moved = \(changes.moved),
        withdrawn = \(changes.withdrawn), unchanged = \(changes.unchanged), beat_at = \(clock.now), read_at = \(clock.now),
        applied_at = case when \(reason == nil) then \(clock.now)::timestamptz end, phase = null,
        rows_per_second = null, seconds_left = null
      where id = \(job.id) and state = 'receiving' and not cancel_requested
      """)
    guard settled == 1 else { throw CancelRequested() }
    try await announce(job.id, in: transaction)
    return state
  }

  /// Everything is carried out: the state before the last import that is kept is now the one before this, unless this one
  /// changed nothing.
  func finish(_ job: ImportJob, _ changes: Changes, tag: String?, in transaction: Transaction) async throws {
    try await write(job.progress.counts, of: job.id, in: transaction)
    let finished = try await transaction.first(
      """
      update imports set state = 'done', guard = null, finished_at = \(clock.now), undoable = \(changes.touched > 0),
        entity_tag = coalesce(\(tag), entity_tag), added = \(changes.added), changed = \(changes.changed),
        moved = \(changes.moved), withdrawn = \(changes.withdrawn), unchanged = \(changes.unchanged),
        phase = null, rows_per_second = null, seconds_left = null
      where id = \(job.id) and state in ('receiving', 'merging') and not cancel_requested returning source
      """
    ) { row in try row.next(String.self) }
    guard let finished else { throw CancelRequested() }
    if changes.touched > 0 {
      try await transaction.execute(
        "update imports set undoable = false where source = \(finished) and undoable and id <> \(job.id)")
    }
    try await announce(job.id, in: transaction)
  }

  /// The address still holds what was imported last: done, with nothing read and nothing changed. What may be undone stays
  /// what it was.
  func settleUnmodified(_ job: ImportJob) async throws {
    try await database.transaction { transaction in
      let settled = try await transaction.execute(
        """
        update imports i set state = 'done', not_modified = true, finished_at = \(clock.now), phase = null,
          added = 0, changed = 0, moved = 0, withdrawn = 0, unchanged = 0, rows_read = 0, rows_accepted = 0,
          rows_rejected = 0, rows_duplicate = 0, rows_corrected = 0, rows_older = 0, rows_per_second = null,
          seconds_left = null, bytes_received = \(job.progress.counts.bytesReceived),
          entity_tag = (\(sql: ImportFeature.lastTag("i.source", "i.url", "i.mode")))
        where i.id = \(job.id) and i.state = 'receiving' and not i.cancel_requested
        """)
      guard settled == 1 else { throw CancelRequested() }
      try await announce(job.id, in: transaction)
    }
  }

  /// An end before the end. A request to cancel outweighs every other reason.
  func conclude(
    _ id: Import.ID, _ source: Import.Source, _ state: Import.State, _ fault: (any ImportFault)?,
    _ counts: Progress.Counts? = nil
  ) async throws {
    try await database.transaction { transaction in
      try await conclude(id, source, state, fault, counts, in: transaction)
    }
  }

  func conclude(
    _ id: Import.ID, _ source: Import.Source, _ state: Import.State, _ fault: (any ImportFault)?,
    _ counts: Progress.Counts? = nil, in transaction: Transaction
  ) async throws {
    if let counts { try await write(counts, of: id, in: transaction) }
    let concluded = try await transaction.execute(
      """
      update imports set state = case when cancel_requested then 'cancelled' else \(state.rawValue) end,
        error = case when not cancel_requested then \(fault?.code) end,
        error_detail = case when not cancel_requested then \(fault?.detail) end,
        finished_at = \(clock.now), phase = null, guard = null, rows_per_second = null, seconds_left = null,
        added = null, changed = null, moved = null, withdrawn = null, unchanged = null
      where id = \(id) and state in ('receiving', 'merging')
      """)
    guard concluded == 1 else { return }
    try await dropStage(id, source, in: transaction)
    try await announce(id, in: transaction)
  }

  func dropStage(_ id: Import.ID, _ name: Import.Source, in transaction: Transaction) async throws {
    try await source(name).discard(id, in: transaction)
    try await transaction.execute("delete from import_stages where import_id = \(id)")
  }

  private func write(_ counts: Progress.Counts, of id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update imports set bytes_received = \(counts.bytesReceived), bytes_total = \(counts.bytesTotal),
        rows_read = \(counts.rowsRead), rows_accepted = \(counts.rowsAccepted), rows_rejected = \(counts.rowsRejected),
        rows_duplicate = \(counts.rowsDuplicate), rows_corrected = \(counts.rowsCorrected), rows_older = \(counts.rowsOlder)
      where id = \(id)
      """)
  }
}
