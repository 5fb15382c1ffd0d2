import HTTP
import Postgres
import TestSupport
import Testing

@testable import Community

@Suite struct SeasonTests {
  @Test func `an administrator opens one season at a time, and closes it`() async throws {
    let test = try await TestCommunity.make()
    let id = try await test.season()
    let second = try await test.admin.call(
      .post, "/api/admin/community/seasons", json: ["name": "Autre", "from": "2027-01-04", "to": "2027-02-28"])
    #expect(second.status == 409 && second.problem == "conflict")
    let path = "/api/admin/community/seasons/\(id)"
    let shown = try await test.admin.call(.get, path)
    #expect(shown.json["state"] == "open" && shown.json["from"] == "2026-10-05" && shown.json["closedAt"] == .null)
    #expect(shown.json["rules"]?["peaks"]?.elements == [["from": "18:00", "to": "20:00"]])
    let stale = try await test.admin.call(.patch, path, "If-Match", "\"99\"", json: ["state": "closed"])
    #expect(stale.status == 412)
    let tag = try #require(shown.headers["ETag"])
    let closed = try await test.admin.call(.patch, path, "If-Match", tag, json: ["state": "closed"])
    #expect(closed.status == 200 && closed.json["state"] == "closed" && closed.json["closedAt"] != .null)
    _ = try await test.season("2027-01-04", "2027-03-28")
    #expect(try await test.admin.call(.patch, path, json: ["state": "open"]).status == 409)
    let listed = try await test.admin.call(.get, "/api/community/seasons").json["items"]?.elements ?? []
    #expect(listed.map { $0["state"] } == ["open", "closed"])
  }

  @Test func `a season's rules are checked, and what is not named is as usual`() async throws {
    let test = try await TestCommunity.make()
    func open(_ rules: JSON, _ to: String = "2027-01-03") async throws -> TestAnswer {
      try await test.admin.call(
        .post, "/api/admin/community/seasons",
        json: ["name": "Automne", "from": "2026-10-05", "to": .string(to), "rules": rules])
    }
    let reversed = try await open([:], "2026-10-04")
    #expect(reversed.status == 422 && reversed.pointers == ["/to"])
    #expect(try await open(["peaks": [["from": "20:00", "to": "18:00"]]]).status == 422)
    #expect(try await open(["peaks": [["from": "18:60", "to": "20:00"]]]).pointers == ["/rules/peaks/0/from"])
    #expect(try await open(["maxima": [["rule": "shedding", "points": 0]]]).status == 422)
    let made = try await open([
      "maxima": [["rule": "shedding", "points": 500]], "peaks": [["from": "08:00", "to": "13:00"]],
    ])
    #expect(made.status == 201)
    let maxima = made.json["rules"]?["maxima"]?.elements ?? []
    #expect(maxima.first { $0["rule"] == "shedding" }?["points"] == 500 && maxima.count == 6)
  }

  @Test func `a season that names no maxima has the usual ones, so that there is a score`() async throws {
    let test = try await TestCommunity.make()
    try await test.database.execute(
      """
      insert into community_seasons (id, name, first_day, last_day, rules, state, created_at)
      values (gen_random_uuid(), 'Brève', '2026-10-05', '2027-01-03', '{"peaks": [], "maxima": [], "version": 1}', 'open',
        \(test.clock.now))
      """)
    let player = try await test.player(1)
    _ = try await player.person.call(
      .post, "/api/community/actions", json: ["action": "attic-insulated", "evidence": "photo"])
    let me = try await player.person.call(.get, "/api/community/me")
    #expect(me.json["score"]?.double == 21.74 && me.json["challenges"]?.elements.allSatisfy { $0["most"] != 0 } == true)
  }

  @Test func `what can never count in a season is refused, and says why`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season("2026-12-01", "2026-12-20")
    let player = try await test.player(1)
    func declare(_ action: String) async throws -> TestAnswer {
      try await player.person.call(
        .post, "/api/community/actions", json: ["action": .string(action), "evidence": "declared"])
    }
    func shed(_ from: String, _ to: String) async throws -> TestAnswer {
      try await player.person.call(
        .post, "/api/community/sheddings", json: ["from": .string(from), "to": .string(to), "watts": 2000])
    }
    let summer = try await declare("no-air-conditioning")
    #expect(
      summer.status == 409 && summer.json["detail"]?.text?.contains("partie de l’année") == true, "\(summer.text)")
    #expect(try await declare("shutters").status == 201)
    let far = try await shed("2026-12-21T18:00", "2026-12-21T20:00")
    #expect(far.status == 422 && far.pointers == ["/from"], "\(far.text)")
    #expect(try await shed("2026-12-20T23:00", "2026-12-21T01:00").status == 201, "it begins on the last day")
    test.clock.advance(by: .seconds(13 * 86_400))
    for late in [try await declare("freezer-defrosted"), try await shed("2026-12-21T18:00", "2026-12-21T20:00")] {
      #expect(late.status == 409 && late.json["detail"]?.text?.contains("2026-12-20") == true, "\(late.text)")
    }
  }

  @Test func `the same request twice opens one season`() async throws {
    let test = try await TestCommunity.make()
    let body: JSON = ["name": "Automne", "from": "2026-10-05", "to": "2027-01-03"]
    let first = try await test.admin.call(.post, "/api/admin/community/seasons", "Idempotency-Key", "a", json: body)
    let again = try await test.admin.call(.post, "/api/admin/community/seasons", "Idempotency-Key", "a", json: body)
    #expect(first.status == 201 && again.status == 201 && first.json["id"] == again.json["id"])
  }

  @Test func `thresholds change with their history`() async throws {
    let test = try await TestCommunity.make()
    let path = "/api/admin/community/thresholds"
    let before = try await test.admin.call(.get, path)
    #expect(before.json["current"]?["memberDays"] == 14 && before.json["items"]?.elements.count == 1)
    #expect(before.json["agreement"]?["ticPermille"] == 10)
    let changed = try await test.admin.call(
      .put, path, "If-Match", try #require(before.headers["ETag"]),
      json: ["memberDays": 21, "agreement": ["ticPermille": 20]])
    #expect(changed.status == 200 && changed.json["current"]?["memberDays"] == 21, "\(changed.text)")
    #expect(changed.json["current"]?["memberCoverage"] == 80 && changed.json["current"]?["setBy"] == "Camille")
    #expect(changed.json["items"]?.elements.map { $0["memberDays"] } == [21, 14])
    #expect(changed.json["agreementItems"]?.elements.map { $0["ticPermille"] } == [20, 10])
    #expect(changed.json["agreement"]?["ticWh"] == 100)
    let late = try await test.admin.call(.put, path, "If-Match", try #require(before.headers["ETag"]), json: [:])
    #expect(late.status == 412)
    #expect(try await test.admin.call(.put, path, json: ["leastHomes": 9]).status == 422)
  }
}
