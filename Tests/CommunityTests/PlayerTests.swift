import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

@Suite struct PlayerTests {
  @Test func `a home whose point is one's own enters the game once`() async throws {
    let test = try await TestCommunity.make()
    let person = try await test.person(1)
    let home = try await test.home(of: person, number: 1)
    try await test.database.execute("update homes set point_state = 'reserved', typed_at = \(test.clock.now)")
    let refused = try await person.call(.post, "/api/community/players", json: ["homeId": .string(home)])
    #expect(refused.status == 409 && refused.json["detail"]?.text?.contains("Enedis") == true)
    try await test.database.execute("update homes set point_state = 'owned'")
    let made = try await person.call(.post, "/api/community/players", json: ["homeId": .string(home)])
    #expect(made.status == 201 && made.json["mode"] == "simple" && made.json["showName"] == false, "\(made.text)")
    #expect(made.json["pseudonym"]?.text?.isEmpty == false && made.json["teamId"] == .null)
    #expect(try await person.call(.post, "/api/community/players", json: ["homeId": .string(home)]).status == 409)
    let other = try await test.person(2)
    #expect(try await other.call(.post, "/api/community/players", json: ["homeId": .string(home)]).status == 422)
    #expect(try await other.call(.get, "/api/community/players/\(try #require(made.text("id")))").status == 404)
  }

  @Test func `the full mode needs a box, and a home with one plays in it`() async throws {
    let test = try await TestCommunity.make()
    let person = try await test.person(1)
    let home = try await test.home(of: person, number: 1)
    let body: JSON = ["homeId": .string(home), "mode": "full"]
    #expect(try await person.call(.post, "/api/community/players", json: body).status == 409)
    try await test.box(in: home)
    let made = try await person.call(.post, "/api/community/players", json: ["homeId": .string(home)])
    #expect(made.json["mode"] == "full")
  }

