import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// What stands behind an action, and who may say so.
@Suite struct EvidenceTests {
  /// A team of so many, and the way to declare in it.
  private func team(_ count: Int) async throws -> (TestCommunity, [TestPlayer], id: String) {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    var players = [try await test.player(1)]
    let made = try await players[0].person.call(.post, "/api/community/teams", json: ["name": "Lilas"])
    for number in 2...count {
      let player = try await test.player(number)
      let joined = try await player.person.call(
        .post, "/api/community/teams/join", json: ["code": made.json["code"] ?? .null])
      try #require(joined.status == 201)
      players.append(player)
    }
    test.clock.advance(by: .seconds(60))
    return (test, players, try #require(made.text("id")))
  }

  private func declare(_ player: TestPlayer, _ action: String, _ evidence: String = "declared") async throws -> String {
    let made = try await player.person.call(
      .post, "/api/community/actions", json: ["action": .string(action), "evidence": .string(evidence)])
    try #require(made.status == 201, "\(made.text)")
    return try #require(made.text("id"))
  }

  private func answer(_ player: TestPlayer, _ action: String, _ confirms: Bool = true) async throws -> TestAnswer {
    try await player.person.call(
      .post, "/api/community/actions/\(action)/answers", json: ["confirms": .bool(confirms)])
  }

  private func total(_ player: TestPlayer) async throws -> Int? {
    try await player.person.call(.get, "/api/community/me").json["points"]?["total"]?.int
  }

  @Test func `two homes of the team that have seen it are worth a photo`() async throws {
    let (test, players, team) = try await team(3)
    let action = try await declare(players[0], "aerators")
    #expect(try await total(players[0]) == 5)
    let first = try await answer(players[1], action)
    #expect(first.status == 201 && first.json["shown"]?["confirmations"] == 1 && first.json["answer"] == true)
    #expect(try await total(players[0]) == 5)
    #expect(try await answer(players[1], action).status == 201, "said again it is one word")
    #expect(try await total(players[0]) == 5)
    let second = try await answer(players[2], action)
    #expect(second.json["shown"]?["counted"] == "confirmed" && second.json["shown"]?["settled"] == true)
    #expect(try await total(players[0]) == 10)
    let listed = try await players[1].person.call(.get, "/api/community/teams/\(team)/actions")
    #expect(listed.json["items"]?.elements.map { $0["pseudonym"] } == ["Joueur 1"])
    #expect(listed.json["items"]?.elements.first?["label"]?.text?.contains("mousseurs") == true)
    let back = try await players[2].person.call(.delete, "/api/community/actions/\(action)/answers/mine")
    #expect(back.status == 204)
    #expect(try await total(players[0]) == 5)
    try await test.reckon()
    #expect(try await total(players[0]) == 5)
  }

  @Test func `nobody confirms themselves, in return, from outside, or having been fetched for it`() async throws {
    let (test, players, team) = try await team(3)
    let mine = try await declare(players[0], "aerators")
    #expect(try await answer(players[0], mine).status == 409)
    #expect(try await answer(players[0], mine, false).status == 409)
    _ = try await answer(players[1], mine)
    let theirs = try await declare(players[1], "aerators")
    let returned = try await answer(players[0], theirs)
    #expect(returned.status == 409 && returned.json["detail"]?.text?.contains("confirmé") == true)
    #expect(try await answer(players[2], theirs).status == 201, "a third home may")
    let stranger = try await test.player(9)
    #expect(try await answer(stranger, mine).status == 404)
    #expect(try await stranger.person.call(.get, "/api/community/teams/\(team)/actions").status == 404)
    let code = try await players[0].person.call(.get, "/api/community/teams/\(team)").text("code") ?? ""
    test.clock.advance(by: .seconds(60))
    _ = try await stranger.person.call(.post, "/api/community/teams/join", json: ["code": .string(code)])
    #expect(try await answer(stranger, mine).status == 409, "who came later was not there")
    #expect(try await total(players[0]) == 5)
  }

  @Test func `two who confirm each other at once are not both heard`() async throws {
    let (_, players, _) = try await team(2)
    let (one, other) = (try await declare(players[0], "aerators"), try await declare(players[1], "aerators"))
    async let first = answer(players[0], other).status
    async let second = answer(players[1], one).status
    #expect(try await [first, second].sorted() == [201, 409])
  }

  @Test func `one friend is not confirmed for everything`() async throws {
    let (_, players, _) = try await team(2)
    let actions = ["aerators", "shutters", "halogens-out", "switched-strips", "thermostat", "freezer-defrosted"]
    var statuses: [Int] = []
    for action in actions { statuses.append(try await answer(players[1], declare(players[0], action)).status) }
    #expect(statuses == [201, 201, 201, 201, 201, 409])
  }

  @Test func `a doubt makes it a word until an administrator has looked`() async throws {
    let (test, players, _) = try await team(3)
    let action = try await declare(players[0], "aerators", "photo")
    #expect(try await total(players[0]) == 10)
    #expect(try await answer(players[1], action, false).status == 201)
    #expect(try await total(players[0]) == 5)
    let doubted = try await test.admin.call(.get, "/api/admin/community/actions?doubted=true")
    #expect(doubted.json["items"]?.elements.map { $0["id"]?.text } == [action])
    let path = "/api/admin/community/actions/\(action)/decision"
    #expect(try await players[0].person.call(.post, path, json: ["stands": true, "reason": "Vu"]).status == 403)
    let stands = try await test.admin.call(.post, path, json: ["stands": true, "reason": "La photo le montre."])
    #expect(stands.status == 200 && stands.json["shown"]?["counted"] == "confirmed", "\(stands.text)")
    #expect(try await total(players[0]) == 10)
    let left = try await test.admin.call(.get, "/api/admin/community/actions?doubted=true")
    #expect(left.json["items"]?.elements.isEmpty == true)
    _ = try await test.admin.call(.post, path, json: ["stands": false, "reason": "C’est la photo d’un autre."])
    #expect(try await total(players[0]) == 0)
    try await test.reckon()
    #expect(try await total(players[0]) == 0)
  }

  @Test func `what was promised and does not come counts as a word`() async throws {
    let (test, players, _) = try await team(2)
    _ = try await declare(players[0], "aerators", "photo")
    _ = try await declare(players[1], "aerators", "metered")
    test.clock.advance(by: .seconds(8 * 86_400))
    try await test.reckon()
    #expect(try await total(players[0]) == 5)
    #expect(try await total(players[1]) == 10)
    test.clock.advance(by: .seconds(60 * 86_400))
    try await test.reckon()
    #expect(try await total(players[1]) == 5)
    let rows = try await players[0].person.call(.get, "/api/community/points").json["items"]?.elements ?? []
    #expect(rows.map { $0["state"] } == ["final", "superseded"] && rows.last?["supersededBy"] == rows.first?["id"])
  }

  @Test func `the meter shows what was promised of it`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    try await test.curve(player.home, TestCommunity.days("2026-08-01", "2026-10-04")) { _, _ in 1000 }
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-07")) { _, _ in 900 }
    _ = try await declare(player, "thermostat", "metered")
    try await test.reckon()
    let mine = try await player.person.call(.get, "/api/community/actions").json["items"]?.elements.first
    #expect(mine?["shown"]?["counted"] == "metered" && mine?["shown"]?["settled"] == true && mine?["points"] == 50)
  }
}
