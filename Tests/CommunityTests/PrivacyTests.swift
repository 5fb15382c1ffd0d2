import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

@Suite struct PrivacyTests {
  private func played() async throws -> (TestCommunity, TestPlayer) {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    try await test.curve(player.home, TestCommunity.days("2026-08-01", "2026-10-04")) { _, _ in 1000 }
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-07")) { _, _ in 900 }
    _ = try await player.person.call(.post, "/api/community/teams", json: ["name": "Lilas"])
    _ = try await player.person.call(
      .post, "/api/community/actions", json: ["action": "shutters", "evidence": "photo"])
    try await test.reckon()
    return (test, player)
  }

  private func count(_ test: TestCommunity, _ sql: SQL) async throws -> Int? {
    try await test.database.first("select count(*) from (\(sql: sql)) as found") { try $0.next(Int.self) }
  }

  @Test func `who takes back the consent keeps whole points, and no energy stays`() async throws {
    let (test, player) = try await played()
    let before = try await player.person.call(.get, "/api/community/me").json["points"]?["total"]
    #expect(before != 0)
    try await test.database.execute("update home_consents set state = 'withdrawn', withdrawn_at = \(test.clock.now)")
    #expect(try await count(test, "select from community_days") == 0)
    #expect(try await count(test, "select from community_points where inputs is not null and rule <> 'levels'") == 0)
    try await test.reckon()
    #expect(try await player.person.call(.get, "/api/community/me").json["points"]?["total"] == before)
    let rows = try await player.person.call(.get, "/api/community/points?rule=savings").json["items"]?.elements ?? []
    #expect(rows.first?["inputs"] == .null && rows.first?["explanation"]?.text?.contains("effacées") == true)
    // Given again, the readings that are there count again.
    try await test.database.execute("update home_consents set state = 'active', withdrawn_at = null")
    try await test.reckon()
    #expect(try await count(test, "select from community_days") ?? 0 > 60)
    #expect(
      try await count(
        test, "select from community_points where rule = 'savings' and inputs is not null and state = 'final'") == 1)
  }

  @Test func `without a consent to the game no reading is looked at`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let person = try await test.person(1)
    let home = try await test.home(of: person, number: 1, agrees: false)
    _ = try await person.call(.post, "/api/community/players", json: ["homeId": .string(home)])
    try await test.curve(home, TestCommunity.days("2026-10-05", "2026-12-07")) { _, _ in 900 }
    try await test.reckon()
    #expect(try await count(test, "select from community_days") == 0)
    #expect(try await person.call(.get, "/api/community/me").json["progress"]?["consent"] == false)
    try await test.agree(person, home, 1)
    try await test.reckon()
    #expect(try await count(test, "select from community_days") == 64)
  }

  @Test func `all of it goes into the export, and with the account`() async throws {
    let (test, player) = try await played()
    let exported = try await player.person.call(.get, "/api/account/export").json["community"]
    #expect(exported?["pseudonym"] == "Joueur 1" && exported?["actions"]?.elements.count == 1)
    #expect(exported?["teams"]?.elements.first?["name"] == "Lilas")
    #expect(exported?["points"]?.elements.contains { $0["rule"] == "savings" && $0["inputs"] != .null } == true)
    let left = try await player.person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(left.status == 204, "\(left.text)")
    #expect(try await count(test, "select from community_players") == 0)
    #expect(try await count(test, "select from community_points") == 0)
    #expect(try await count(test, "select from community_days") == 0)
    #expect(try await count(test, "select from community_actions") == 0)
  }

  @Test func `what is mine is nobody else's, and administrators see no readings`() async throws {
    let (test, player) = try await played()
    let stranger = try await test.person(9)
    #expect(try await stranger.call(.get, "/api/community/points").json["items"]?.elements.isEmpty == true)
    #expect(try await stranger.call(.get, "/api/community/players/\(player.id)").status == 404)
    let all = try await test.admin.call(.get, "/api/admin/community/points")
    #expect(
      all.json["items"]?.elements.isEmpty == false && !all.text.contains("drawnWh") && !all.text.contains("figures"))
    let players = try await test.admin.call(.get, "/api/admin/community/players?q=joueur")
    #expect(players.json["items"]?.elements.first?["email"] == "p1@example.org" && !players.text.contains("usagePoint"))
    let teams = try await test.admin.call(.get, "/api/admin/community/teams")
    #expect(teams.json["items"]?.elements.first?["members"] == 1)
  }
}
