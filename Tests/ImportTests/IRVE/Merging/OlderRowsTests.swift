import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

/// Files that are older than what is stored, through the routes.
@Suite struct OlderRowsTests {
  private struct Desk {
    let people: TestPeople
    let app: TestApp
    let admin: TestPerson
    let session: String

    init() async throws {
      people = try await TestPeople.make()
      let imports = ImportFeature(
        database: people.database, administrators: people.accounts.doorkeeper.administrator, log: .silent,
        clock: people.clock.wall)
      app = try TestApp([people.accounts.feature, imports.feature], clock: people.clock.wall)
      admin = TestPerson(app, try await people.person("chef@example.org", role: .admin))
      session = admin.session
    }

    func send(_ file: IRVEFile, _ more: JSON = .object([])) async throws -> TestAnswer {
      guard case .object(let members) = more else { throw CancellationError() }
      let created = try await admin.call(
        .post, "/api/admin/imports", json: .object([("source", "irve"), ("mode", "full")] + members))
      people.clock.advance(by: .milliseconds(5))
      let path = try #require(created.headers["Location"], "\(created.text)")
      return try await app.call(
        .put, path + "/file", from: "127.0.0.1",
        headers: ["Cookie", "watts_up_session=\(session)", "Content-Type", "text/csv"], bytes: file.bytes)
    }

    func power() async throws -> Int? {
      try await people.database.first("select power_w from charge_points") { try $0.next(Int.self) }
    }
  }

  private func file(_ kilowatts: String, _ day: String) -> IRVEFile {
    IRVEFile.of { $0.add("A", 1, ["puissance_nominale": kilowatts, "date_maj": day]) }
  }

  @Test func `older rows are counted and left aside, unless an administrator insists`() async throws {
    let desk = try await Desk()
    let first = try await desk.send(file("50", "2026-02-01"))
    #expect(first.word("state") == "done" && first.number("rows", "older") == 0, "\(first.text)")
    let older = try await desk.send(file("22", "2024-02-01"))
    #expect(older.word("state") == "done" && older.number("rows", "older") == 1)
    #expect(older.number("rows", "accepted") == 1 && older.number("changes", "unchanged") == 1)
    #expect(try await desk.power() == 50_000)
    let preview = try await desk.send(file("22", "2024-02-01"), ["confirm": true])
    #expect(preview.word("state") == "preview" && preview.number("rows", "older") == 1)
    let path = "/api/admin/imports/\(try #require(preview.text("id")))"
    let listed = try await desk.admin.call(.get, path + "/changes?kind=older")
    #expect(listed.items.map { $0["irveId"] } == ["FRTSTEA1"], "\(listed.text)")
    #expect(listed.items.first?["before"]?["updatedOn"] == "2026-02-01")
    #expect(try await desk.admin.call(.post, path + "/apply", json: ["older": 1]).problem == "validation")
    #expect(try await desk.admin.call(.post, path + "/apply", json: ["newer": true]).status == 400)
    let applied = try await desk.admin.call(.post, path + "/apply", json: ["older": true])
    #expect(applied.word("state") == "done" && applied.number("changes", "changed") == 1, "\(applied.text)")
    #expect(try await desk.power() == 22_000)
    #expect(try await desk.admin.call(.post, path + "/undo").status == 200)
    #expect(try await desk.power() == 50_000)
  }

  @Test func `applied without a word, a preview leaves older rows aside`() async throws {
    let desk = try await Desk()
    _ = try await desk.send(file("50", "2026-02-01"))
    let preview = try await desk.send(file("22", "2026-02-01"), ["confirm": true, "fileName": "irve-2026-02-02.csv"])
    // The file that is stored has no date of its own: the one that has is the newer.
    #expect(preview.number("rows", "older") == 0)
    let path = "/api/admin/imports/\(try #require(preview.text("id")))"
    #expect(try await desk.admin.call(.post, path + "/apply").word("state") == "done")
    let last = try await desk.send(file("11", "2026-02-01"), ["confirm": true, "fileName": "irve-2026-02-01.csv"])
    #expect(last.number("rows", "older") == 1)
    let other = "/api/admin/imports/\(try #require(last.text("id")))"
    let applied = try await desk.admin.call(.post, other + "/apply", json: ["older": false])
    #expect(applied.word("state") == "done" && applied.number("rows", "older") == 1)
    #expect(try await desk.power() == 22_000)
  }
}
