import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@Suite struct SessionTests {
  @Test func `who signs up can sign in and is known`() async throws {
    let people = try await TestPeople.make()
    let signedUp = try await people.signUp("camille@example.org")
    #expect(signedUp.status == 201)
    #expect(signedUp.headers.all("Set-Cookie").isEmpty)
    let signedIn = try await people.signIn("Camille@Example.org")
    #expect(signedIn.status == 200)
    #expect(signedIn.text("id") == signedUp.text("id"))
    let me = try await TestPerson(people.app, signedIn).call(.get, "/api/account")
    #expect(me.status == 200)
    #expect(me.text("email") == "camille@example.org")
    #expect(me.text("role") == "driver")
    #expect(me.json["emailConfirmed"] == false)
  }

  @Test func `the cookies are out of reach for scripts and other sites`() async throws {
    let people = try await TestPeople.make(site: "https://watts.example/borne")
    try await people.signUp("camille@example.org")
    let cookies = try await people.signIn("camille@example.org").headers.all("Set-Cookie")
    try #require(cookies.count == 3)
    for cookie in cookies { #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Secure")) }
    #expect(cookies[0].contains("; Path=/borne/; Max-Age=900;"))
    #expect(cookies[1].contains("; Path=/borne/api/session; Max-Age=2592000;"))
    #expect(cookies[2].contains("; Path=/borne/api/session; Max-Age=31536000;"))
  }

  @Test func `under https no other site of the domain can plant a cookie`() async throws {
    let people = try await TestPeople.make(site: "https://watts.example")
    try await people.signUp("camille@example.org")
    let signedIn = try await people.signIn("camille@example.org")
    let session = try #require(signedIn.cookie("__Host-watts_up_session"))
    let refresh = try #require(signedIn.cookie("__Secure-watts_up_refresh"))
    #expect(signedIn.cookie("__Secure-watts_up_device") != nil)
    func ask(_ method: Method, _ path: String, _ cookie: String) async throws -> Int {
      try await people.app.call(method, path, "Cookie", cookie).status
    }
    #expect(try await ask(.get, "/api/account", "__Host-watts_up_session=\(session)") == 200)
    #expect(try await ask(.get, "/api/account", "watts_up_session=\(session)") == 401)
    #expect(try await ask(.post, "/api/session/refresh", "watts_up_refresh=\(refresh)") == 401)
    #expect(try await ask(.post, "/api/session/refresh", "__Secure-watts_up_refresh=\(refresh)") == 200)
    let below = try await TestPeople.make(site: "https://watts.example/borne")
    try await below.signUp("camille@example.org")
    #expect(try await below.signIn("camille@example.org").cookie("__Secure-watts_up_session") != nil)
  }

  @Test func `however often it is renewed, a session ends after ninety days`() async throws {
    let people = try await TestPeople.make()
    var person = try await people.person()
    for _ in 0..<4 {
      people.clock.advance(by: .seconds(20 * 24 * 3600))
      person = TestPerson(people.app, try await person.call(.post, "/api/session/refresh"))
    }
    let last = try await person.call(.post, "/api/session/refresh")
    let cookie = last.headers.all("Set-Cookie").first { $0.hasPrefix("watts_up_refresh=") }
    #expect(cookie?.contains("Max-Age=864000;") == true)
    people.clock.advance(by: .seconds(10 * 24 * 3600))
    #expect(try await TestPerson(people.app, last).call(.post, "/api/session/refresh").status == 401)
  }

  @Test(arguments: [3600, 40 * 24 * 3600, 400 * 24 * 3600])
  func `a session is renewed after the clock went back, and ends in time all the same`(_ seconds: Int) async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    people.clock.advance(by: .seconds(-seconds))
    var renewed = try await person.call(.post, "/api/session/refresh")
    #expect(renewed.status == 200)
    #expect(try await TestPerson(people.app, renewed).call(.get, "/api/account").status == 200)
    for _ in 0..<4 {
      people.clock.advance(by: .seconds(22 * 24 * 3600))
      renewed = try await TestPerson(people.app, renewed).call(.post, "/api/session/refresh")
      #expect(renewed.status == 200)
    }
    people.clock.advance(by: .seconds(3 * 24 * 3600))
    #expect(try await TestPerson(people.app, renewed).call(.post, "/api/session/refresh").status == 401)
  }

  @Test func `a token that was used before the clock went back is no second tab's`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    _ = try await person.call(.post, "/api/session/refresh")
    people.clock.advance(by: .seconds(-3600))
    #expect(try await person.call(.post, "/api/session/refresh").status == 401)
  }

  @Test func `used refresh tokens go after a day, and the session stays`() async throws {
    let people = try await TestPeople.make()
    var person = try await people.person()
    for _ in 0..<5 {
      people.clock.advance(by: .seconds(900))
      person = TestPerson(people.app, try await person.call(.post, "/api/session/refresh"))
    }
    people.clock.advance(by: .seconds(24 * 3600))
    try await people.accounts.sweep()
    let left = try await people.database.first("select count(*) from refresh_tokens") { try $0.next(Int.self) }
    #expect(left == 1)
    #expect(try await person.call(.post, "/api/session/refresh").status == 200)
  }

  @Test func `a program may send its token as a bearer`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let answer = try await people.app.call(.get, "/api/account", "Authorization", "Bearer \(person.session)")
    #expect(answer.text("id") == person.id)
    let other = try await person.call(.get, "/api/account", "Authorization", "Basic Y2FtaWxsZTp4")
    #expect(other.status == 401)
  }

  @Test func `an unknown e-mail and a wrong password get the same answer`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let wrong = try await people.signIn("camille@example.org", password: "une autre phrase")
    let unknown = try await people.signIn("nobody@example.org", password: "une autre phrase")
    #expect(wrong.status == 401)
    #expect(unknown.status == 401)
    #expect(wrong.text("type") == unknown.text("type"))
    #expect(wrong.text("detail") == unknown.text("detail"))
    #expect(wrong.headers.fields.map(\.name) == unknown.headers.fields.map(\.name))
  }

  @Test func `a known e-mail signs up like a new one and changes nothing`() async throws {
    let people = try await TestPeople.make()
    let first = try await people.signUp("camille@example.org")
    let second = try await people.signUp("CAMILLE@example.org", password: "la phrase d'un voleur")
    #expect(second.status == 201)
    #expect(second.headers.fields.map(\.name) == first.headers.fields.map(\.name))
    #expect(second.headers["Location"] == first.headers["Location"])
    #expect(second.text("id") != first.text("id"))
    #expect(try await people.signIn("camille@example.org", password: "la phrase d'un voleur").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `a session is over when its time is, unless it is renewed`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    people.clock.advance(by: .seconds(15 * 60))
    #expect(try await person.call(.get, "/api/account").status == 401)
    let renewed = try await person.call(.post, "/api/session/refresh")
    #expect(renewed.status == 200)
    #expect(try await TestPerson(people.app, renewed).call(.get, "/api/account").status == 200)
    people.clock.advance(by: .seconds(30 * 24 * 3600))
    #expect(try await TestPerson(people.app, renewed).call(.post, "/api/session/refresh").status == 401)
  }

  @Test func `two tabs that renew at once get the same successor`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    async let one = person.call(.post, "/api/session/refresh")
    async let other = person.call(.post, "/api/session/refresh")
    let successors = try await [one, other].map { $0.cookie("watts_up_refresh") }
    #expect(successors[0] != nil)
    #expect(successors[0] == successors[1])
    #expect(successors[0] != person.refresh)
    people.clock.advance(by: .seconds(10))
    #expect(try await person.call(.post, "/api/session/refresh").cookie("watts_up_refresh") == successors[0])
  }

  @Test func `a stolen refresh token ends the whole family`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let renewed = TestPerson(people.app, try await person.call(.post, "/api/session/refresh"))
    #expect(try await renewed.call(.get, "/api/account").status == 200)
    people.clock.advance(by: .seconds(11))
    #expect(try await person.call(.post, "/api/session/refresh").status == 401)
    #expect(try await renewed.call(.get, "/api/account").status == 401)
    #expect(try await renewed.call(.post, "/api/session/refresh").status == 401)
    let left = try await people.database.first("select count(*) from refresh_tokens") { try $0.next(Int.self) }
    #expect(left == 0)
  }

  @Test func `no refresh token is stored as it is`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let stored = try await people.database.query("select digest from refresh_tokens") { try $0.next([UInt8].self) }
    #expect(stored.count == 1)
    #expect(!stored.contains(Array(person.refresh.utf8)))
  }

  @Test func `signing out ends this session at once and no other`() async throws {
    let people = try await TestPeople.make()
    let phone = try await people.person()
    let laptop = TestPerson(people.app, try await people.signIn("camille@example.org"))
    let answer = try await phone.call(.delete, "/api/session")
    #expect(answer.status == 204)
    #expect(answer.headers.all("Set-Cookie").allSatisfy { $0.contains("Max-Age=0") })
    #expect(try await phone.call(.get, "/api/account").status == 401)
    #expect(try await phone.call(.post, "/api/session/refresh").status == 401)
    #expect(try await laptop.call(.get, "/api/account").status == 200)
  }

  @Test func `one can sign out with the long token when the short one is over`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    people.clock.advance(by: .seconds(3600))
    #expect(try await person.call(.delete, "/api/session").status == 204)
    #expect(try await person.call(.post, "/api/session/refresh").status == 401)
  }

  @Test func `signing out everywhere ends every session of the person and of nobody else`() async throws {
    let people = try await TestPeople.make()
    let phone = try await people.person()
    let laptop = TestPerson(people.app, try await people.signIn("camille@example.org"))
    let other = try await people.person("dominique@example.org")
    #expect(try await phone.call(.delete, "/api/sessions").status == 204)
    for device in [phone, laptop] { #expect(try await device.call(.get, "/api/account").status == 401) }
    #expect(try await other.call(.get, "/api/account").status == 200)
  }

  @Test func `signing in makes a session of its own, whatever the browser held`() async throws {
    let people = try await TestPeople.make()
    let thief = try await people.person("voleur@example.org")
    try await people.signUp("camille@example.org")
    let answer = try await thief.call(
      .post, "/api/session", json: ["email": "camille@example.org", "password": .string(TestPeople.password)])
    let camille = TestPerson(people.app, answer)
    #expect(camille.refresh != thief.refresh)
    #expect(try await thief.call(.get, "/api/account").text("email") == "voleur@example.org")
    #expect(try await camille.call(.get, "/api/account").text("email") == "camille@example.org")
  }

  @Test func `a locked account stops at once and cannot come back`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    try await people.database.execute("update accounts set locked_at = \(people.clock.now)")
    #expect(try await person.call(.get, "/api/account").status == 401)
    #expect(try await person.call(.post, "/api/session/refresh").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 403)
    #expect(try await people.signIn("camille@example.org", password: "une autre phrase").status == 401)
  }

  @Test func `a stronger cost is taken up at the next sign-in`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let weak = "$argon2id$v=19$m=32,t=1,p=1$"
    let hasher = PasswordHasher(cost: .init(kibibytes: 32, passes: 1, lanes: 1))
    let old = try await hasher.hash(Password(literal: "une longue phrase"))
    #expect(old.text.hasPrefix(weak))
    try await people.database.execute("update accounts set password_hash = \(old.text)")
    #expect(try await people.signIn("camille@example.org").status == 200)
    let stored = try await people.database.first("select password_hash from accounts") { try $0.next(String.self) }
    #expect(stored?.hasPrefix("$argon2id$v=19$m=64,") == true)
  }
}
