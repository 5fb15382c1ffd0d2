import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// The season of a demonstration.
@Suite struct MadeUpTests {
  private func told(_ test: TestCommunity) async throws -> Int {
    let now = test.clock.now
    let untold = try await test.database.transaction { try await MadeUpSeason.untold(in: $0, at: now) }
    for home in untold {
      let days = home.days.map { day in
        let watts = (0..<TestCommunity.halves(day)).map { half in
          (34..<42 ~= half ? 2000 : 400 + 20 * (home.number % 7)) * home.share(on: day, minute: half * 30) / 100
        }
        return (day: day, watts: watts)
      }
      try await test.database.transaction { try await MadeUpSeason.tell(home, days, in: $0) }
    }
    return untold.count
  }

  @Test func `a newcomer finds a podium, and every part of it says that it is made up`() async throws {
    let test = try await TestCommunity.make()
    #expect(try await told(test) == MadeUpTeams.homes)
    #expect(try await told(test) == 0)
    try await test.reckon()
    let newcomer = try await test.player(1)
    let podium = try await newcomer.person.call(.get, "/api/community/podium")
    let items = podium.json["items"]?.elements ?? []
    #expect(items.count == 3 && items.allSatisfy { $0["demonstration"] == true && $0["score"]?.double ?? 0 > 1 })
    #expect(podium.json["teams"]?.int == MadeUpTeams.all.count)
    let me = try await newcomer.person.call(.get, "/api/community/me")
    #expect(me.json["season"]?["demonstration"] == true && me.json["season"]?["state"] == "open")
    let overview = try await test.admin.call(.get, "/api/admin/community/overview")
    #expect(overview.json["madeUpPlayers"]?.int == MadeUpTeams.homes)
    #expect(overview.json["saved"]?["wh"]?.int ?? 0 > 0 && overview.json["shedAtPeakWh"]?.int ?? 0 > 0)
    let team = try await newcomer.person.call(.get, "/api/community/teams/\(items[0]["teamId"]?.text ?? "")")
    #expect(team.json["demonstration"] == true && team.json["points"]?.int ?? 0 > 0 && team.json["code"] == .null)
    let players =
      try await test.admin.call(.get, "/api/admin/community/players?limit=200").json["items"]?.elements ?? []
    #expect(players.count == MadeUpTeams.homes + 1 && players.count { $0["demonstration"] == false } == 1)
    test.clock.advance(by: .seconds(86_400))
    #expect(try await told(test) == MadeUpTeams.homes)
  }

  @Test func `it makes room for a season that somebody opens, and nothing of it stays`() async throws {
    let test = try await TestCommunity.make()
    _ = try await told(test)
    let newcomer = try await test.player(1)
    _ = try await newcomer.person.call(
      .post, "/api/community/actions", json: ["action": "aerators", "evidence": "declared"])
    try await test.reckon()
    let id = try await test.season()
    #expect(try await told(test) == 0)
    let seasons = try await test.admin.call(.get, "/api/community/seasons").json["items"]?.elements ?? []
    #expect(seasons.map { $0["id"]?.text } == [id] && seasons.first?["demonstration"] == false)
    for table in [
      "select from accounts where demonstration", "select from homes where usage_point like '000%'",
      "select from home_consents where authorisation < 0", "select from curve_days", "select from community_dirty_days",
      "select from community_points", "select from community_teams",
      "select from enedis_authorisations where number < 0",
    ] as [SQL] {
      let left = try await test.database.first("select exists (\(sql: table))") { try $0.next(Bool.self) }
      #expect(left == false, "\(table.text)")
    }
    #expect(try await test.admin.call(.get, "/api/admin/community/players").json["items"]?.elements.count == 1)
    try await test.reckon()
  }
}
