import Accounts
import HTTP
import Postgres
import Runtime

/// DELETE /api/admin/imports/{id}: whatever it does, it stops, and nothing of it stays. What is over already only forgets
/// the rows that it refused.
extension ImportFeature {
  func cancel(_ call: Call<ImportPath, Nothing, NoBody>, _ administrator: Administrator) async throws -> Response {
    let id = call.path.id
    let state = try await database.transaction { transaction in
      try await cancel(id, by: administrator.id, in: transaction)
    }
    guard state.isAtWork else { return .noContent }
    runs.cancel(id)
    // Its instance may be another one, or gone; the row says when it has stopped.
    let deadline = ContinuousClock.now + .seconds(10)
    while try await find(id, in: database).state.isAtWork, .now < deadline {
      try await Task.sleep(for: .milliseconds(20))
    }
    return .noContent
  }

  /// The state in which it was.
  private func cancel(_ id: Import.ID, by actor: Account.ID, in transaction: Transaction) async throws -> Import.State {
    // Not the stronger lock: counts of what an import corrects point to it from a transaction that is still open.
    let held = try await transaction.first(
      "select state, source from imports where id = \(id) for no key update"
    ) { row in
      (state: try row.word(Import.State.self), source: Import.Source(named: try row.next()))
    }
    guard let held else { throw Problem(.notFound) }
    switch held.state {
    case .waiting, .preview:
      if held.state == .preview { try await dropStage(id, held.source, in: transaction) }
      try await transaction.execute(
        "update imports set state = 'cancelled', guard = null, finished_at = \(clock.now) where id = \(id)")
      try await record("import.cancelled", by: actor, on: id, in: transaction)
    case .receiving, .merging:
      try await transaction.execute("update imports set cancel_requested = true where id = \(id)")
      _ = try await transaction.run("select pg_notify('imports_cancel', \(id.description))")
      try await record("import.cancelled", by: actor, on: id, in: transaction)
    case .done, .failed, .cancelled, .undone:
      let forgotten = try await transaction.execute("delete from import_rejects where import_id = \(id)")
      if forgotten > 0 { try await record("import.forgotten", by: actor, on: id, in: transaction) }
    }
    return held.state
  }
}
