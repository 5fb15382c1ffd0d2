import Accounts
import Foundation
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@Suite struct MailTests {
  @Test func `the link of the first mail confirms the address, once`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    let person = try await people.person()
    let secret = try await mailbox.secret("confirmation", to: "camille@example.org")
    #expect(try await people.confirm(secret).status == 204)
    #expect(try await person.call(.get, "/api/account").json["emailConfirmed"] == true)
    let again = try await people.confirm(secret)
    #expect(again.status == 422)
    #expect(again.pointers == ["/token"])
  }

  @Test func `a link is good for two days and no longer`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let secret = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    people.clock.advance(by: .seconds(48 * 3600))
    #expect(try await people.confirm(secret).status == 422)
  }

  @Test func `a mail that did not come is sent once more, with a link that confirms`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let first = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    people.clock.advance(by: .seconds(60))
    #expect(try await people.askConfirmation("CAMILLE@example.org").status == 202)
    let second = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    #expect(first != second)
    #expect(try await people.confirm(second).status == 204)
  }

  @Test func `who asks for a confirmation again learns nothing of an address, and pesters nobody`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    try await people.signUp("camille@example.org")
    try await people.signUp("sam@example.org")
    let secret = try await mailbox.secret("confirmation", to: "sam@example.org")
    #expect(try await people.confirm(secret).status == 204)
    var answers: [TestAnswer] = []
    for email in ["camille@example.org", "sam@example.org", "nobody@example.org"] {
      for _ in 0..<5 { answers.append(try await people.askConfirmation(email)) }
    }
    #expect(answers.allSatisfy { $0.status == 202 && $0.bytes.isEmpty })
    let mails = try await mailbox.mails().filter { $0.contains("#confirmation=") }
    #expect(mails.filter { $0.contains("To: <camille@example.org>") }.count == 3)
    #expect(mails.filter { $0.contains("To: <sam@example.org>") }.count == 1)
    #expect(mails.filter { $0.contains("To: <nobody@example.org>") }.isEmpty)
    #expect(try await people.askConfirmation("nonsense").pointers == ["/email"])
  }

  @Test func `no secret lies in the database`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let secret = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    let rows = try await people.database.query(
      "select m::text from mails m union all select t::text from mail_tokens t"
    ) { try $0.next(String.self) }
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { !$0.contains(secret) })
  }

  @Test func `the owner of a known e-mail is told, at the address they gave`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    try await people.signUp("camille@example.org")
    _ = try await mailbox.mails()
    try await people.signUp("CAMILLE@example.org")
    let mails = try await mailbox.mails()
    #expect(mails.count == 2)
    #expect(mails.filter { $0.contains("déjà un compte") && $0.contains("To: <camille@example.org>") }.count == 1)
  }

  @Test func `a forgotten password is replaced by whoever reads the mail`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    #expect(try await people.askReset("Camille@example.org").status == 202)
    let secret = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(secret, "trop court").status == 204)
    #expect(try await person.call(.get, "/api/account").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 401)
    let signedIn = try await people.signIn("camille@example.org", password: "trop court")
    #expect(signedIn.json["emailConfirmed"] == true)
    #expect(try await people.reset(secret, "encore une phrase").status == 422)
  }

  @Test func `a reset link is good for an hour, and the newest use ends the others`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    try await people.signUp("camille@example.org")
    _ = try await people.askReset("camille@example.org")
    let first = try await mailbox.secret("reset", to: "camille@example.org")
    people.clock.advance(by: .seconds(60))
    _ = try await people.askReset("camille@example.org")
    let second = try await mailbox.secret("reset", to: "camille@example.org")
    #expect(first != second)
    #expect(try await people.reset(second, "la phrase nouvelle").status == 204)
    #expect(try await people.reset(first, "la phrase du voleur").status == 422)
    _ = try await people.askReset("camille@example.org")
    let third = try await mailbox.secret("reset", to: "camille@example.org")
    people.clock.advance(by: .seconds(3600))
    #expect(try await people.reset(third, "trop tard pour cela").status == 422)
  }

  @Test func `of two who use one link at once, one sets the password`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    _ = try await people.askReset("camille@example.org")
    let secret = try await people.mailbox.secret("reset", to: "camille@example.org")
    async let one = people.reset(secret, "la phrase de l'un")
    async let other = people.reset(secret, "la phrase de l'autre")
    #expect(try await [one.status, other.status].sorted() == [204, 422])
  }

  @Test func `a reset lets in whoever others have locked out`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    for _ in 0..<5 { _ = try await people.signIn("camille@example.org", password: "au hasard, encore") }
    #expect(try await people.signIn("camille@example.org").status == 429)
    _ = try await people.askReset("camille@example.org")
    let secret = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(secret, "la phrase nouvelle").status == 204)
    #expect(try await people.signIn("camille@example.org", password: "la phrase nouvelle").status == 200)
  }

  @Test func `asking for an unknown address answers the same, and nothing is written or kept`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let known = try await people.askReset("camille@example.org")
    let unknown = try await people.askReset("nobody@example.org")
    #expect(known.status == unknown.status)
    #expect(known.bytes == unknown.bytes)
    #expect(try await people.mailbox.mails(to: "nobody@example.org").isEmpty)
    let kept = try await people.database.first(
      "select count(*) from mails where recipient like 'nobody%'"
    ) { try $0.next(Int.self) }
    #expect(kept == 0)
  }

  @Test func `nobody is pestered by us`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    try await people.signUp("camille@example.org")
    for _ in 0..<8 { #expect(try await people.askReset("camille@example.org").status == 202) }
    #expect(try await mailbox.mails().filter { $0.contains("#reset=") }.count == 3)
    people.clock.advance(by: .seconds(901))
    _ = try await people.askReset("camille@example.org")
    #expect(try await mailbox.mails().filter { $0.contains("#reset=") }.count == 4)
  }

  @Test func `another address takes over once it is confirmed, and the old one is told`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    let person = try await people.person()
    let without = try await person.call(.patch, "/api/account", json: ["email": "camille@example.net"])
    #expect(without.pointers == ["/password"])
    let asked = try await person.call(
      .patch, "/api/account", json: ["email": "camille@example.net", "password": .string(TestPeople.password)])
    #expect(asked.text("email") == "camille@example.org")
    #expect(asked.text("pendingEmail") == "camille@example.net")
    #expect(try await mailbox.mails(to: "camille@example.org").contains { $0.contains("Votre adresse va changer") })
    let secret = try await mailbox.secret("confirmation", to: "camille@example.net")
    #expect(try await people.confirm(secret).status == 204)
    let me = try await person.call(.get, "/api/account")
    #expect(me.text("email") == "camille@example.net")
    #expect(me.json["pendingEmail"] == .null)
    #expect(try await people.signIn("camille@example.org").status == 401)
    #expect(try await people.signIn("camille@example.net").status == 200)
  }

  @Test func `moving to somebody else's address tells them, and the mover learns nothing`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    try await people.signUp("dominique@example.org")
    let person = try await people.person()
    let answer = try await person.call(
      .patch, "/api/account", json: ["email": "Dominique@example.org", "password": .string(TestPeople.password)])
    #expect(answer.status == 200)
    #expect(answer.text("pendingEmail") == "Dominique@example.org")
    let mails = try await mailbox.mails(to: "dominique@example.org")
    #expect(mails.contains { $0.contains("déjà un compte") })
    #expect(try await mailbox.mails(to: "Dominique@example.org").isEmpty)
  }

  @Test func `an address that was taken meanwhile stays with whoever took it`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    let person = try await people.person()
    _ = try await person.call(
      .patch, "/api/account", json: ["email": "libre@example.org", "password": .string(TestPeople.password)])
    let secret = try await mailbox.secret("confirmation", to: "libre@example.org")
    try await people.signUp("libre@example.org", password: "la phrase d'un autre")
    #expect(try await people.confirm(secret).status == 409)
    #expect(try await people.signIn("libre@example.org", password: "la phrase d'un autre").status == 200)
    #expect(try await person.call(.get, "/api/account").text("email") == "camille@example.org")
  }

  @Test func `a mail is written in the language of its reader and readable by nobody else`() async throws {
    let people = try await TestPeople.make()
    let mailbox = people.mailbox
    _ = try await people.app.call(
      .post, "/api/accounts", "Accept-Language", "en",
      json: ["email": "sam@example.org", "password": .string(TestPeople.password), "displayName": "Sam"])
    let mail = try #require(try await mailbox.mails().first)
    #expect(mail.contains("Hello Sam,"))
    #expect(mail.contains("Subject: Confirm your address\n"))
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: mailbox.folder).first)
    for (path, mode) in [(mailbox.folder, 0o700), (mailbox.folder + "/" + name, 0o600)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }

  @Test func `a mail that does not go out is tried again later and later, and given up`() async throws {
    struct Away: Error {}
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let postman = people.accounts.postman(Delivery { _ in throw Away() })
    #expect(try await postman.deliverNext())
    #expect(try await postman.deliverNext() == false)
    people.clock.advance(by: .seconds(59))
    #expect(try await postman.deliverNext() == false)
    people.clock.advance(by: .seconds(1))
    #expect(try await postman.deliverNext())
    var attempts = 2
    while attempts < 50 {
      people.clock.advance(by: .seconds(3600))
      guard try await postman.deliverNext() else { break }
      attempts += 1
    }
    #expect(attempts == 12)
    #expect(try await people.mailbox.mails().isEmpty)
  }

  @Test func `servers side by side deliver each mail once`() async throws {
    let people = try await TestPeople.make()
    for number in 0..<12 { try await people.signUp("person\(number)@example.org") }
    let mailbox = people.mailbox
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let postman = people.accounts.postman(.folder(mailbox.folder, from: nil, log: .silent))
          var count = 0
          while try await postman.deliverNext() { count += 1 }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    // A round that lost its row to a neighbour ends early; what is left is taken by the next.
    let rest = try await mailbox.mails()
    #expect(rest.count == 12)
    #expect(counts <= 12)
    let tokens = try await people.database.first("select count(*) from mail_tokens") { try $0.next(Int.self) }
    #expect(tokens == 12)
  }

  @Test func `what is over is swept away, what is not stays`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    _ = try await people.signIn("nobody@example.org")
    _ = try await people.mailbox.mails()
    try await people.accounts.sweep()
    #expect(try await person.call(.get, "/api/account").status == 200)
    people.clock.advance(by: .seconds(31 * 24 * 3600))
    try await people.accounts.sweep()
    let left = try await people.database.first(
      """
      select (select count(*) from sessions) + (select count(*) from mail_tokens) + (select count(*) from mails)
        + (select count(*) from sign_in_failures)
      """
    ) { try $0.next(Int.self) }
    #expect(left == 0)
  }
}
