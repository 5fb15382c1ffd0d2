import Accounts
import HTTP
import Postgres

extension ImportFeature {
  /// WS /api/admin/imports/{id}/progress
  func watchOne(_ call: Call<ImportPath, Nothing, NoBody>, _: Administrator, _ socket: WebSocket) async throws {
    await watch(socket, call.path.id, call.request.language)
  }

  /// WS /api/admin/imports/live: first what is not over, then whatever moves.
  func watchAll(_ call: Call<Nothing, Nothing, NoBody>, _: Administrator, _ socket: WebSocket) async throws {
    let current = try await database.query(
      "select id from imports where state in ('waiting', 'receiving', 'preview', 'merging') order by id desc limit 100"
    ) { row in try row.next(Import.ID.self) }
    await watch(socket, nil, call.request.language, also: Set(current))
  }

  /// Until the client leaves.
  private func watch(
    _ socket: WebSocket, _ id: Import.ID?, _ language: Language, also current: Set<Import.ID> = []
  ) async {
    let token = hub.join(ImportHub.Watcher(socket: socket, id: id, language: language))
    hub.moved(current)
    while await socket.receive() != nil {}
    hub.leave(token)
  }
}
