package import HTTP
package import Postgres
package import Runtime

/// The personal data of a slice: how to hand it over, and how to let go of it. The tables stay the slice's own; a right
/// that the law gives is honoured in one place.
package struct PersonalData: Sendable {
  /// The member of the export that holds it.
  package let name: String
  package let export: @Sendable (any Querying, Account.ID) async throws -> JSON
  /// Runs in the transaction that deletes the account, before the row goes.
  package let forget: @Sendable (Transaction, Account.ID, Instant) async throws -> Void

  package init(
    _ name: String, export: @escaping @Sendable (any Querying, Account.ID) async throws -> JSON,
    forget: @escaping @Sendable (Transaction, Account.ID, Instant) async throws -> Void
  ) {
    self.name = name
    self.export = export
    self.forget = forget
  }
}
