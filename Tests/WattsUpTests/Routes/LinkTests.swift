import Accounts
import HTTP
import Runtime
import TestSupport
import Testing

/// A client that follows names needs no other document.
@Suite struct LinkTests {
  private struct Link {
    let name: String
    let method: String
    let href: String
  }

  private func links(_ json: JSON?) -> [Link] {
    guard case .object(let members)? = json?["_links"] else { return [] }
    return members.compactMap { name, link in
      guard case .string(let href)? = link["href"] else { return nil }
      let method = link["method"]?.text ?? "GET"
      // The template of a query says what may follow, not where.
      return Link(name: name, method: method, href: String(href.split(separator: "{?", maxSplits: 1)[0]))
    }
  }

  private func isServed(_ link: Link, by app: TestApp) -> Bool {
    let wanted = link.href.prefix { $0 != "?" }.split(separator: "/")
    return app.application.routes.contains { route in
      let pattern = route.pattern.description.split(separator: "/")
      return (route.isSocket ? "GET" : route.method.rawValue) == link.method && pattern.count == wanted.count
        && zip(pattern, wanted).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }

  @Test func `the entry names only what is served, each once`() async throws {
    let app = try await TestProgram.make().app
    let entry = links(try await app.call(.get, "/api").json)
    #expect(Set(entry.map(\.name)).count == entry.count)
    for name in [
      "signUp", "signIn", "account", "vehicles", "vehicleModels", "accounts", "audit", "station",
      "stations", "places", "basemap", "ground",
      "administeredStations",
    ] {
      #expect(entry.contains { $0.name == name }, "\(name)")
    }
    for link in entry { #expect(isServed(link, by: app), "\(link.name): \(link.method) \(link.href)") }
  }

  @Test func `a link from outside names the port that the system chose`() async throws {
    let program = try await TestProgram.make()
    let driver = TestPerson(program.app, try await program.people.person("camille@example.org"))
    program.listens(at: "http://127.0.0.1:45678")
    let feed = try await driver.call(.post, "/api/account/calendar")
    #expect(feed.json["url"]?.text?.hasPrefix("http://127.0.0.1:45678/calendar/") == true, "\(feed.text)")
  }

  @Test func `from sign-in a client reaches its own things by links alone`() async throws {
    let program = try await TestProgram.make()
    let admin = TestPerson(program.app, try await program.people.person("chef@example.org", role: .admin))
    let added = try await admin.call(
      .post, "/api/vehicles",
      json: ["name": "Scooter", "usableKwh": 4, "acKw": 2, "acPhases": 1, "sockets": ["ef"]])
    let station = try await admin.call(
      .post, "/api/admin/stations", json: ["name": "Halles", "location": ["lat": 48, "lon": 2]])
    let point = try await admin.call(
      .post, "/api/admin/points", json: ["stationId": station.json["id"] ?? .null, "sockets": ["ccs"]])
    let account = try await admin.call(.get, "/api/account")
    let administered = try await admin.call(.get, "/api/admin/accounts/\(admin.id)")
    _ = try await admin.call(
      .patch, "/api/admin/accounts/\(admin.id)", "If-Match", try #require(administered.headers["ETag"]),
      json: ["displayName": "Chef"])
    let lists = [
      try await admin.call(.get, "/api/vehicles"), try await admin.call(.get, "/api/admin/accounts"),
      try await admin.call(.get, "/api/admin/audit"), try await admin.call(.get, "/api/vehicle-models"),
      try await admin.call(.get, "/api/admin/stations"), try await admin.call(.get, "/api/admin/points"),
    ]
    var found = [added, account, administered, station, point].flatMap { links($0.json) }
    for list in lists {
      found += links(list.json)
      if case .array(let items)? = list.json["items"] { for item in items { found += links(item) } }
    }
    #expect(found.count > 20)
    for link in found {
      #expect(isServed(link, by: program.app), "\(link.name): \(link.method) \(link.href)")
      if link.method == "GET" {
        #expect(try await admin.call(.get, link.href).status == 200, "\(link.name): \(link.href)")
      }
    }
  }
}
