import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@Suite struct AdministrationTests {
  private func tag(_ admin: TestPerson, _ id: String) async throws -> String {
    try #require(try await admin.call(.get, "/api/admin/accounts/\(id)").headers["ETag"])
  }

  private func change(_ admin: TestPerson, _ id: String, _ body: JSON) async throws -> TestAnswer {
    try await admin.call(.patch, "/api/admin/accounts/\(id)", "If-Match", try await tag(admin, id), json: body)
  }

  private func items(_ answer: TestAnswer) -> [JSON] {
    answer.json["items"]?.elements ?? []
  }

  @Test func `pages follow one another until everybody was seen once`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    for number in 0..<6 {
      people.clock.advance(by: .seconds(1))
      try await people.signUp("person\(number)@example.org")
    }
    var seen: [String] = []
    var next: String? = "/api/admin/accounts?limit=3"
    while let target = next {
      let page = try await admin.call(.get, target)
      try #require(page.status == 200)
      seen += items(page).compactMap { $0["email"]?.text }
      next = page.json["_links"]?["next"]?["href"]?.text
    }
    #expect(seen == (0..<6).reversed().map { "person\($0)@example.org" } + ["chef@example.org"])
  }

  @Test func `the list goes on where a page's last account was deleted meanwhile`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    for name in ["a", "b", "c"] {
      people.clock.advance(by: .seconds(1))
      try await people.signUp("\(name)@example.org")
    }
    let page = try await admin.call(.get, "/api/admin/accounts?limit=2")
    let last = try #require(items(page).last?["id"]?.text)
    let next = try #require(page.json["_links"]?["next"]?["href"]?.text)
    #expect(try await admin.call(.delete, "/api/admin/accounts/\(last)").status == 204)
    let rest = items(try await admin.call(.get, next))
    #expect(rest.map { $0["email"] } == ["a@example.org", "chef@example.org"])
  }

  @Test func `accounts are sorted by what is asked for`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    for name in ["b", "a", "c"] {
      people.clock.advance(by: .seconds(1))
      try await people.signUp("\(name)@example.org")
    }
    func emails(_ sort: String) async throws -> [JSON] {
      items(try await admin.call(.get, "/api/admin/accounts?sort=\(sort)")).compactMap { $0["email"] }
    }
    #expect(try await emails("email") == ["a@example.org", "b@example.org", "c@example.org", "chef@example.org"])
    #expect(try await emails("-role").first == "c@example.org")
    #expect(try await emails("role").first == "chef@example.org")
  }

  @Test func `accounts are found by part of a name or e-mail, accents forgiven, and by role and lock`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    _ = try await admin.call(
      .post, "/api/admin/accounts",
      json: ["email": "h@example.org", "password": "une longue phrase", "displayName": "Hélène", "role": "technician"])
    for target in ["?q=helen", "?q=H%40EXAMPLE", "?role=technician", "?locked=false&q=H%C3%89L%C3%88NE"] {
      let found = items(try await admin.call(.get, "/api/admin/accounts" + target))
      #expect(found.map { $0["displayName"] } == ["Hélène"], "\(target)")
    }
    #expect(items(try await admin.call(.get, "/api/admin/accounts?locked=true")).isEmpty)
    #expect(items(try await admin.call(.get, "/api/admin/accounts?q=%25")).isEmpty)
  }

  @Test func `a created account is where its Location says and can sign in`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let body: JSON = [
      "email": "tech@example.org", "password": "une longue phrase", "displayName": "T", "role": "technician",
    ]
    let created = try await admin.call(.post, "/api/admin/accounts", json: body)
    #expect(created.status == 201)
    let read = try await admin.call(.get, try #require(created.headers["Location"]))
    #expect(read.bytes == created.bytes)
    #expect(try await people.signIn("tech@example.org").text("role") == "technician")
    #expect(try await admin.call(.post, "/api/admin/accounts", json: body).problem == "conflict")
  }

  @Test func `a change needs the version it was made from`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    let path = "/api/admin/accounts/\(person.id)"
    let old = try await tag(admin, person.id)
    #expect(try await admin.call(.patch, path, json: ["displayName": "X"]).status == 412)
    #expect(try await admin.call(.patch, path, "If-Match", old, json: ["displayName": "X"]).status == 200)
    #expect(try await admin.call(.patch, path, "If-Match", old, json: ["displayName": "Y"]).status == 412)
    #expect(try await admin.call(.get, path).text("displayName") == "X")
  }

  @Test func `another role counts from the next request`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    #expect(try await person.call(.get, "/api/admin/accounts").status == 403)
    #expect(try await change(admin, person.id, ["role": "admin"]).text("role") == "admin")
    #expect(try await person.call(.get, "/api/admin/accounts").status == 200)
    #expect(try await change(admin, person.id, ["role": "technician"]).status == 200)
    #expect(try await person.call(.get, "/api/admin/accounts").status == 403)
  }

  @Test func `locking signs out at once, unlocking lets in again`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    #expect(try await change(admin, person.id, ["locked": true]).json["locked"] == true)
    #expect(try await person.call(.get, "/api/account").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 403)
    #expect(try await change(admin, person.id, ["locked": false]).json["locked"] == false)
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test(arguments: [["role": "driver"], ["role": "technician"], ["locked": true]] as [JSON])
  func `the last administrator is neither demoted nor locked out`(_ body: JSON) async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let locked = try await people.person("absent@example.org", role: .admin)
    #expect(try await change(admin, locked.id, ["locked": true]).status == 200)
    #expect(try await change(admin, admin.id, body).problem == "conflict")
    #expect(try await admin.call(.delete, "/api/admin/accounts/\(admin.id)").problem == "conflict")
    #expect(try await admin.call(.get, "/api/admin/accounts").status == 200)
  }

  @Test func `administrators who remove each other at the same time leave one`() async throws {
    let people = try await TestPeople.make()
    var admins: [TestPerson] = []
    for number in 0..<6 { admins.append(try await people.person("chef\(number)@example.org", role: .admin)) }
    var tags: [String] = []
    for admin in admins { tags.append(try await tag(admin, admin.id)) }
    let jobs = zip(admins, tags).enumerated().map { ($0.offset, $0.element.0, $0.element.1) }
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for (number, admin, _) in jobs {
        let (_, victim, tag) = jobs[(number + 1) % jobs.count]
        let path = "/api/admin/accounts/\(victim.id)"
        group.addTask {
          switch number % 3 {
          case 0: try await admin.call(.delete, path).status
          case 1: try await admin.call(.patch, path, "If-Match", tag, json: ["role": "driver"]).status
          default: try await admin.call(.patch, path, "If-Match", tag, json: ["locked": true]).status
          }
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    let left = try await people.database.first(
      "select count(*) from accounts where role = 'admin' and locked_at is null"
    ) { try $0.next(Int.self) }
    let done = statuses.filter { $0 == 200 || $0 == 204 }.count
    #expect(left == 6 - done)
    #expect((left ?? 0) >= 1)
    #expect(statuses.allSatisfy { [200, 204, 401, 403, 409].contains($0) }, "\(statuses)")
  }

  @Test func `of two administrators who demote each other at once, one remains, every time`() async throws {
    let people = try await TestPeople.make()
    for round in 0..<8 {
      let one = try await people.person("a\(round)@example.org", role: .admin)
      let other = try await people.person("b\(round)@example.org", role: .admin)
      let tags = (try await tag(one, one.id), try await tag(one, other.id))
      async let first = one.call(
        .patch, "/api/admin/accounts/\(other.id)", "If-Match", tags.1, json: ["role": "driver"])
      async let second = other.call(
        .patch, "/api/admin/accounts/\(one.id)", "If-Match", tags.0, json: ["role": "driver"])
      let statuses = try await [first.status, second.status].sorted()
      #expect(statuses.first == 200)
      #expect([403, 409].contains(statuses.last))
      try await people.database.execute("update accounts set role = 'driver'")
    }
  }

  @Test func `every act is in the log, with who and what, and stays when people leave`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    _ = try await change(admin, person.id, ["role": "technician", "locked": true, "displayName": "Z"])
    #expect(try await admin.call(.delete, "/api/admin/accounts/\(person.id)").status == 204)
    let log = try await admin.call(.get, "/api/admin/audit?kind=account&subject=\(person.id)")
    let entries = items(log)
    #expect(entries.map { $0["action"] } == ["account.deleted", "account.changed"])
    #expect(
      entries.last?["details"] == [
        "role": ["driver", "technician"], "locked": [false, true], "displayName": "changed",
      ])
    #expect(entries.last?["actor"]?["email"] == "chef@example.org")
    #expect(!log.text.contains("camille@example.org"))
    #expect(items(try await admin.call(.get, "/api/admin/audit?kind=account&actor=\(person.id)")).isEmpty)
  }

  @Test func `a refused act leaves no entry`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    _ = try await change(admin, admin.id, ["role": "driver"])
    #expect(items(try await admin.call(.get, "/api/admin/audit?kind=account")).isEmpty)
  }

  @Test(arguments: ["update audit set action = 'x'", "delete from audit", "truncate audit"] as [StaticString])
  func `the log cannot be changed, not even in the database`(_ statement: StaticString) async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    _ = try await change(admin, admin.id, ["displayName": "Chef"])
    await #expect(throws: PostgresError.self) { try await people.database.run(script: Script(literal: statement)) }
    #expect(items(try await admin.call(.get, "/api/admin/audit?kind=account")).count == 1)
  }

  @Test func `an administrator who looks for nobody finds nobody`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    for id in ["00000000-0000-7000-8000-000000000000", "nobody", "1"] {
      #expect(try await admin.call(.get, "/api/admin/accounts/\(id)").status == 404)
      #expect(try await admin.call(.delete, "/api/admin/accounts/\(id)").status == 404)
    }
    #expect(try await admin.call(.get, "/api/admin/accounts?limit=201").pointers == ["?limit"])
    #expect(try await admin.call(.get, "/api/admin/accounts?colour=red").pointers == ["?colour"])
  }
}
