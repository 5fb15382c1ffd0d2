import Accounts
import HTTP
import Runtime
import TestSupport
import Testing

/// What administrators do that cannot be taken back asks for the password again.
@Suite struct FreshPasswordTests {
  private func give(_ person: TestPerson, _ password: String) async throws -> TestAnswer {
    try await person.call(.post, "/api/session/password", json: ["password": .string(password)])
  }

  @Test func `another role, another administrator and a deletion take a password of the last ten minutes`() async throws
  {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    let path = "/api/admin/accounts/\(person.id)"
    people.clock.advance(by: .seconds(600))
    let tag = try #require(try await admin.call(.get, path).headers["ETag"])
    func change(_ body: JSON) async throws -> TestAnswer {
      try await admin.call(.patch, path, "If-Match", tag, json: body)
    }
    let body: JSON = [
      "email": "bis@example.org", "password": "une longue phrase", "displayName": "B", "role": "admin",
    ]
    let refused = [
      try await change(["role": "technician"]), try await admin.call(.delete, path),
      try await admin.call(.post, "/api/admin/accounts", json: body),
    ]
    for answer in refused {
      #expect(answer.status == 403)
      #expect(answer.problem == "password-required")
      #expect(answer.text("detail")?.isEmpty == false)
    }
    #expect(try await give(admin, "une autre phrase").pointers == ["/password"])
    #expect(try await give(admin, TestPeople.password).status == 204)
    #expect(try await change(["role": "technician"]).status == 200)
    #expect(try await admin.call(.post, "/api/admin/accounts", json: body).status == 201)
    #expect(try await admin.call(.delete, path).status == 204)
  }

  @Test func `what can be taken back does not, and a stranger hears of roles first`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    people.clock.advance(by: .seconds(600))
    let path = "/api/admin/accounts/\(person.id)"
    let tag = try #require(try await admin.call(.get, path).headers["ETag"])
    #expect(try await admin.call(.patch, path, "If-Match", tag, json: ["locked": true]).status == 200)
    let other = TestPerson(people.app, try await people.signIn("chef@example.org"))
    _ = other
    let driver = try await people.person("dominique@example.org")
    people.clock.advance(by: .seconds(600))
    #expect(try await driver.call(.delete, path).problem == "forbidden")
    #expect(try await people.app.call(.delete, path).status == 401)
  }

  @Test func `the password is fresh on the device where it was given`() async throws {
    let people = try await TestPeople.make()
    let one = try await people.person("chef@example.org", role: .admin)
    let other = TestPerson(people.app, try await people.signIn("chef@example.org"))
    let person = try await people.person()
    people.clock.advance(by: .seconds(600))
    #expect(try await give(one, TestPeople.password).status == 204)
    #expect(try await other.call(.delete, "/api/admin/accounts/\(person.id)").problem == "password-required")
    people.clock.advance(by: .seconds(-300))
    #expect(try await one.call(.delete, "/api/admin/accounts/\(person.id)").problem == "password-required")
  }

  @Test(arguments: [
    ("camille.durand@example.org", "Camille Durand", "camilledurand1"),
    ("camille.durand@example.org", "X", "Durand-2026!"), ("cdurand75@example.org", "X", "cdurand752026"),
    ("a@bornes-lyon.example", "X", "bornes-lyon1"), ("a@example.org", "Élodie Lefèvre", "Élodie.Lefèvre"),
  ])
  func `a password made of one's own e-mail or name is refused`(
    _ email: String, _ name: String, _ password: String
  ) async throws {
    let people = try await TestPeople.make()
    let answer = try await people.app.call(
      .post, "/api/accounts",
      json: ["email": .string(email), "password": .string(password), "displayName": .string(name)])
    #expect(answer.status == 422)
    #expect(answer.pointers == ["/password"])
  }

  @Test func `so it is in a change and in a reset, and a phrase with one's name in it is taken`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person("camilledurand@example.org")
    let changed = try await person.call(
      .put, "/api/account/password",
      json: ["currentPassword": .string(TestPeople.password), "newPassword": "CamilleDurand1"])
    #expect(changed.pointers == ["/newPassword"])
    _ = try await people.askReset("camilledurand@example.org")
    let secret = try await people.mailbox.secret("reset", to: "camilledurand@example.org")
    #expect(try await people.reset(secret, "CamilleDurand1").pointers == ["/password"])
    #expect(try await people.reset(secret, "camille aime la borne verte").status == 204)
  }
}
