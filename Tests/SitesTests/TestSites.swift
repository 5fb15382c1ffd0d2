import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

/// People and the sites that they look after.
struct TestSites {
  let people: TestPeople
  let owner: TestPerson

  var database: Database { people.database }

  static func make() async throws -> TestSites {
    let people = try await TestPeople.make(
      elsewhere: [SitesFeature.personalData], commissions: [SitesFeature.invitation],
      others: { accounts, database in
        [
          SitesFeature(database: database, doorkeeper: accounts.doorkeeper, log: .silent, clock: accounts.clock)
            .feature
        ]
      })
    return TestSites(people: people, owner: try await people.person("olive@example.org"))
  }

  /// A site of the owner's.
  func site(_ name: String = "Atelier") async throws -> String {
    let made = try await owner.call(.post, "/api/sites", json: ["name": .string(name)])
    try #require(made.status == 201, "\(made.text)")
    return try #require(made.json["id"]?.text)
  }

  /// Somebody who is something at a site.
  func person(_ email: String, _ role: PersonRole, at site: String) async throws -> TestPerson {
    let person = try await people.person(email)
    try await database.execute(
      """
      insert into site_people (site_id, account_id, role, created_at)
      values (\(site)::text::uuid, \(person.id)::text::uuid, \(role.rawValue), \(people.clock.now))
      """)
    return person
  }

  func device(at site: String, _ wanted: JSON = meter) async throws -> String {
    let made = try await owner.call(.post, "/api/sites/\(site)/devices", json: wanted)
    try #require(made.status == 201, "\(made.text)")
    return try #require(made.json["id"]?.text)
  }

  static let meter: JSON = ["kind": "meter", "name": "Compteur", "metrics": [["key": "energyDrawn"]]]

  /// The token of the one invitation that waits, as its mail would carry it.
  func token(at site: String) async throws -> String {
    let token = Token()
    let count = try await database.execute(
      """
      update site_invitations set digest = \(token.atRest)
      where site_id = \(site)::text::uuid and accepted_at is null and withdrawn_at is null
      """)
    try #require(count == 1)
    return token.exposed
  }

  func change(_ person: TestPerson, _ path: String, _ body: JSON) async throws -> TestAnswer {
    let tag = try await person.call(.get, path).headers["ETag"]
    return try await person.call(.patch, path, "If-Match", tag ?? "\"none\"", json: body)
  }
}

extension TestSites {
  /// What waits to be written, by whom it is about to be read.
  func mails(_ kind: String) async throws -> [String] {
    try await database.query("select recipient from mails where kind = \(kind) order by created_at, recipient") {
      try $0.next(String.self)
    }
  }
}
