import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@Suite struct CreateAdministratorTests {
  private let hasher = PasswordHasher(cost: .init(kibibytes: 64, passes: 1, lanes: 1))

  private func creating(in database: Database) -> CreateAdministrator {
    CreateAdministrator(database: database, hasher: hasher, clock: .system(), ids: .random)
  }

  private func password(_ text: String) throws -> NewPassword { try NewPassword(.text(text)) }

  @Test func `the first administrator is an account with a hashed password`() async throws {
    let test = try await TestDatabase.make()
    let email = try #require(Email("claire@example.org"))
    let id = try await creating(in: test.database)(email: email, password: try password("une longue phrase"))
    let row = try await test.database.first(
      "select email, display_name, role, password_hash from accounts where id = \(id)"
    ) { row in
      [try row.next(String.self), try row.next(String.self), try row.next(String.self), try row.next(String.self)]
    }
    let stored = try #require(row)
    #expect(stored[0...2] == ["claire@example.org", "claire", "admin"])
    let hash = PasswordHash(stored[3])
    #expect(try await hasher.verify(password("une longue phrase").password, against: hash) == .right)
  }

  @Test func `the same address in other letters is refused`() async throws {
    let test = try await TestDatabase.make()
    let create = creating(in: test.database)
    _ = try await create(email: try #require(Email("Claire@Example.org")), password: try password("une longue phrase"))
    await #expect(throws: CreateAdministrator.Refusal.emailTaken) {
      _ = try await create(
        email: try #require(Email("claire@example.org")), password: try password("une autre phrase"))
    }
  }

  @Test(arguments: [
    "", "claire", "@example.org", "claire@", "claire@example", "claire@.org", "claire@example..org", "a b@example.org",
    "claire@exa\u{200B}mple.org", "claire@-example.org", "two@@example.org", "a@b@example.org", "<claire@example.org>",
    "claire\u{0}@example.org", "claire@example.org\n", String(repeating: "c", count: 65) + "@example.org",
    "claire@" + String(repeating: "e", count: 250) + ".org",
  ])
  func `what is no address is no e-mail`(_ text: String) {
    #expect(Email(text) == nil)
  }

  @Test(arguments: ["claire@example.org", "claire+borne@sous.domaine.fr", "élodie@exemple.fr", "o'neil@example.org"])
  func `what people really use is one`(_ text: String) {
    #expect(Email(text)?.description == text)
  }
}
