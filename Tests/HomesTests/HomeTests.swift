import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

@Suite struct HomeTests {
  @Test func `a home is told as it was, its point whole to its holder alone`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let id = try await test.addHome(person, point: TestHomes.point)
    let shown = try await person.call(.get, "/api/homes/\(id)")
    #expect(shown.json["usagePointId"]?.text == TestHomes.point && shown.json["pointState"]?.text == "reserved")
    #expect(shown.json["people"]?["children"]?.int == 1 && shown.json["heating"]?.text == "heatPump")
    #expect(shown.json["subscribedVa"] == .null && shown.json["consents"]?.elements.isEmpty == true)
    let list = try await person.call(.get, "/api/homes")
    #expect(list.json["items"]?.elements.first?["usagePointId"]?.text == "**********0001")
    #expect(!list.text.contains(TestHomes.point))
    let stranger = try await test.people.person("alix@example.org")
    for (method, path) in [
      (HTTP.Method.get, ""), (.patch, ""), (.delete, ""), (.get, "/consents"), (.get, "/readings"), (.get, "/gaps"),
      (.get, "/readings/chart.svg"),
    ] {
      let answer = try await stranger.call(method, "/api/homes/\(id)\(path)", json: method == .patch ? [:] : nil)
      #expect(answer.status == 404, "\(method) \(path): \(answer.text)")
    }
  }

  @Test func `a change honours its version, and says what is wrong with its fields`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let path = "/api/homes/\(try await test.addHome(person))"
    let tag = try #require(try await person.call(.get, path).headers["ETag"])
    let body: JSON = ["subscribedVa": 9000, "hasSolar": false, "usagePointId": .string(TestHomes.point)]
    let changed = try await person.call(.patch, path, "If-Match", tag, json: body)
    #expect(changed.status == 200 && changed.json["subscribedVa"]?.int == 9000, "\(changed.text)")
    #expect(changed.json["usagePointId"]?.text == "**********0001" && changed.json["name"]?.text == "Chez nous")
    #expect(try await person.call(.patch, path, "If-Match", tag, json: ["name": "Autre"]).status == 412)
    for (point, name) in [("1400000000000", "13 digits"), ("1400000000000１", "not ASCII"), ("1400000000000a", "a")] {
      let refused = try await person.call(.patch, path, json: ["usagePointId": .string(point)])
      #expect(refused.status == 422 && refused.pointers == ["/usagePointId"], "\(name)")
    }
    let none = try await person.call(.patch, path, json: ["usagePointId": .null, "subscribedVa": .null])
    #expect(none.json["usagePointId"] == .null && none.json["pointState"] == .null)
    #expect(try await person.call(.delete, path).status == 204)
    #expect(try await person.call(.get, path).status == 404)
  }

  @Test func `what is typed is kept for two days, and keeps nobody out`() async throws {
    let test = try await TestHomes()
    let (one, other) = (try await test.people.person(), try await test.people.person("alix@example.org"))
    let first = try await test.addHome(one, point: TestHomes.point)
    _ = try await test.addHome(other, point: TestHomes.point)
    test.clock.advance(by: .seconds(48 * 3600 + 1))
    let later = TestPerson(one.app, try await test.people.signIn("camille@example.org"))
    #expect(try await later.call(.get, "/api/homes/\(first)").json["pointState"]?.text == "lost")
    // Typed again it is kept again.
    _ = try await later.call(.patch, "/api/homes/\(first)", json: ["usagePointId": .string(TestHomes.point)])
    #expect(try await later.call(.get, "/api/homes/\(first)").json["pointState"]?.text == "reserved")
  }

  @Test func `an owned point is free for nobody else, and again when its home goes`() async throws {
    let test = try await TestHomes()
    let (one, other) = (try await test.people.person(), try await test.people.person("alix@example.org"))
    let typed = try await test.addHome(other, point: TestHomes.point)
    let (home, _) = try await test.connectedHome(one)
    #expect(try await other.call(.get, "/api/homes/\(typed)").json["pointState"]?.text == "lost")
    let again = try await other.call(
      .patch, "/api/homes/\(typed)", json: ["usagePointId": .string(TestHomes.point)])
    #expect(again.status == 409 && again.problem == "usage-point-taken")
    #expect(try await one.call(.delete, "/api/homes/\(home)").status == 204)
    let free = try await other.call(
      .patch, "/api/homes/\(typed)", json: ["usagePointId": .string(TestHomes.point)])
    #expect(free.status == 200 && free.json["pointState"]?.text == "reserved")
    // The proof stays, as a consent that is over.
    #expect(
      try await test.count("select count(*) from home_consents where home_id is null and state = 'withdrawn'") == 1)
  }

  @Test func `the same key adds one home`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let first = try await person.call(.post, "/api/homes", "Idempotency-Key", "k", json: TestHomes.body)
    let again = try await person.call(.post, "/api/homes", "Idempotency-Key", "k", json: TestHomes.body)
    #expect(first.status == 201 && again.json["id"] == first.json["id"])
    #expect(try await person.call(.get, "/api/homes").json["items"]?.elements.count == 1)
  }

  @Test func `the export has everything, and an account leaves nothing but proof`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let (home, _) = try await test.connectedHome(person, scope: ["daily"])
    try await test.work(for: .seconds(20))
    try await test.database.execute(
      """
      with produced as (
        insert into production_days select id, '2026-11-20', array_fill(null::integer, array[1]) || 900
          || array_fill(null::integer, array[46]) from homes
      ), judged as (
        insert into home_agreements select h.id, 'drawn', '2026-11-20', 'agreed', 'tic', 1, 2, 100, t.id, 1, now()
        from homes h cross join agreement_thresholds t
      )
      insert into home_gaps (home_id, kind, direction, day, state, readings, expected)
      select id, 'daily', 'drawn', '2026-11-20', 'partial', 0, 1 from homes
      """)
    let export = try await person.call(.get, "/api/account/export").json["homes"]
    let exported = try #require(export?["items"]?.elements.first)
    #expect(exported["id"]?.text == home && exported["usagePointId"]?.text == TestHomes.point)
    for name in ["production", "agreements", "gaps"] { #expect(exported[name]?.elements.count == 1, "\(name)") }
    #expect(exported["production"]?.elements.first?["startsAt"] == "2026-11-20T00:30:00+01:00")
    for address in exported["csv"]?["addresses"]?.elements ?? [] {
      let table = try await person.call(.get, try #require(address.text), "Accept", "text/csv")
      #expect(table.status == 200 && table.headers["Content-Type"]?.hasPrefix("text/csv") == true, "\(address)")
    }
    #expect(exported["days"]?.elements.contains { $0["kind"]?.text == "daily" } == true)
    #expect(export?["consents"]?.elements.first?["state"]?.text == "active")
    let gone = try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    #expect(gone.status == 204, "\(gone.text)")
    #expect(try await test.count("select count(*) from homes") == 0)
    for table: SQL in ["day_readings", "production_days", "home_agreements", "home_gaps"] {
      #expect(try await test.count("select count(*) from \(sql: table)") == 0)
    }
    #expect(
      try await test.count("select count(*) from home_consents where account_id is null and state = 'withdrawn'") == 1)
    // The number is nobody else's for ever.
    #expect(try await test.count("select count(*) from enedis_authorisations where account_id is null") == 1)
  }
}
