import HTTP
import Postgres
import Resources

/// What can be done with many accounts at once.
enum AccountAction: String, CaseIterable, Field { case lock, unlock }

/// POST /api/admin/accounts/actions. Nobody locks themselves out among many others.
extension AccountsFeature {
  func actOnAccounts(
    _ call: Call<Nothing, Nothing, JSONBody<BulkAction<AccountAction, Account>>>, _ administrator: Administrator
  ) async throws -> Response {
    let locks = call.body.action == .lock
    return try await call.body.carryOut(for: call.request, log: log) { id in
      if id == administrator.id {
        throw Problem(.conflict, Text(fr: "C'est votre propre compte.", en: "This is your own account."))
      }
      let isLocked = try await database.first("select locked_at is not null from accounts where id = \(id)") { row in
        try row.next(Bool.self)
      }
      if isLocked == locks { return false }
      let wanted = AdministerAccount(role: nil, locked: locks, displayName: nil)
      _ = try await administer(id, wanted, by: administrator.id)
      return true
    }.response()
  }
}
