import HTTP
import Postgres

/// Somebody must be able to administer. Before an administrator goes, in whatever way, all of them are locked in one
/// order, so that of two who remove each other at the same time the second finds that nobody else is left.
enum LastAdministrator {
  static func mayGo(_ id: Account.ID, in transaction: Transaction) async throws {
    if try await isOnly(id, in: transaction) {
      throw Problem(
        .conflict,
        Text(
          fr: "C'est le dernier administrateur : nommez-en d'abord un autre.",
          en: "This is the last administrator: appoint another one first."))
    }
  }

  /// Before any other row of the transaction is locked, so that two such transactions never wait for each other.
  private static func isOnly(_ id: Account.ID, in transaction: Transaction) async throws -> Bool {
    let administrators = try await transaction.query(
      "select id from accounts where role = 'admin' and locked_at is null order by id for no key update"
    ) { try $0.next(Account.ID.self) }
    return administrators == [id]
  }
}
