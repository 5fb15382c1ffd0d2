import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// What somebody leaves behind in an account that is not, or no longer, theirs.
@Suite struct PlantedTests {
  /// Somebody who knows the password asks for another address and keeps the link of its mail.
  private func plant(_ people: TestPeople, as person: TestPerson) async throws -> String {
    let asked = try await person.call(
      .patch, "/api/account", json: ["email": "voleur@example.net", "password": .string(TestPeople.password)])
    #expect(asked.text("pendingEmail") == "voleur@example.net")
    return try await people.mailbox.secret("confirmation", to: "voleur@example.net")
  }

  @Test func `an address that was planted does not survive a new password`() async throws {
    let people = try await TestPeople.make()
    let thief = try await people.person()
    let owner = TestPerson(people.app, try await people.signIn("camille@example.org"))
    let secret = try await plant(people, as: thief)
    _ = try await people.askReset("camille@example.org")
    let reset = try await people.mailbox.secret("reset", to: "camille@example.org")
    let changed = try await owner.call(
      .put, "/api/account/password",
      json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
    #expect(changed.status == 204)
    #expect(try await people.confirm(secret).status == 422)
    #expect(try await people.reset(reset, "la phrase du voleur").status == 422)
    #expect(try await thief.call(.get, "/api/account").status == 401)
    let me = try await owner.call(.get, "/api/account")
    #expect(me.text("email") == "camille@example.org")
    #expect(me.text("pendingEmail") == nil)
  }

  @Test func `an address that was planted does not survive a reset`() async throws {
    let people = try await TestPeople.make()
    let thief = try await people.person()
    let secret = try await plant(people, as: thief)
    _ = try await people.askReset("camille@example.org")
    let reset = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(reset, "la phrase nouvelle").status == 204)
    #expect(try await people.confirm(secret).status == 422)
    #expect(try await people.signIn("camille@example.org", password: "la phrase nouvelle").text("pendingEmail") == nil)
    #expect(try await people.signIn("voleur@example.net").status == 401)
  }

  @Test func `a letter that was about to go out when the password changed carries no secret that works`() async throws {
    let people = try await TestPeople.make()
    let owner = try await people.person()
    _ = try await people.mailbox.mails()
    _ = try await owner.call(
      .patch, "/api/account", json: ["email": "voleur@example.net", "password": .string(TestPeople.password)])
    _ = try await people.askReset("camille@example.org")
    _ = try await owner.call(
      .put, "/api/account/password",
      json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
    let mails = try await people.mailbox.mails()
    #expect(!mails.contains { $0.contains("#reset=") || $0.contains("#confirmation=") })
    #expect(mails.contains { $0.contains("Votre mot de passe a changé") })
  }

  @Test func `who changes the address while the password changes is too late or undone`() async throws {
    for _ in 0..<6 {
      let people = try await TestPeople.make()
      let thief = try await people.person()
      let owner = TestPerson(people.app, try await people.signIn("camille@example.org"))
      async let planted = thief.call(
        .patch, "/api/account", json: ["email": "voleur@example.net", "password": .string(TestPeople.password)])
      async let changed = owner.call(
        .put, "/api/account/password",
        json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
      _ = try await planted
      #expect(try await changed.status == 204)
      #expect(try await owner.call(.get, "/api/account").text("pendingEmail") == nil)
      #expect(try await !people.mailbox.mails().contains { $0.contains("#confirmation=") && $0.contains("voleur") })
    }
  }

  @Test func `nothing of a stranger who signed up with my address survives my reset`() async throws {
    let people = try await TestPeople.make()
    let stranger = try await people.person()
    _ = try await plant(people, as: stranger)
    try await people.switchOnSecondFactor(of: stranger)
    _ = try await people.askReset("camille@example.org")
    let reset = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(reset, "la phrase nouvelle").status == 204)
    #expect(try await stranger.call(.get, "/api/account").status == 401)
    #expect(try await stranger.call(.post, "/api/session/refresh").status == 401)
    #expect(try await people.signIn("camille@example.org").status == 401)
    let mine = try await people.signIn("camille@example.org", password: "la phrase nouvelle")
    #expect(mine.status == 200)
    #expect(mine.json["secondFactor"] == false)
    #expect(mine.text("pendingEmail") == nil)
  }

  @Test func `nothing of a stranger survives when I confirm my address`() async throws {
    let people = try await TestPeople.make { $0.sendsMail = true }
    try await people.signUp("camille@example.org")
    let secret = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    // As somebody has one from before mails went out.
    try await people.database.execute("update accounts set confirm_by = null")
    let stranger = TestPerson(people.app, try await people.signIn("camille@example.org"))
    #expect(try await stranger.call(.get, "/api/account").status == 200)
    _ = try await plant(people, as: stranger)
    try await people.switchOnSecondFactor(of: stranger)
    #expect(try await people.confirm(secret).status == 204)
    #expect(try await stranger.call(.get, "/api/account").status == 401)
    let account = try await people.database.first(
      "select pending_email is null and not exists (select from second_factors) from accounts"
    ) { try $0.next(Bool.self) }
    #expect(account == true)
  }

  @Test func `my own second factor survives a reset, which would be worth less than my mailbox otherwise`() async throws
  {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let secret = try await people.mailbox.secret("confirmation", to: "camille@example.org")
    #expect(try await people.confirm(secret).status == 204)
    try await people.switchOnSecondFactor(of: person)
    _ = try await people.askReset("camille@example.org")
    let reset = try await people.mailbox.secret("reset", to: "camille@example.org")
    #expect(try await people.reset(reset, "la phrase nouvelle").status == 204)
    let answer = try await people.signIn("camille@example.org", password: "la phrase nouvelle")
    #expect(answer.problem == "second-factor-required")
  }
}
