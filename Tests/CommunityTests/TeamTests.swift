import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

@Suite struct TeamTests {
  @Test func `a team is joined by its code, which members alone are told`() async throws {
    let test = try await TestCommunity.make()
    let (one, other, stranger) = (try await test.player(1), try await test.player(2), try await test.person(3))
    #expect(try await stranger.call(.post, "/api/community/teams", json: ["name": "Lilas"]).status == 409)
    let made = try await one.person.call(.post, "/api/community/teams", json: ["name": "Lilas"])
    let (id, code) = (try #require(made.text("id")), try #require(made.text("code")))
    #expect(made.status == 201 && code.count == 8 && made.json["members"]?.elements.count == 1, "\(made.text)")
    #expect(try await other.person.call(.post, "/api/community/teams", json: ["name": "lilas"]).status == 409)
    let wrong = try await other.person.call(.post, "/api/community/teams/join", json: ["code": "AAAAAAAA"])
    #expect(wrong.status == 422 && wrong.pointers == ["/code"])
    let typed = code.lowercased().prefix(4) + "-" + code.lowercased().suffix(4)
    let joined = try await other.person.call(.post, "/api/community/teams/join", json: ["code": .string(String(typed))])
    #expect(joined.status == 201 && joined.json["id"]?.text == id, "\(joined.text)")
    let seen = try await stranger.call(.get, "/api/community/teams/\(id)")
    #expect(seen.status == 200 && seen.json["code"] == .null && seen.json["members"]?.elements.count == 2)
    #expect(seen.json["members"]?.elements.allSatisfy { $0["name"] == .null && $0["isMe"] == false } == true)
    #expect(seen.json["wh"] == .null && seen.json["rank"] == .null && seen.json["score"] == .null)
  }

  @Test func `one household is in one team, also when two requests come at once`() async throws {
    let test = try await TestCommunity.make()
    let founders = [try await test.player(1), try await test.player(2)]
    var codes: [String] = []
    for (number, founder) in founders.enumerated() {
      let made = try await founder.person.call(
        .post, "/api/community/teams", json: ["name": .string("Équipe \(number)")])
      codes.append(try #require(made.text("code")))
    }
    let joiner = try await test.player(3)
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for code in codes + codes {
        group.addTask {
          try await joiner.person.call(.post, "/api/community/teams/join", json: ["code": .string(code)]).status
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.sorted() == [201, 409, 409, 409])
    #expect(try await founders[0].person.call(.post, "/api/community/teams", json: ["name": "Autre"]).status == 409)
  }

  @Test func `who leaves may join another, and brings nothing that was earned before`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let (one, mover) = (try await test.player(1), try await test.player(2))
    let first = try await one.person.call(.post, "/api/community/teams", json: ["name": "Un"])
    let second = try await mover.person.call(.post, "/api/community/teams", json: ["name": "Deux"])
    let (home, away) = (try #require(second.text("id")), try #require(first.text("id")))
    _ = try await mover.person.call(
      .post, "/api/community/actions", json: ["action": "walls-insulated", "evidence": "photo"])
    func points(_ team: String) async throws -> JSON? {
      try await one.person.call(.get, "/api/community/teams/\(team)").json["points"]
    }
    #expect(try await points(home) == 500)
    #expect(try await mover.person.call(.delete, "/api/community/teams/\(home)/members/me").status == 204)
    #expect(try await mover.person.call(.delete, "/api/community/teams/\(home)/members/me").status == 404)
    test.clock.advance(by: .seconds(60))
    _ = try await mover.person.call(
      .post, "/api/community/teams/join", json: ["code": .string(try #require(first.text("code")))])
    #expect(try await points(away) == 0)
    #expect(try await points(home) == 0)
    test.clock.advance(by: .seconds(60))
    _ = try await mover.person.call(.post, "/api/community/actions", json: ["action": "shutters", "evidence": "photo"])
    #expect(try await points(away) == 10)
    #expect(try await mover.person.call(.get, "/api/community/me").json["points"]?["total"] == 510)
  }

  /// Homes that drew a tenth less in the season than before.
  private func savers(_ test: TestCommunity, _ count: Int, from first: Int = 1, watts: Int = 900) async throws
    -> [TestPlayer]
  {
    var players: [TestPlayer] = []
    for number in first..<(first + count) {
      let player = try await test.player(number)
      try await test.curve(player.home, TestCommunity.days("2026-09-01", "2026-10-04")) { _, _ in 1000 }
      try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-07")) { _, _ in watts }
      players.append(player)
    }
    return players
  }

  private func team(_ name: String, of players: [TestPlayer], _ test: TestCommunity) async throws -> String {
    let made = try await players[0].person.call(.post, "/api/community/teams", json: ["name": .string(name)])
    let code = try #require(made.text("code"), "\(made.text)")
    for player in players.dropFirst() {
      let joined = try await player.person.call(.post, "/api/community/teams/join", json: ["code": .string(code)])
      try #require(joined.status == 201, "\(joined.text)")
    }
    return try #require(made.text("id"))
  }

  @Test func `the podium has the best three and mine, from the ledger alone`() async throws {
    let test = try await TestCommunity.make(at: "2026-10-04T09:00:00Z")
    _ = try await test.season()
    var teams: [String] = []
    var all: [[TestPlayer]] = []
    for (number, watts) in [900, 850, 850, 950].enumerated() {
      let players = try await savers(test, 2, from: 10 * number + 1, watts: watts)
      teams.append(try await team("Équipe \(number)", of: players, test))
      all.append(players)
    }
    test.clock.advance(by: .seconds(65 * 86_400))
    try await test.reckon()
    let podium = try await all[3][0].person.call(.get, "/api/community/podium")
    let items = podium.json["items"]?.elements ?? []
    #expect(
      items.map { $0["rank"] } == [1, 1, 3] && Set(items.prefix(2).map { $0["teamId"]?.text }) == [teams[1], teams[2]])
    #expect(podium.json["mine"]?["rank"] == 4 && podium.json["mine"]?["teamId"]?.text == teams[3])
    #expect(podium.json["teams"] == 4)
    // By the formula: (n × mean of the members + 3 × mean of the teams) / (n + 3).
    var scores: [[Double]] = []
    for team in all {
      scores.append(
        try await team.asyncMap {
          try await $0.person.call(.get, "/api/community/me").json["score"]?.double ?? 0
        })
    }
    let means = scores.map { $0.reduce(0, +) / 2 }
    let first = (2 * (means.max() ?? 0) + 3 * means.reduce(0, +) / 4) / 5
    #expect(means.max() ?? 0 > 5 && abs((items[0]["score"]?.double ?? 0) - first) < 0.02, "\(podium.text) \(scores)")
    let shown = try await all[0][0].person.call(.get, "/api/community/teams/\(teams[0])")
    #expect(shown.json["members"]?.elements.allSatisfy { $0["counted"] == true } == true && shown.json["rank"] == 3)
  }

  @Test func `a member counts from fourteen days on, and with four fifths of those that have passed`() async throws {
    let test = try await TestCommunity.make(at: "2026-10-23T09:00:00Z")
    _ = try await test.season()
    var players: [TestPlayer] = []
    // Of the eighteen days that have passed.
    for (number, last) in ["2026-10-19", "2026-10-18", "2026-10-17"].enumerated() {
      let player = try await test.player(number + 1)
      try await test.curve(player.home, TestCommunity.days("2026-09-01", last)) { _, _ in 900 }
      players.append(player)
    }
    let id = try await team("Lilas", of: players, test)
    try await test.reckon()
    func counted() async throws -> [JSON?] {
      let shown = try await players[0].person.call(.get, "/api/community/teams/\(id)").json["members"]?.elements
      return (shown ?? []).map { $0["counted"] }
    }
    #expect(try await counted() == [true, false, false])
    #expect(try await players[1].person.call(.get, "/api/community/me").json["progress"]?["days"] == 14)
    _ = try await test.admin.call(.put, "/api/admin/community/thresholds", json: ["memberCoverage": 70])
    #expect(try await counted() == [true, true, false])
    // Who counts from a day on does so at once, although their points are what they were.
    try await test.curve(players[2].home, [TestCommunity.day("2026-10-18")]) { _, _ in 900 }
    try await test.reckon()
    #expect(try await counted() == [true, true, true])
  }

  @Test func `energy is told from ten homes on, and no difference tells of one home`() async throws {
    let test = try await TestCommunity.make(at: "2026-10-04T09:00:00Z")
    _ = try await test.season()
    let players = try await savers(test, 11)
    let id = try await team("Onze", of: Array(players.prefix(10)), test)
    func wh() async throws -> Int? {
      test.clock.advance(by: .seconds(1))
      try await test.reckon()
      return try await players[0].person.call(.get, "/api/community/teams/\(id)").json["wh"]?.int
    }
    #expect(try await wh() == nil)
    test.clock.advance(by: .seconds(34 * 86_400))
    // Three weeks are over and have settled, one of them with an hour more.
    let before = try #require(try await wh())
    #expect(before == 10 * 900 * (3 * 168 + 1))
    // Who joins now changes nothing of what was told, and is part of whole weeks alone.
    let code = try await players[0].person.call(.get, "/api/community/teams/\(id)").text("code") ?? ""
    _ = try await players[10].person.call(.post, "/api/community/teams/join", json: ["code": .string(code)])
    #expect(try await wh() == before)
    _ = try await players[9].person.call(.delete, "/api/community/teams/\(id)/members/me")
    #expect(try await wh() == before)
    // Fewer than ten all week: nothing is added.
    test.clock.advance(by: .seconds(7 * 86_400))
    let later = try await wh()
    #expect(later == before + 10 * 900 * 168)
    test.clock.advance(by: .seconds(7 * 86_400))
    #expect(try await wh() == later)
    // One fewer than ten now: nothing is told, and with ten again it is the same as before.
    _ = try await players[8].person.call(.delete, "/api/community/teams/\(id)/members/me")
    #expect(try await wh() == nil)
    _ = try await players[8].person.call(.post, "/api/community/teams/join", json: ["code": .string(code)])
    #expect(try await wh() == later)
    // Whoever takes back their consent takes the weeks along whole: what goes is the energy of ten homes, never theirs alone.
    try await test.database.execute(
      "update home_consents set state = 'withdrawn', withdrawn_at = \(test.clock.now) where home_id = \(players[1].home)::text::uuid"
    )
    #expect(try await wh() == nil)
  }

  @Test func `nine homes are told no energy, however they come and go`() async throws {
    let test = try await TestCommunity.make(at: "2026-10-04T09:00:00Z")
    _ = try await test.season()
    let players = try await savers(test, 10)
    let id = try await team("Neuf", of: Array(players.prefix(9)), test)
    func answer(_ player: TestPlayer) async throws -> JSON {
      try await test.reckon()
      return try await player.person.call(.get, "/api/community/teams/\(id)").json
    }
    // Four weeks have settled, and each was of nine.
    test.clock.advance(by: .seconds(40 * 86_400))
    #expect(try await answer(players[0])["wh"] == .null)
    // A tenth comes in the middle of a week and goes before the end of the next one.
    let code = try await answer(players[0])["code"] ?? .null
    test.clock.advance(by: .seconds(4 * 86_400))
    _ = try await players[9].person.call(.post, "/api/community/teams/join", json: ["code": code])
    for _ in 0..<8 {
      test.clock.advance(by: .seconds(86_400))
      #expect(try await answer(players[9])["wh"] == .null)
    }
    _ = try await players[9].person.call(.delete, "/api/community/teams/\(id)/members/me")
    test.clock.advance(by: .seconds(21 * 86_400))
    let last = try await answer(players[0])
    #expect(last["wh"] == .null && last["members"]?.elements.count == 9)
    let weeks = try await test.database.first("select count(*) from community_team_weeks") { try $0.next(Int.self) }
    #expect(weeks == 0)
    // Nothing in the answer is of one member: no figure of theirs stands in it.
    for member in last["members"]?.elements ?? [] {
      guard case .object(let fields) = member else { continue }
      #expect(Set(fields.map(\.0)) == ["pseudonym", "name", "counted", "isMe"])
    }
  }

  @Test func `an overview tells no energy of few homes`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    _ = try await savers(test, 9)
    try await test.reckon()
    func overview() async throws -> JSON { try await test.admin.call(.get, "/api/admin/community/overview").json }
    let few = try await overview()
    #expect(
      few["players"] == 9 && few["saved"]?["wh"] == .null && few["saved"]?["homes"] == 9 && few["coverage"]?.double == 1
    )
    #expect(few["shedAtPeakWh"] == .null && few["agreement"]?["agreed"] == 0 && few["flaggedBoxes"] == 0)
    _ = try await savers(test, 1, from: 10)
    try await test.reckon()
    let saved = try #require(try await overview()["saved"]?["wh"]?.int)
    #expect(saved == 10 * 64 * 2400 || abs(saved - 10 * 64 * 2400) < 30_000)
    let all = try await overview()["saved"]
    #expect((all?["low"]?.int ?? 0) <= saved && saved <= (all?["high"]?.int ?? 0))
  }
}
