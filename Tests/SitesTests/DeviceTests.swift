import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

@Suite struct DeviceTests {
  @Test func `a device is built with all that its kind must measure, or not at all`() async throws {
    let test = try await TestSites.make()
    let path = "/api/sites/" + (try await test.site()) + "/devices"
    let half = try await test.owner.call(
      .post, path, json: ["kind": "battery", "name": "B", "metrics": [["key": "power"]]])
    #expect(half.status == 422 && half.pointers == ["/metrics"] && half.text.contains("soc"))
    for metrics: JSON in [[], [["key": "magic"]], [["key": "soc"], ["key": "soc"], ["key": "power"]]] {
      let wanted: JSON = ["kind": "battery", "name": "B", "metrics": metrics]
      #expect(try await test.owner.call(.post, path, json: wanted).status == 422)
    }
    #expect(try await test.owner.call(.post, path, json: ["kind": "other", "name": "O", "metrics": []]).status == 422)
    let metrics: JSON = [["key": "soc", "period": "PT5M", "precision": .number("0.5")], ["key": "power"]]
    let made = try await test.owner.call(.post, path, json: ["kind": "battery", "name": "B", "metrics": metrics])
    #expect(made.status == 201 && made.json["serial"] == .null && made.json["isStale"] == true)
    let soc = made.json["metrics"]?.elements.first
    #expect(soc?["unit"] == "%" && soc?["period"] == "PT5M" && soc?["latest"] == .null)
    #expect(soc?["range"] == ["min": 0, "max": 100])
    #expect(try await test.owner.call(.get, made.headers["Location"] ?? "").json == made.json)
  }

  @Test func `every kind demands what the catalogue says, and so does the table`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    for kind in DeviceKind.allCases {
      let wanted = try await test.database.first("select required_metrics(\(kind.rawValue))") {
        try $0.next([String].self)
      }
      #expect(wanted.map { Set($0) } == Set(kind.required.map(\.rawValue)), "\(kind)")
      let keys = kind.required.isEmpty ? [MetricKey.power] : kind.required
      let body: JSON = [
        "kind": .string(kind.rawValue), "name": "D", "metrics": .array(keys.map { ["key": .string($0.rawValue)] }),
      ]
      #expect(try await test.owner.call(.post, "/api/sites/\(site)/devices", json: body).status == 201)
    }
    for statement: SQL in [
      "delete from device_metrics where key = 'soc'", "update devices set kind = 'weather' where kind = 'meter'",
      """
      insert into devices (id, site_id, kind, name, created_at) values (gen_random_uuid(), \(site)::text::uuid, 'other', 'X', now())
      """,
    ] { await #expect(throws: PostgresError.self) { try await test.database.execute(statement) } }
    #expect(try await test.owner.call(.delete, "/api/sites/\(site)").status == 204)
  }

  @Test func `a change keeps the number of a series, and what is required`() async throws {
    let test = try await TestSites.make()
    let device = try await test.device(
      at: try await test.site(), ["kind": "battery", "name": "B", "metrics": [["key": "soc"], ["key": "power"]]])
    let path = "/api/devices/\(device)"
    let number: SQL = "select id from device_metrics where key = 'soc'"
    let before = try await test.database.first(number) { try $0.next(Int.self) }
    #expect(try await test.change(test.owner, path, ["metrics": [["key": "power"]]]).status == 422)
    let metrics: JSON = [["key": "soc", "period": "PT1M"], ["key": "power"], ["key": "temperature"]]
    let changed = try await test.change(test.owner, path, ["metrics": metrics, "serial": "A"])
    #expect(changed.json["metrics"]?.elements.count == 3 && changed.json["serial"] == "A")
    #expect(try await test.database.first(number) { try $0.next(Int.self) } == before)
    #expect(try await test.change(test.owner, path, ["serial": .null]).json["serial"] == .null)
    #expect(try await test.owner.call(.patch, path, "If-Match", "\"1\"", json: ["name": "X"]).status == 412)
  }

  @Test func `what falls silent is stale by its own period, and counted at the site`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    let device = try await test.device(
      at: site,
      ["kind": "meter", "name": "M", "metrics": [["key": "energyDrawn", "period": "PT10S"], ["key": "power"]]])
    func devices(_ query: String) async throws -> Int {
      try await test.owner.call(.get, "/api/sites/\(site)/devices?\(query)").json["items"]?.elements.count ?? -1
    }
    #expect(try await devices("stale=true") == 1)
    let now = test.people.clock.now
    try await test.database.execute(
      """
      insert into metric_latest (metric_id, at, value, received_at)
      select id, \(now - .seconds(30)), 42, \(now) from device_metrics where key = 'energyDrawn'
      """)
    let fresh = try await test.owner.call(.get, "/api/devices/\(device)")
    #expect(fresh.json["isStale"] == false && (try await devices("stale=true")) == 0)
    let latest = fresh.json["metrics"]?.elements.first { $0["key"] == "energyDrawn" }?["latest"]
    #expect(latest?["value"] == 42 && latest?["isStale"] == false)
    test.people.clock.advance(by: .seconds(1))
    #expect(try await test.owner.call(.get, "/api/devices/\(device)").json["isStale"] == true)
    #expect(try await test.owner.call(.get, "/api/sites/\(site)").json["devices"]?["stale"] == 1)
    #expect(try await devices("stale=true&kind=meter") == 1 && (try await devices("kind=solar")) == 0)
  }

  @Test func `a key is shown once, listed without its secret, and revoked`() async throws {
    let test = try await TestSites.make()
    let device = try await test.device(at: try await test.site())
    let path = "/api/devices/\(device)/keys"
    let made = try await test.owner.call(.post, path, "Idempotency-Key", "k")
    let key = try #require(made.json["key"]?.text)
    #expect(made.status == 201 && key.count == 43)
    let again = try await test.owner.call(.post, path, "Idempotency-Key", "k")
    #expect(again.status == 201 && again.json["id"] == made.json["id"] && again.json["key"] == .null)
    let kept = try await test.database.first("select answer from idempotency_keys") { try $0.next(String.self) }
    #expect(kept?.contains(key) == false)
    let listed = try await test.owner.call(.get, path)
    #expect(listed.json["items"]?.elements.map { $0["id"] } == [made.json["id"]] && !listed.text.contains(key))
    let one = try #require(made.json["_links"]?["revoke"]?["href"]?.text)
    #expect(try await test.owner.call(.delete, one).status == 204)
    #expect(try await test.owner.call(.delete, one).status == 404)
    #expect(try await test.owner.call(.get, path).json["items"]?.elements.isEmpty == true)
    let other = try await test.device(at: try await test.site())
    let second = try await test.owner.call(.post, path).json["id"]?.text ?? ""
    #expect(try await test.owner.call(.delete, "/api/devices/\(other)/keys/\(second)").status == 404)
  }
}
