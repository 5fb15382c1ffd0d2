import Accounts
import HTTP
import Postgres

/// POST /api/admin/imports/{id}/undo: back to before the last import that changed something, while nothing else is at work
/// or in preview, which would have been read against what is undone.
extension ImportFeature {
  func undo(_ call: Call<ImportPath, Nothing, NoBody>, _ administrator: FreshAdministrator) async throws -> Response {
    try await undo(call.path.id, by: administrator.id)
    return try .json(await find(call.path.id, in: call.request.language))
  }

  func undo(_ id: Import.ID, by actor: Account.ID?) async throws {
    let name = try await find(id, in: database).source
    let source = try source(name)
    try await database.transaction(timeout: .seconds(3600)) { transaction in
      try await lock(name, in: transaction)
      // Read again: another may have been faster.
      guard try await isUndoable(id, in: transaction) else {
        throw Problem(
          .conflict,
          Text(
            fr: "Seul le dernier import qui a changé quelque chose peut être annulé.",
            en: "Only the last import that changed something can be undone."))
      }
      try await source.undo(id, in: transaction)
      try await transaction.execute(
        "update imports set state = 'undone', undoable = false where id = \(id)")
      // Imports after it found that an address still held the same: it has to be read again.
      try await transaction.execute(
        "update imports set entity_tag = null where source = \(name.rawValue) and id > \(id) and entity_tag is not null"
      )
      try await record("import.undone", by: actor, on: id, in: transaction)
    }
  }

  private func isUndoable(_ id: Import.ID, in transaction: Transaction) async throws -> Bool {
    let found = try await transaction.first(
      """
      select i.state = 'done' and i.undoable, exists (
        select from imports o where o.source = i.source and o.state in ('receiving', 'preview', 'merging'))
      from imports i where i.id = \(id)
      """
    ) { row in (isUndoable: try row.next(Bool.self), isBusy: try row.next(Bool.self)) }
    if found?.isBusy == true { throw busy }
    return found?.isUndoable == true
  }
}
