import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// Nobody can tell who has an account, and a new one waits for its address where mails go out.
@Suite struct WhoHasAnAccountTests {
  @Test func `where mails go out a new account cannot be used before its address is confirmed`() async throws {
    let people = try await TestPeople.make { $0.sendsMail = true }
    let joined = try await people.signUp("camille@example.org")
    #expect(joined.status == 201)
    #expect(joined.json["_links"]?["signIn"] == nil)
    let right = try await people.signIn("camille@example.org")
    let wrong = try await people.signIn("camille@example.org", password: "une autre phrase")
    let unknown = try await people.signIn("nobody@example.org")
    for answer in [right, wrong, unknown] { #expect(answer.problem == "unauthenticated") }
    #expect(right.text("detail") == wrong.text("detail"))
    #expect(right.headers.fields.map(\.name) == unknown.headers.fields.map(\.name))
    let secret = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    #expect(try await people.confirm(secret).status == 204)
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `where no mail goes out it can be used at once, and the answer says so`() async throws {
    let people = try await TestPeople.make()
    let joined = try await people.signUp("camille@example.org")
    #expect(joined.json["_links"]?["signIn"] != nil)
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `a sign-up and a sign-in say the same of a known and of a new address`() async throws {
    let people = try await TestPeople.make { $0.sendsMail = true }
    try await people.signUp("camille@example.org")
    let secret = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    _ = try await people.confirm(secret)
    var answers: [[String]] = []
    for email in ["camille@example.org", "nouveau@example.org"] {
      var seen: [String] = []
      for _ in 0..<8 {
        let joined = try await people.signUp(email, password: "la phrase d'un curieux")
        let tried = try await people.signIn(email, password: "la phrase d'un curieux")
        seen += ["\(joined.status)", "\(tried.status)", tried.text("detail") ?? ""]
      }
      answers.append(seen)
    }
    #expect(answers[0] == answers[1])
  }

  @Test func `asking for a reset writes as much for an unknown address, beyond the limit too`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    // What the postman keeps of the one and drops of the other must not matter.
    func queued(_ email: String) async throws -> [Int] {
      var counts: [Int] = []
      for _ in 0..<6 {
        _ = try await people.mailbox.mails()
        _ = try await people.askReset(email)
        let waiting = try await people.database.first(
          "select count(*) from mails where sent_at is null and kind = 'reset' and recipient = \(email)"
        ) { try $0.next(Int.self) }
        counts.append(waiting ?? -1)
      }
      return counts
    }
    let known = try await queued("camille@example.org")
    #expect(known == [1, 1, 1, 0, 0, 0])
    #expect(try await queued("nobody@example.org") == known)
  }

  @Test func `a reset lets in whoever lost the first mail`() async throws {
    let people = try await TestPeople.make { $0.sendsMail = true }
    try await people.signUp("camille@example.org")
    _ = try await people.askReset("camille@example.org")
    let secret = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(secret, "la phrase nouvelle").status == 204)
    #expect(try await people.signIn("camille@example.org", password: "la phrase nouvelle").status == 200)
  }

  @Test func `an account that nobody confirms is gone after a week, and others stay`() async throws {
    let people = try await TestPeople.make { $0.sendsMail = true }
    try await people.signUp("camille@example.org")
    try await people.signUp("dominique@example.org")
    _ = try await people.confirm(try await people.mailbox.secret("confirmation", to: "dominique@example.org"))
    people.clock.advance(by: .seconds(7 * 24 * 3600 - 1))
    try await people.accounts.sweep()
    func emails() async throws -> [String] {
      try await people.database.query("select email from accounts order by 1") { try $0.next(String.self) }
    }
    #expect(try await emails() == ["camille@example.org", "dominique@example.org"])
    people.clock.advance(by: .seconds(1))
    try await people.accounts.sweep()
    #expect(try await emails() == ["dominique@example.org"])
  }

  @Test func `without mail nobody is swept away for an address that cannot be confirmed`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    people.clock.advance(by: .seconds(30 * 24 * 3600))
    try await people.accounts.sweep()
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test(arguments: [
    ("Camille", "Bonjour Camille,"), ("Jean-Éloi d’Ys", "Bonjour Jean-Éloi d’Ys,"), ("M. Dupont", "Bonjour M. Dupont,"),
    ("http://voleur.example", "Bonjour,"), ("voleur.example", "Bonjour,"), ("Gagnez: voleur.example/x", "Bonjour,"),
    ("moi@voleur.example", "Bonjour,"), ("voleur。example", "Bonjour,"), ("voleur\u{2024}example", "Bonjour,"),
    ("a\u{202E}b", "Bonjour,"), ("<b>Camille</b>", "Bonjour,"),
    (String(repeating: "m", count: 100), "Bonjour \(String(repeating: "m", count: 40)),"),
  ])
  func `a mail says no more of a stranger's words than a name`(_ name: String, _ greeting: String) async throws {
    let people = try await TestPeople.make()
    _ = try await people.app.call(
      .post, "/api/accounts",
      json: ["email": "victime@example.org", "password": .string(TestPeople.password), "displayName": .string(name)])
    let mail = try #require(try await people.mailbox.mails().first)
    #expect(mail.contains("\n\(greeting)\n"), "\(mail)")
    #expect(!mail.contains("voleur"))
  }
}
