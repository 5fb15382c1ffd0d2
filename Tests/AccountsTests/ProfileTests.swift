import Accounts
import HTTP
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

@Suite struct ProfileTests {
  @Test func `name and language change alone or together, and what is not named stays`() async throws {
    let person = try await TestPeople.make().person()
    let named = try await person.call(.patch, "/api/account", json: ["displayName": "  Camille Durand "])
    #expect(named.status == 200)
    #expect(named.text("displayName") == "Camille Durand")
    #expect(named.text("language") == "fr")
    let spoken = try await person.call(.patch, "/api/account", json: ["language": "en"])
    #expect(spoken.text("displayName") == "Camille Durand")
    #expect(spoken.text("language") == "en")
  }

  @Test func `an update made from an old version is refused`() async throws {
    let person = try await TestPeople.make().person()
    let tag = try #require(try await person.call(.get, "/api/account").headers["ETag"])
    let first = try await person.call(.patch, "/api/account", "If-Match", tag, json: ["displayName": "Un"])
    #expect(first.status == 200)
    let second = try await person.call(.patch, "/api/account", "If-Match", tag, json: ["displayName": "Deux"])
    #expect(second.problem == "precondition-failed")
    #expect(try await person.call(.get, "/api/account").text("displayName") == "Un")
  }

  @Test func `nobody makes themselves an administrator`() async throws {
    let person = try await TestPeople.make().person()
    let answer = try await person.call(.patch, "/api/account", json: ["role": "admin"])
    #expect(answer.status == 400)
    #expect(answer.pointers == ["/role"])
    #expect(try await person.call(.get, "/api/account").text("role") == "driver")
  }

  @Test func `another password needs the old one and signs the other devices out`() async throws {
    let people = try await TestPeople.make()
    let phone = try await people.person()
    let laptop = TestPerson(people.app, try await people.signIn("camille@example.org"))
    let wrong = try await phone.call(
      .put, "/api/account/password", json: ["currentPassword": "une autre phrase", "newPassword": "la phrase nouvelle"])
    #expect(wrong.pointers == ["/currentPassword"])
    #expect(wrong.status == 422)
    let answer = try await phone.call(
      .put, "/api/account/password",
      json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
    #expect(answer.status == 204)
    #expect(try await phone.call(.get, "/api/account").status == 200)
    #expect(try await laptop.call(.get, "/api/account").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 401)
    #expect(try await people.signIn("camille@example.org", password: "la phrase nouvelle").status == 200)
  }

  @Test func `an open session is no place to guess the password from`() async throws {
    let person = try await TestPeople.make().person()
    for _ in 0..<5 {
      let answer = try await person.call(.delete, "/api/account", json: ["password": "une autre phrase"])
      #expect(answer.pointers == ["/password"])
    }
    let refused = try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(refused.status == 429)
  }

  @Test func `who leaves is forgotten, and the e-mail is free again`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let answer = try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(answer.status == 204)
    #expect(try await person.call(.get, "/api/account").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 401)
    let left = try await people.database.first(
      "select (select count(*) from accounts) + (select count(*) from sessions) + (select count(*) from refresh_tokens)"
    ) { try $0.next(Int.self) }
    #expect(left == 0)
    try await people.signUp("camille@example.org", password: "la phrase nouvelle")
    #expect(try await people.signIn("camille@example.org", password: "la phrase nouvelle").status == 200)
  }

  @Test func `the export holds what every slice knows, and leaving makes each let go`() async throws {
    let forgotten = Mutex<[Account.ID]>([])
    let bookings = PersonalData("bookings") { _, id in
      .array([.string("booking of \(id)")])
    } forget: { _, id, _ in
      forgotten.withLock { $0.append(id) }
    }
    let people = try await TestPeople.make(elsewhere: [bookings])
    let person = try await people.person()
    let export = try await person.call(.get, "/api/account/export")
    #expect(export.headers["Content-Disposition"] == "attachment; filename=\"watts-up.json\"")
    #expect(export.headers["Cache-Control"] == "no-store")
    #expect(export.json["account"]?["email"] == "camille@example.org")
    #expect(export.json["bookings"] == .array([.string("booking of \(person.id)")]))
    guard case .array(let sessions)? = export.json["sessions"] else {
      Issue.record("no sessions in \(export.text)")
      return
    }
    #expect(sessions.count == 1)
    #expect(!export.text.contains("argon2"))
    _ = try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(forgotten.withLock { $0.map(\.description) } == [person.id])
  }

  @Test func `a slice that cannot let go keeps the account whole`() async throws {
    struct Refusal: Error {}
    let stubborn = PersonalData("bookings") { _, _ in
      .null
    } forget: { _, _, _ in
      throw Refusal()
    }
    let people = try await TestPeople.make(elsewhere: [stubborn])
    let person = try await people.person()
    let answer = try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(answer.status == 500)
    #expect(try await person.call(.get, "/api/account").status == 200)
  }

  @Test func `the last administrator does not leave`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person(role: .admin)
    let password: JSON = ["password": .string(TestPeople.password)]
    #expect(try await person.call(.delete, "/api/account", json: password).status == 409)
    _ = try await people.person("dominique@example.org", role: .admin)
    #expect(try await person.call(.delete, "/api/account", json: password).status == 204)
  }
}
