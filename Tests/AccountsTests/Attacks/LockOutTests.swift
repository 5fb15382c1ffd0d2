import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

/// Strangers keep nobody from signing in.
@Suite struct LockOutTests {
  private func signIn(
    _ people: TestPeople, _ password: String, device: String?, from client: String = "192.0.2.9"
  ) async throws -> TestAnswer {
    try await people.app.call(
      .post, "/api/session", from: client,
      headers: device.map { ["Cookie", "watts_up_device=\($0)"] } ?? [],
      json: ["email": "camille@example.org", "password": .string(password)])
  }

  @Test func `a device that signed in before gets in while strangers guess at the account`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let device = try await people.signIn("camille@example.org").cookie("watts_up_device")
    for _ in 0..<9 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    #expect(try await people.signIn("camille@example.org").status == 429)
    let answer = try await signIn(people, TestPeople.password, device: device)
    #expect(answer.status == 200)
    #expect(answer.cookie("watts_up_device") == nil)
  }

  @Test func `that device may fail five times itself, wherever it is, and no more`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let device = try await people.signIn("camille@example.org").cookie("watts_up_device")
    for number in 0..<5 {
      let answer = try await signIn(people, "au hasard, encore", device: device, from: "192.0.2.\(number)")
      #expect(answer.status == 401)
    }
    #expect(try await signIn(people, TestPeople.password, device: device).status == 429)
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `the cookie of another's device, an old one and an invented one help nobody`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    try await people.signUp("voleur@example.org")
    let theirs = try await people.signIn("voleur@example.org").cookie("watts_up_device")
    let session = try await people.signIn("camille@example.org").cookie("watts_up_session")
    for _ in 0..<5 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    for device in [theirs, session, "invented"] {
      #expect(try await signIn(people, TestPeople.password, device: device).status == 429)
    }
  }

  @Test func `a device that knew another password is a stranger, the one where it was changed is not`() async throws {
    let people = try await TestPeople.make()
    let owner = try await people.person()
    let thief = try await people.signIn("camille@example.org").cookie("watts_up_device")
    let changed = try await owner.call(
      .put, "/api/account/password",
      json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
    let known = try #require(changed.cookie("watts_up_device"))
    for _ in 0..<5 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    #expect(try await signIn(people, "la phrase nouvelle", device: thief).status == 429)
    #expect(try await signIn(people, "la phrase nouvelle", device: known).status == 200)
  }

  @Test func `a device that knew another password is told to the owner after a reset`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let device = try await people.signIn("camille@example.org").cookie("watts_up_device")
    _ = try await people.askReset("camille@example.org")
    let reset = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(reset, "la phrase nouvelle").status == 204)
    let answer = try await signIn(people, "la phrase nouvelle", device: device)
    #expect(answer.cookie("watts_up_device") != nil)
    let mails = try await people.mailbox.mails(to: "camille@example.org")
    #expect(mails.filter { $0.contains("nouvel appareil") }.count == 1)
  }

  @Test func `a device is still known after its password was hashed anew`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let weaker = PasswordHasher(cost: .init(kibibytes: 32, passes: 1, lanes: 1))
    let old = try await weaker.hash(Password(literal: "une longue phrase"))
    try await people.database.execute("update accounts set password_hash = \(old.text)")
    let device = try #require(try await people.signIn("camille@example.org").cookie("watts_up_device"))
    let again = try await signIn(people, TestPeople.password, device: device)
    #expect(again.status == 200)
    #expect(again.cookie("watts_up_device") == nil)
  }

  @Test func `strangers do not keep somebody who is signed in from another password`() async throws {
    let people = try await TestPeople.make()
    let owner = try await people.person()
    for _ in 0..<9 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    let changed = try await owner.call(
      .put, "/api/account/password",
      json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
    #expect(changed.status == 204)
  }

  @Test func `a clock that went back blocks nobody for longer than a quarter of an hour`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    for _ in 0..<9 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    people.clock.advance(by: .seconds(-30 * 24 * 3600))
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `a crowd of newcomers from one network is turned away, and keeps nobody from signing in`() async throws {
    let people = try await TestPeople.make { $0.newcomers = RateLimiter.Rate(perSecond: 0.1, burst: 3) }
    var statuses: [Int] = []
    for number in 0..<5 {
      let answer = try await people.app.call(
        .post, "/api/accounts", from: "2001:db8::\(number)",
        json: ["email": .string("a\(number)@example.org"), "password": "une longue phrase", "displayName": "A"])
      statuses.append(answer.status)
      if answer.status == 429 { #expect(answer.headers["Retry-After"] == "10") }
    }
    #expect(statuses == [201, 201, 201, 429, 429])
    let signedIn = try await people.app.call(
      .post, "/api/session", from: "2001:db8::1",
      json: ["email": "a0@example.org", "password": "une longue phrase"])
    #expect(signedIn.status == 200)
  }

  @Test func `newcomers wait in a line of their own`() async throws {
    let hasher = PasswordHasher(cost: .init(kibibytes: 16_384, passes: 4, lanes: 1), threads: 1, queueLimit: 8)
    let password = Password(literal: "une longue phrase")
    let refused = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask { (try? await hasher.hash(password, in: .newcomers)) == nil }
      }
      // While their line is full, whoever signs in finds theirs empty.
      for _ in 0..<4 { _ = try? await hasher.hash(password) }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(refused > 0)
  }
}
