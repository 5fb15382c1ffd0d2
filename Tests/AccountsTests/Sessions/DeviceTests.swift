import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// The list of one's sessions, and what is told of them.
@Suite struct DeviceTests {
  private static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

  private func signIn(
    _ people: TestPeople, _ agent: String?, from client: String = "192.0.2.17", device: String? = nil
  ) async throws -> TestPerson {
    let headers =
      (agent.map { ["User-Agent", $0] } ?? []) + (device.map { ["Cookie", "watts_up_device=\($0)"] } ?? [])
    let answer = try await people.app.call(
      .post, "/api/session", from: client, headers: headers,
      json: ["email": "camille@example.org", "password": .string(TestPeople.password)])
    try #require(answer.status == 200)
    return TestPerson(people.app, answer)
  }

  private func sessions(_ person: TestPerson) async throws -> [JSON] {
    try await person.call(.get, "/api/sessions").json["items"]?.elements ?? []
  }

  @Test func `each session says which device it is, where, since when and whether it is this one`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let laptop = try await signIn(people, Self.firefox)
    let began = people.clock.now.description
    people.clock.advance(by: .seconds(60))
    let phone = try await signIn(people, nil, from: "2001:db8:1:2::3")
    let list = try await sessions(laptop)
    #expect(list.map { $0["device"] } == ["Firefox, Linux", .null])
    #expect(list.map { $0["network"] } == ["192.0.2.0/24", "2001:db8:1:2::/64"])
    #expect(list.map { $0["current"] } == [true, false])
    #expect(list[0]["since"] == .string(began))
    #expect(list[0]["lastUsed"] == .string(people.clock.now.description), "the one that asks is used now")
    #expect(try await sessions(phone)[1]["lastUsed"] == .string(began))
    #expect(try await sessions(phone).map { $0["current"] } == [true, false])
    people.clock.advance(by: .seconds(600))
    _ = try await laptop.call(.post, "/api/session/refresh")
    let used = try await sessions(phone).last?["lastUsed"]
    #expect(used == .string(people.clock.now.description))
  }

  @Test(arguments: [
    ("192.0.2.17", "192.0.2.0/24"), ("::ffff:192.0.2.17", "192.0.2.0/24"), ("2001:db8::3", "2001:db8:0:0::/64"),
  ])
  func `a network is shown, not the address`(_ client: String, _ network: String) async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let person = try await signIn(people, nil, from: client)
    #expect(try await sessions(person).first?["network"] == .string(network))
  }

  @Test func `one session is ended by itself, and nobody ends another's`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let laptop = try await signIn(people, Self.firefox)
    let phone = try await signIn(people, nil)
    let stranger = try await people.person("dominique@example.org")
    let id = try #require(try await sessions(laptop).last?["id"]?.text)
    #expect(try await stranger.call(.delete, "/api/sessions/\(id)").status == 404)
    let ended = try await laptop.call(.delete, "/api/sessions/\(id)")
    #expect(ended.status == 204)
    #expect(ended.headers.all("Set-Cookie").isEmpty)
    #expect(try await phone.call(.get, "/api/account").status == 401)
    #expect(try await phone.call(.post, "/api/session/refresh").status == 401)
    #expect(try await laptop.call(.delete, "/api/sessions/\(id)").status == 404)
    let mine = try #require(try await sessions(laptop).first?["id"]?.text)
    #expect(try await laptop.call(.delete, "/api/sessions/\(mine)").headers.all("Set-Cookie").count == 2)
    #expect(try await laptop.call(.get, "/api/account").status == 401)
  }

  @Test(
    arguments: [
      (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
        "Safari, iPhone"
      ),
      ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
      ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
      (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
        "Safari, macOS"
      ),
      ("curl/8.5.0", "curl"), ("<script>alert(1)</script>", nil), (String(repeating: "x", count: 4000), nil),
    ] as [(String, String?)])
  func `a device is named in our words`(_ agent: String, _ name: String?) async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let person = try await signIn(people, agent)
    #expect(try await sessions(person).first?["device"] == name.map { .string($0) } ?? .null)
  }

  @Test func `a sign-in from a device that is new is told by mail, the first and known ones are not`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let first = try await people.signIn("camille@example.org")
    func told() async throws -> Int {
      try await people.mailbox.mails(to: "camille@example.org").filter { $0.contains("nouvel appareil") }.count
    }
    #expect(try await told() == 0)
    _ = try await signIn(people, nil, device: first.cookie("watts_up_device"))
    #expect(try await told() == 0)
    _ = try await signIn(people, nil)
    #expect(try await told() == 1)
  }

  @Test func `another role and another address are told, to the old address`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    let path = "/api/admin/accounts/\(person.id)"
    let tag = try #require(try await admin.call(.get, path).headers["ETag"])
    #expect(try await admin.call(.patch, path, "If-Match", tag, json: ["role": "technician"]).status == 200)
    _ = try await person.call(
      .patch, "/api/account", json: ["email": "neuve@example.org", "password": .string(TestPeople.password)])
    let secret = try await mailbox.secret("confirmation", to: "neuve@example.org")
    #expect(try await people.confirm(secret).status == 204)
    let mails = try await mailbox.mails(to: "camille@example.org")
    #expect(mails.contains { $0.contains("Subject: Votre rôle a changé") })
    #expect(mails.contains { $0.contains("Subject: Votre adresse a changé") })
  }

  @Test func `sign-ins, failures, locks, resets and addresses are in the audit`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let person = try await people.person()
    for _ in 0..<7 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    for _ in 0..<2 { _ = try await people.signIn("nobody@example.org", password: "au hasard, encore") }
    _ = try await person.call(
      .patch, "/api/account", json: ["email": "neuve@example.org", "password": .string(TestPeople.password)])
    _ = try await people.confirm(try await people.mailbox.secret("confirmation", to: "neuve@example.org"))
    _ = try await people.askReset("neuve@example.org")
    _ = try await people.reset(try await people.mailbox.secret("reset", to: "neuve@example.org"), "la phrase nouvelle")
    func actions(_ query: String) async throws -> [String] {
      let items = try await admin.call(.get, "/api/admin/audit?\(query)").json["items"]?.elements ?? []
      return items.reversed().compactMap { $0["action"]?.text }
    }
    #expect(
      try await actions("kind=session&subject=\(person.id)") == ["session.opened", "session.failed", "session.blocked"])
    #expect(try await actions("kind=session&subject=unknown") == ["session.failed"])
    #expect(
      try await actions("kind=account&subject=\(person.id)")
        == ["account.emailAsked", "account.emailChanged", "account.reset"])
  }
}
