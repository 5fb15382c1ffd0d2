import Accounts
import HTTP
import Postgres
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

@Suite struct SubscriptionTests {
  private func name(_ device: TestDevice, _ key: String = "power") -> JSON {
    ["deviceId": .string(device.id.description), "key": .string(key)]
  }

  private func create(_ person: TestPerson, _ body: JSON) async throws -> String {
    let answer = try await person.call(.post, "/api/subscriptions", json: body)
    try #require(answer.status == 201, "\(answer.text)")
    return try #require(answer.headers["Location"])
  }

  @Test func `a list is kept as it was named, changed by its version, and ended`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    let (one, two) = (try await test.power(at: site), try await test.power(at: site))
    let path = try await create(person, ["name": "Toits", "metrics": [name(two), name(one), name(two)]])
    let shown = try await person.call(.get, path)
    #expect(shown.json["metrics"] == [name(two), name(one)])
    #expect(shown.json["rule"] == .null && shown.json["alarm"] == .null && shown.json["alarmState"] == .null)
    let tag = try #require(shown.headers["ETag"])
    let changed = try await person.call(
      .patch, path, "If-Match", tag, json: ["name": "Autre", "alarm": ["above": 5, "forSeconds": 60]])
    #expect(changed.json["alarm"] == ["above": 5, "below": .null, "forSeconds": 60], "\(changed.text)")
    #expect(changed.json["alarmState"] == "ok")
    #expect(try await person.call(.patch, path, "If-Match", tag, json: ["name": "X"]).status == 412)
    #expect(try await person.call(.patch, path, json: ["name": "X"]).status == 412)
    let next = try #require(changed.headers["ETag"])
    let ruled = try await person.call(
      .patch, path, "If-Match", next, json: ["rule": ["keys": ["power"]], "alarm": .null])
    #expect(ruled.json["metrics"] == .null && ruled.json["alarm"] == .null)
    #expect(ruled.json["rule"] == ["siteIds": .null, "kinds": .null, "keys": ["power"]])
    #expect(try await person.call(.delete, path).status == 204)
    #expect(try await person.call(.get, path).status == 404)
  }

  @Test func `the made-up site is followed by whoever names it`() async throws {
    let test = try await TestTelemetry.make()
    let site = try await test.site(of: try await test.person())
    let device = try await test.power(at: site)
    let person = try await test.person("dominique")
    let rule: JSON = ["keys": ["power"], "siteIds": [.string(site.description)]]
    try await test.database.execute("update sites set demonstration = true where id = \(site)")
    _ = try await device.send(.power, [Sample(at: test.now, value: 7)])
    for (body, count): (JSON, Int) in [
      (["name": "a", "metrics": [name(device)]], 1), (["name": "b", "rule": rule], 1),
      (["name": "c", "rule": ["keys": ["power"]]], 0),
    ] {
      let path = try await create(person, body)
      #expect(try await person.call(.get, path + "/latest").json["items"]?.elements.count == count, "\(body)")
    }
    try await test.database.execute("update sites set demonstration = false where id = \(site)")
    for one in try await person.call(.get, "/api/subscriptions").json["items"]?.elements ?? [] {
      let path = "/api/subscriptions/\(one["id"]?.text ?? "")/latest"
      #expect(try await person.call(.get, path).json["items"]?.elements.isEmpty == true)
    }
  }

  @Test func `what cannot be is refused, and another's device is like none`() async throws {
    let test = try await TestTelemetry.make()
    let (person, stranger) = (try await test.person(), try await test.person("dominique"))
    let mine = try await test.power(at: try await test.site(of: person))
    let other = try await test.power(at: try await test.site(of: stranger))
    let nothing = TestDevice(test: test, id: IdentifierSource.random.next(at: test.now), key: "")
    let otherSite = try await test.site(of: stranger)
    let bodies: [(JSON, String)] = [
      (["name": "a"], ""), (["name": "a", "metrics": [name(mine)], "rule": ["keys": ["power"]]], ""),
      (["name": "a", "metrics": []], "/metrics"), (["name": "a", "rule": ["keys": []]], "/rule/keys"),
      (["name": "a", "metrics": [name(mine, "soc")]], "/metrics/0"),
      (["name": "a", "metrics": [name(mine), name(other)]], "/metrics/1"),
      (["name": "a", "metrics": [name(mine), name(nothing)]], "/metrics/1"),
      (["name": "a", "rule": ["keys": ["power"], "siteIds": [.string(otherSite.description)]]], "/rule/siteIds/0"),
      (["name": "a", "metrics": [name(mine)], "alarm": ["forSeconds": 5]], "/alarm"),
      (["name": "a", "metrics": [name(mine)], "alarm": ["above": 1, "below": 2, "forSeconds": 5]], "/alarm"),
      (["name": "a", "metrics": [name(mine)], "alarm": ["above": 1]], "/alarm/forSeconds"),
      (["name": "", "metrics": [name(mine)]], "/name"), (["metrics": [name(mine)]], "/name"),
    ]
    for (body, pointer) in bodies {
      let answer = try await person.call(.post, "/api/subscriptions", json: body)
      #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
    }
    let answers = [other, nothing].map { ["name": "a", "metrics": [name($0)]] as JSON }
    let (theirs, none) = (
      try await person.call(.post, "/api/subscriptions", json: answers[0]),
      try await person.call(.post, "/api/subscriptions", json: answers[1])
    )
    #expect(theirs.json["errors"] == none.json["errors"])
  }

  @Test func `a rule finds devices by itself, and lets go of what may not be seen any more`() async throws {
    let test = try await TestTelemetry.make()
    let (person, owner) = (try await test.person(), try await test.person("dominique"))
    let site = try await test.site(of: owner)
    try await test.join(person, site, as: "reader")
    let path = try await create(person, ["name": "Solaire", "rule": ["kinds": ["solar"], "keys": ["power"]]])
    func latest() async throws -> [JSON] { try await person.call(.get, path + "/latest").json["items"]?.elements ?? [] }
    #expect(try await latest().isEmpty)
    let device = try await test.power(at: site)
    _ = try await test.device(at: site, [(.power, 10, 1)])
    #expect(try await device.send(.power, [Sample(at: test.now, value: 7)]).counts[0] == 1)
    #expect(try await latest().map { $0["value"]?.int } == [7])
    let series = try await person.call(.get, path + "/series?resolution=raw")
    #expect(series.json["series"]?.elements.map { $0["points"]?.elements.count } == [1])
    try await test.database.execute("delete from site_people where account_id = \(person.id)::text::uuid")
    #expect(try await latest().isEmpty)
    #expect(try await person.call(.get, path + "/series").json["series"]?.elements.isEmpty == true)
    let csv = try await person.call(.get, path + "/series?resolution=raw", "Accept", "text/csv")
    #expect(csv.text == "deviceId,key,at,value\r\n")
    #expect(try await person.call(.get, path + "/series/chart.svg").status == 200)
  }

  @Test func `lists page, and a request sent again makes nothing twice`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    for number in 0..<5 {
      let body: JSON = ["name": .string("S\(number)"), "rule": ["keys": ["power"]]]
      for _ in 0..<2 {
        let answer = try await person.call(.post, "/api/subscriptions", "Idempotency-Key", "k\(number)", json: body)
        #expect(answer.status == 201)
      }
      test.clock.advance(by: .seconds(1))
      _ = try await test.power(at: site)
    }
    for (path, count) in [("/api/subscriptions", 5), (try await first(person) + "/latest", 5)] {
      var (next, seen) = (path + "?limit=2", [String]())
      while true {
        let page = try await person.call(.get, next)
        seen += (page.json["items"]?.elements ?? []).compactMap { ($0["id"] ?? $0["deviceId"])?.text }
        guard let link = page.json["_links"]?["next"]?["href"]?.text else { break }
        next = link
      }
      #expect(seen.count == count && Set(seen).count == count, "\(path)")
    }
  }

  private func first(_ person: TestPerson) async throws -> String {
    let items = try await person.call(.get, "/api/subscriptions").json["items"]?.elements
    return "/api/subscriptions/" + (try #require(items?.first?["id"]?.text))
  }

  @Test func `readers read, technicians set alarms`() async throws {
    let test = try await TestTelemetry.make()
    let (owner, person) = (try await test.person("chef"), try await test.person())
    let site = try await test.site(of: owner)
    let device = try await test.power(at: site)
    let alarm: JSON = ["above": 5, "forSeconds": 0]
    let list: JSON = ["name": "a", "metrics": [name(device)], "alarm": alarm]
    let rule: JSON = [
      "name": "a", "rule": ["keys": ["power"], "siteIds": [.string(site.description)]], "alarm": alarm,
    ]
    try await test.join(person, site, as: "reader")
    let everywhere: JSON = ["name": "a", "rule": ["keys": ["power"]], "alarm": alarm]
    for body in [list, rule, everywhere] {
      #expect(try await person.call(.post, "/api/subscriptions", json: body).status == 403)
    }
    let path = try await create(person, ["name": "a", "metrics": [name(device)]])
    let tag = try #require(try await person.call(.get, path).headers["ETag"])
    #expect(try await person.call(.patch, path, "If-Match", tag, json: ["alarm": alarm]).status == 403)
    try await test.join(person, site, as: "technician")
    for body in [list, rule] { #expect(try await person.call(.post, "/api/subscriptions", json: body).status == 201) }
    #expect(try await person.call(.patch, path, "If-Match", tag, json: ["alarm": alarm]).status == 200)
  }

  /// Every address of a device and of a subscription, for everybody to whom they are not.
  @Test func `a stranger finds nothing anywhere, an administrator what there is`() async throws {
    let test = try await TestTelemetry.make()
    let (owner, stranger) = (try await test.person("chef"), try await test.person("dominique"))
    let admin = try await test.person("admin", role: .admin)
    let device = try await test.power(at: try await test.site(of: owner))
    _ = try await device.send(.power, [Sample(at: test.now, value: 7)])
    let own = try await create(owner, ["name": "a", "metrics": [name(device)]])
    let ofDevice = ["", "/series", "/series/chart.svg", "/series/chart.png"].map { device.metric(.power) + $0 }
    let ofSubscription = ["", "/latest", "/series", "/series/chart.svg", "/series/chart.png", "/alarms"].map {
      own + $0
    }
    for path in ofDevice + ofSubscription {
      #expect(try await owner.call(.get, path).status == 200, "\(path)")
      #expect(try await test.app.call(.get, path).status == 401, "\(path)")
      let answer = try await stranger.call(.get, path)
      #expect(answer.status == 404 && answer.json["errors"] == nil, "\(path)")
      #expect(try await admin.call(.get, path).status == (ofDevice.contains(path) ? 200 : 404), "\(path)")
    }
    for person in [stranger, admin] {
      #expect(try await person.call(.patch, own, "If-Match", "*", json: ["name": "X"]).status == 404)
      #expect(try await person.call(.delete, own).status == 404)
    }
    let adminPath = try await create(admin, ["name": "tout", "rule": ["keys": ["power"]]])
    #expect(try await admin.call(.get, adminPath + "/latest").json["items"]?.elements.count == 1)
    try await test.database.execute("update accounts set role = 'driver'")
    #expect(try await admin.call(.get, adminPath + "/latest").json["items"]?.elements.isEmpty == true)
  }

  @Test func `subscriptions are in the export and go with the account`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: try await test.person("chef"))
    try await test.join(person, site, as: "technician")
    let device = try await test.power(at: site)
    _ = try await create(person, ["name": "a", "metrics": [name(device)], "alarm": ["above": 5, "forSeconds": 0]])
    _ = try await device.send(.power, [Sample(at: test.now, value: 9)])
    try await test.telemetry.evaluateAlarms()
    let exported = try await person.call(.get, "/api/account/export").json["subscriptions"]?.elements
    #expect(exported?.first?["metrics"] == [name(device)] && exported?.first?["notices"]?.elements.count == 1)
    #expect(
      try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)]).status == 204)
    #expect(try await test.database.first("select count(*) from subscriptions") { try $0.next(Int.self) } == 0)
  }
}
