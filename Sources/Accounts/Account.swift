package import HTTP
import Postgres
import Resources
package import Runtime

/// A person as they themselves and administrators see them.
package struct Account: Codable, Sendable {
  package typealias ID = Identifier<Account>

  /// The rights of a person; each role includes the ones before it.
  package enum Role: String, Sendable, CaseIterable, Comparable, Field {
    case driver, technician, admin

    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
    private var rank: Int { Role.allCases.firstIndex(of: self) ?? 0 }
  }

  package let id: ID
  package let email: String
  /// The address that takes the place of `email` once the person has shown that mail arrives there.
  package let pendingEmail: String?
  package let displayName: String
  package let role: Role
  package let language: Language
  package let emailConfirmed: Bool
  package let locked: Bool
  /// Whether signing in takes a code beside the password.
  package let secondFactor: Bool
  /// Whether a mail comes before a booking begins.
  package let reminders: Bool
  package let createdAt: Instant
  package var _links = Links()
}

extension Account {
  /// The columns that `init(row:)` reads, of the table `accounts` under the name `a`.
  static let columns: SQL = """
    a.id, a.email, a.pending_email, a.display_name, a.role, a.language, a.email_confirmed_at is not null,
    a.locked_at is not null,
    exists (select from second_factors f where f.account_id = a.id and f.confirmed_at is not null), a.reminders,
    a.created_at, a.version
    """

  struct Versioned: Sendable {
    var account: Account
    let tag: EntityTag

    init(_ row: inout Row) throws {
      account = Account(
        id: try row.next(), email: try row.next(), pendingEmail: try row.next(), displayName: try row.next(),
        role: try row.word(), language: try row.word(), emailConfirmed: try row.next(), locked: try row.next(),
        secondFactor: try row.next(), reminders: try row.next(), createdAt: try row.next())
      tag = EntityTag(String(try row.next(Int.self)))
    }

    func linked(_ links: Links) -> Versioned {
      var copy = self
      copy.account._links = links
      return copy
    }

    func response(_ status: Status = .ok) throws -> Response { try .json(account, status: status).tagged(tag) }
  }
}