  @Test func `a player changes their names and leaves with their points`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let (player, other) = (try await test.player(1), try await test.player(2))
    let path = "/api/community/players/\(player.id)"
    let tag = try #require(try await player.person.call(.get, path).headers["ETag"])
    let changed = try await player.person.call(
      .patch, path, "If-Match", tag, json: ["pseudonym": "Loutre", "showName": true])
    #expect(changed.status == 200 && changed.json["pseudonym"] == "Loutre" && changed.json["showName"] == true)
    #expect(try await player.person.call(.patch, path, "If-Match", tag, json: ["showName": false]).status == 412)
    let taken = try await other.person.call(
      .patch, "/api/community/players/\(other.id)", json: ["pseudonym": "loutre"])
    #expect(taken.status == 409)
    _ = try await player.person.call(
      .post, "/api/community/actions", json: ["action": "shutters", "evidence": "photo"])
    #expect(try await player.person.call(.delete, path).status == 204)
    #expect(try await player.person.call(.get, path).status == 404)
    let me = try await player.person.call(.get, "/api/community/me")
    #expect(me.json["player"] == .null && me.json["points"]?["total"] == 0)
  }

  @Test func `an action counts at once, half on a word, and not twice while it is valid`() async throws {
    let test = try await TestCommunity.make()
    let player = try await test.player(1)
    func declare(_ action: String, _ evidence: String = "photo") async throws -> TestAnswer {
      try await player.person.call(
        .post, "/api/community/actions", json: ["action": .string(action), "evidence": .string(evidence)])
    }
    #expect(try await declare("shutters").problem == "conflict")
    _ = try await test.season()
    let made = try await declare("shutters", "declared")
    #expect(made.status == 201 && made.json["points"] == 5, "\(made.text)")
    #expect(try await declare("shutters").status == 409)
    #expect(try await declare("windows-without-walls").json["points"] == -100)
    #expect(try await declare("walls-insulated").json["points"] == 500)
    let me = try await player.person.call(.get, "/api/community/me")
    #expect(me.json["points"] == ["provisional": 500, "final": 5, "total": 505])
    let listed = try await player.person.call(.get, "/api/community/actions").json["items"]?.elements ?? []
    #expect(listed.map { $0["points"] } == [500, 0, 5])
    let points = try await player.person.call(.get, "/api/community/points?limit=2")
    #expect(points.json["items"]?.elements.count == 2 && points.json["_links"]?["next"] != nil)
    for point in points.json["items"]?.elements ?? [] {
      let again = try await player.person.call(
        .post, "/api/community/rules/levels/preview", json: ["inputs": try #require(point["inputs"])])
      #expect(again.json["points"] == point["points"] && again.json["explanation"] == point["explanation"])
    }
    #expect(try await declare("sleep").status == 422)
    let file = try await player.person.call(.get, "/api/community/points?all=false", "Accept", "text/csv")
    #expect(file.headers["Content-Type"]?.hasPrefix("text/csv") == true)
    let lines = file.text.split(whereSeparator: \.isNewline).filter { $0.contains(",levels,1,") }
    #expect(file.text.hasPrefix("id,at,earnedAt,rule,version,points,state,inputs,explanation") && lines.count == 3)
  }

  @Test func `a shedding is announced before it begins, once at a time, and can be taken back until then`() async throws
  {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let (player, other) = (try await test.player(1), try await test.player(2))
    func announce(_ from: String, _ to: String, _ who: TestPlayer) async throws -> TestAnswer {
      try await who.person.call(
        .post, "/api/community/sheddings", json: ["from": .string(from), "to": .string(to), "watts": 2000])
    }
    #expect(try await announce("2026-12-08T09:59", "2026-12-08T11:00", player).status == 422)
    #expect(try await announce("2026-12-08T18:00", "2026-12-08T18:00", player).status == 422)
    #expect(try await announce("2026-12-08T18:00", "2026-12-09T18:01", player).status == 422)
    let made = try await announce("2026-12-08T18:00", "2026-12-08T20:00", player)
    #expect(made.status == 201 && made.json["from"] == "2026-12-08T17:00:00Z" && made.json["points"] == .null)
    #expect(try await announce("2026-12-08T19:30", "2026-12-08T21:00", player).status == 409)
    #expect(try await announce("2026-12-08T20:00", "2026-12-08T21:00", player).status == 201)
    #expect(try await announce("2026-12-08T18:00", "2026-12-08T20:00", other).status == 201)
    let path = "/api/community/sheddings/\(try #require(made.text("id")))"
    #expect(try await other.person.call(.delete, path).status == 404)
    test.clock.advance(by: .seconds(8 * 3600))
    #expect(try await player.person.call(.delete, path).status == 409)
    #expect(try await player.person.call(.get, "/api/community/sheddings").json["items"]?.elements.count == 2)
  }

  @Test func `two sheddings at the same time, asked for at once, are one`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    let body: JSON = ["from": "2026-12-08T18:00", "to": "2026-12-08T20:00", "watts": 2000]
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try await player.person.call(.post, "/api/community/sheddings", json: body).status }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(answers.sorted() == [201] + Array(repeating: 409, count: 7))
  }

  @Test func `what to do next is what is missing, then what saves most`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    func next() async throws -> JSON? { try await player.person.call(.get, "/api/community/me").json["next"] }
    #expect(try await next()?["kind"] == "team")
    _ = try await player.person.call(.post, "/api/community/teams", json: ["name": "Lilas"])
    #expect(try await next()?["action"] == "nineteen-degrees")
    _ = try await player.person.call(
      .post, "/api/community/actions", json: ["action": "nineteen-degrees", "evidence": "declared"])
    #expect(try await next()?["action"] == "aerators")
    try await test.database.execute("update home_consents set state = 'withdrawn', withdrawn_at = \(test.clock.now)")
    #expect(try await next()?["kind"] == "consent")
  }

  @Test func `the catalogue and the ideas speak two languages, and every idea says who says so`() async throws {
    let test = try await TestCommunity.make()
    let french = try await test.app.call(.get, "/api/community/catalogue").json["items"]?.elements ?? []
    let english =
      try await test.app.call(.get, "/api/community/catalogue", "Accept-Language", "en").json["items"]?.elements ?? []
    #expect(french.count == ActionID.allCases.count && zip(french, english).allSatisfy { $0["label"] != $1["label"] })
    #expect(french.contains { $0["points"]?.int == -300 } && french.contains { $0["season"] == "summer" })
    let ideas = try await test.app.call(.get, "/api/community/ideas").json["items"]?.elements ?? []
    #expect(ideas.count > 8 && ideas.allSatisfy { $0["source"]?["url"]?.text?.hasPrefix("https://") == true })
  }
}
