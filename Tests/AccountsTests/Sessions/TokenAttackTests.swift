import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

/// Web tokens and cookies as an attacker sends them, through the front door.
@Suite struct TokenAttackTests {
  private static let ours = TestPeople.keys
  private static let theirs = "test:" + Base64.standard.encode(Array(repeating: 8, count: 32))

  private func token(
    _ people: TestPeople, subject: String, session: String, role: String = "driver", keys: String = ours,
    issuer: String = "watts-up", audience: String = "watts-up", clock: WallClock? = nil
  ) throws -> String {
    let tokens = WebTokens(
      keys: try SecretKeys(parsing: keys), issuer: issuer, audience: audience, clock: clock ?? people.clock.wall)
    return tokens.issue(subject: subject, role: role, session: session, lifetime: .seconds(900)).text.exposed
  }

  private func session(_ person: TestPerson) throws -> String {
    let payload = try #require(person.session.split(separator: ".").dropFirst().first)
    let claims = try JSONParser.parse(try #require(Base64.url.decode(payload.utf8)))
    guard case .string(let session)? = claims["sid"] else { return "" }
    return session
  }

  private func status(_ people: TestPeople, _ token: String) async throws -> [Int] {
    let bearer = try await people.app.call(.get, "/api/account", "Authorization", "Bearer \(token)")
    let cookie = try await people.app.call(.get, "/api/account", "Cookie", "watts_up_session=\(token)")
    return [bearer.status, cookie.status]
  }

  @Test func `a token made with our key for a session that is there is good, which the refusals below build on`()
    async throws
  {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let good = try token(people, subject: person.id, session: try session(person))
    #expect(try await status(people, good) == [200, 200])
  }

  @Test func `forged, foreign, early, late and borrowed tokens are refused`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let admin = try await people.person("chef@example.org", role: .admin)
    let own = try session(person)
    let later = WallClock { people.clock.now + .seconds(60) }
    let earlier = WallClock { people.clock.now - .seconds(901) }
    let attacks = [
      "wrong key": try token(people, subject: person.id, session: own, keys: Self.theirs),
      "another kid": try token(
        people, subject: person.id, session: own, keys: Self.ours.replacing("test:", with: "x:")),
      "another issuer": try token(people, subject: person.id, session: own, issuer: "elsewhere"),
      "another audience": try token(people, subject: person.id, session: own, audience: "elsewhere"),
      "not yet valid": try token(people, subject: person.id, session: own, clock: later),
      "expired": try token(people, subject: person.id, session: own, clock: earlier),
      "somebody else's session": try token(people, subject: person.id, session: try session(admin)),
      "somebody else's account": try token(people, subject: admin.id, session: own),
      "a session that never was": try token(people, subject: person.id, session: person.id),
      "no identifiers": try token(people, subject: "camille", session: "' or true --"),
    ]
    for (name, attack) in attacks { #expect(try await status(people, attack) == [401, 401], "\(name)") }
  }

  @Test func `tokens that were taken apart and put together again are refused`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let parts = person.session.split(separator: ".").map(String.init)
    try #require(parts.count == 3)
    let none = Base64.url.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
    let noneWithKey = Base64.url.encode(Array(#"{"alg":"none","kid":"test","typ":"JWT"}"#.utf8))
    let rsa = Base64.url.encode(Array(#"{"alg":"RS256","kid":"test","typ":"JWT"}"#.utf8))
    let claims = String(decoding: try #require(Base64.url.decode(parts[1].utf8)), as: UTF8.self)
    let promoted = Base64.url.encode(Array(claims.replacing("driver", with: "admin").utf8))
    #expect(promoted != parts[1])
    for attack in [
      "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(noneWithKey).\(parts[1]).",
      "\(rsa).\(parts[1]).\(parts[2])",
      "\(parts[0]).\(promoted).\(parts[2])", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", parts[0],
      "\(person.session).\(parts[2])", person.session + "=", person.session.lowercased(), "", ".", "..", "null",
      String(person.session.dropLast()), String(repeating: "a", count: 8192), String(repeating: ".", count: 8192),
    ] { #expect(try await status(people, attack) == [401, 401], "\(attack.prefix(60))") }
    #expect(try await status(people, person.session) == [200, 200])
  }

  @Test func `the role of a token is not believed, that of the account is`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let promoted = try token(people, subject: person.id, session: try session(person), role: "admin")
    let answer = try await people.app.call(.get, "/api/admin/accounts", "Authorization", "Bearer \(promoted)")
    #expect(answer.status == 403)
  }

  @Test(arguments: ["", "x", "=", String(repeating: "A", count: 43), String(repeating: "A", count: 8192), "a.b.c"])
  func `what is no refresh token of ours renews nothing`(_ token: String) async throws {
    let people = try await TestPeople.make()
    let answer = try await people.app.call(.post, "/api/session/refresh", "Cookie", "watts_up_refresh=\(token)")
    #expect(answer.status == 401)
    #expect(answer.headers.all("Set-Cookie").isEmpty)
  }

  @Test func `another site's page cannot act with our cookies`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let password: JSON = ["password": .string(TestPeople.password)]
    for (name, value) in [
      ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://localhost.evil.example"),
      ("Origin", "http://localhost:81"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
    ] {
      #expect(try await person.call(.delete, "/api/account", name, value, json: password).status == 403, "\(value)")
      #expect(try await person.call(.post, "/api/session/refresh", name, value).status == 403, "\(value)")
      #expect(try await person.call(.delete, "/api/sessions", name, value).status == 403, "\(value)")
    }
    #expect(try await person.call(.get, "/api/account").status == 200)
    #expect(try await person.call(.post, "/api/session/refresh", "Origin", "http://localhost").status == 200)
  }

  @Test func `a new key signs, the old one is honoured until it is taken away`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let new = "new:" + Base64.standard.encode(Array(repeating: 9, count: 32))
    let rotating = try people.neighbour(keys: new + "," + Self.ours)
    let rotated = try people.neighbour(keys: new)
    #expect(try await TestPerson(rotating.app, person).call(.get, "/api/account").status == 200)
    #expect(try await TestPerson(rotated.app, person).call(.get, "/api/account").status == 401)
    let renewed = TestPerson(
      rotating.app, try await TestPerson(rotating.app, person).call(.post, "/api/session/refresh"))
    #expect(try await TestPerson(rotated.app, renewed).call(.get, "/api/account").status == 200)
    #expect(try await TestPerson(people.app, renewed).call(.get, "/api/account").status == 401)
  }
}
