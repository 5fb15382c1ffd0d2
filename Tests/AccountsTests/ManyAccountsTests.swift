import Accounts
import HTTP
import Postgres
import TestSupport
import Testing

/// Accounts and the log, as lists that are counted, taken along as files, and changed many rows at once.
@Suite struct ManyAccountsTests {
  private func act(_ admin: TestPerson, _ action: String, _ ids: [String]) async throws -> TestAnswer {
    try await admin.call(
      .post, "/api/admin/accounts/actions",
      json: ["action": .string(action), "ids": .array(ids.map { .string($0) })])
  }

  private func items(_ answer: TestAnswer) -> [JSON] { answer.json["items"]?.elements ?? [] }
  private func outcomes(_ answer: TestAnswer) -> [String?] { items(answer).map { $0["outcome"]?.text } }

  @Test func `many accounts are locked and unlocked, but for one's own`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let (ada, bob) = (try await people.person("ada@example.org"), try await people.person("bob@example.org"))
    let ids = [ada.id, admin.id, bob.id]
    let locked = try await act(admin, "lock", ids)
    #expect(outcomes(locked) == ["done", "refused", "done"], "\(locked.text)")
    #expect(items(locked)[1]["problem"] == "conflict")
    #expect(try await ada.call(.get, "/api/account").status == 401)
    #expect(outcomes(try await act(admin, "lock", ids)) == ["unchanged", "refused", "unchanged"])
    #expect(outcomes(try await act(admin, "unlock", [bob.id])) == ["done"])
    let log = items(try await admin.call(.get, "/api/admin/audit?kind=account"))
    #expect(log.map { $0["details"]?["locked"] } == [[true, false], [false, true], [false, true]])
  }

  @Test func `the log names what an entry is about, as long as it is there`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    let ada = try await people.person("ada@example.org")
    _ = try await act(admin, "lock", [ada.id])
    _ = try await people.signIn("nobody@example.org")
    func names() async throws -> [JSON?] {
      items(try await admin.call(.get, "/api/admin/audit?subject=\(ada.id)&kind=account")).map {
        $0["subject"]?["name"]
      }
    }
    #expect(try await names() == ["ada@example.org"])
    #expect(try await admin.call(.delete, "/api/admin/accounts/\(ada.id)").status == 204)
    #expect(try await names() == [.null, .null])
    let file = try await admin.call(.get, "/api/admin/audit.csv?kind=account")
    let lines = file.text.split(separator: "\r\n")
    #expect(lines.count == 3 && lines[1].contains("account.deleted") && lines[2].contains("chef@example.org"))
    #expect(try await admin.call(.get, "/api/admin/audit", "Accept", "text/csv").text.contains("session.opened"))
  }

  @Test func `accounts are counted and taken along as a file`() async throws {
    let people = try await TestPeople.make()
    let admin = try await people.person("chef@example.org", role: .admin)
    _ = try await people.person("ada@example.org")
    let page = try await admin.call(.get, "/api/admin/accounts?role=driver&totals=true&limit=1")
    #expect(page.json["totals"] == ["matching": 1, "all": 2])
    let file = try await admin.call(.get, "/api/admin/accounts.csv?role=driver")
    #expect(file.text.split(separator: "\r\n").count == 2 && file.text.contains(",ada@example.org,"))
    #expect(!file.text.contains("argon2"))
  }
}
