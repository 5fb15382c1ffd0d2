import Glibc
import HTTP
import Map
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// The whole program in memory, over a database of its own.
@Suite struct FrontDoorTests {
  private let stopping = Flag()
  private let filled = Flag()

  private func app(_ database: Database? = nil) throws -> TestApp { TestApp(try program(database).application) }

  private func program(_ database: Database? = nil) throws -> Program {
    filled.raise()
    let nowhere = Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop)
    return try Program(
      settings: try Settings(environment: ["WATTS_UP_RATE_LIMITS": "off"]),
      installation: try Installation(environment: ["WATTS_UP_HOME": TestCluster.packageFolder]),
      database: database ?? nowhere, keys: try SecretKeys(parsing: TestPeople.keys), log: .silent, clock: .system(),
      isStopping: stopping, isFilled: filled)
  }

  @Test func `the route table is the one that was agreed`() throws {
    let lines = try app().application.routes.map(\.line).joined(separator: "\n") + "\n"
    try Snapshot.check(lines, named: "routes.txt")
  }

  @Test func `the entry document leads everywhere it says`() async throws {
    let app = try app()
    let entry = try await app.call(.get, "/api")
    #expect(entry.status == 200)
    guard case .object(let links)? = entry.json["_links"] else {
      Issue.record("no links")
      return
    }
    #expect(!links.isEmpty)
    for (name, link) in links {
      guard case .string(let href)? = link["href"], link["templated"] != true, link["method"] == nil else { continue }
      let answer = try await app.call(.get, href)
      #expect(answer.status != 404 && answer.status != 405, "\(name) leads to \(href)")
    }
  }

  @Test func `every route stands in the OpenAPI document`() async throws {
    let app = try app()
    let document = try await app.call(.get, "/api/openapi.json").json
    #expect(document["openapi"] == "3.1.0")
    for route in app.application.routes {
      let operation = document["paths"]?[route.pattern.description]?[route.method.rawValue.lowercased()]
      #expect(operation?["x-access"] == .string(route.access), "\(route.line)")
      #expect(operation?["responses"]?["default"] != nil, "\(route.line)")
    }
  }

  @Test func `the documentation page shows every route and holds no script`() async throws {
    let app = try app()
    let page = try await app.call(.get, "/api/docs")
    #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
    for route in app.application.routes { #expect(page.text.contains("<code>\(route.pattern)</code>")) }
    #expect(!page.text.contains("<script"))
  }

  @Test(arguments: ["/api", "/api/openapi.json", "/api/docs"])
  func `what describes the API has a version, and travels packed`(path: String) async throws {
    let app = try app()
    let plain = try await app.call(.get, path)
    let tag = try #require(plain.headers["ETag"])
    #expect(plain.headers["Content-Encoding"] == nil)
    #expect(try await app.call(.get, path, "Accept-Encoding", "gzip").headers["Content-Encoding"] == "gzip")
    #expect(try await app.call(.get, path, "If-None-Match", tag).status == 304)
    #expect(try await app.call(.get, path, "If-None-Match", "\"other\"").status == 200)
  }

  @Test func `ready means that the database answers and the map is loaded`() async throws {
    let test = try await TestDatabase.make()
    let program = try program(test.database)
    let app = TestApp(program.application)
    #expect(try await app.call(.get, "/health/ready").status == 503)
    program.background.start(program.map.work)
    try await eventually("ready") { try await app.call(.get, "/health/ready").status == 200 }
    let away = try await self.app().call(.get, "/health/ready")
    #expect(away.status == 503)
    #expect(away.problem == "unavailable")
    #expect(away.headers["Retry-After"] != nil)
    #expect(try await self.app().call(.get, "/health/live").status == 200)
  }

  @Test func `a server that stops is not ready`() async throws {
    let test = try await TestDatabase.make()
    stopping.raise()
    #expect(try await app(test.database).call(.get, "/health/ready").status == 503)
  }

  @Test func `figures show the routes and the pool`() async throws {
    let page = try await app().call(.get, "/metrics")
    #expect(page.status == 200)
    #expect(page.text.contains("watts_up_pool_connections{state=\"idle\"}"))
    #expect(page.text.contains("# TYPE watts_up_http_request_duration_seconds histogram"))
  }

  @Test func `figures show what goes on in the background`() async throws {
    let test = try await TestDatabase.make()
    let program = try program(test.database)
    let app = TestApp(program.application)
    program.background.start(program.map.work)
    try await eventually("the map is loaded") {
      let page = try await app.call(.get, "/metrics").text
      return page.contains("watts_up_background_failing{work=\"map\"} 0")
        && !page.contains("watts_up_background_rounds_total{work=\"map\"} 0")
    }
  }

  @Test func `all works have names of their own`() throws {
    let names = try program().features.flatMap(\.work).map(\.name)
    #expect(names.count > 10)
    #expect(Set(names).count == names.count)
  }

  @Test func `strangers ask the primary whether we are ready, and for calendars, whose addresses end at once`() throws {
    let routes = try program().application.routes
    #expect(routes.filter(\.readsAtPrimary).map(\.pattern.description) == ["/health/ready", "/calendar/{token}.ics"])
  }

  @Test func `the first page is served, with everything it asks for`() async throws {
    let app = try app()
    let page = try await app.call(.get, "/")
    #expect(page.status == 200)
    #expect(page.text.contains("<title>Watts Up</title>"))
    for path in ["/app/main.js", "/app/text/fr/common.js", "/app/text/en/common.js", "/style/page.css", "/icon.svg"] {
      #expect(try await app.call(.get, path).status == 200, "\(path)")
    }
  }

  @Test func `the first page is served for each screen of its table, and for nothing else`() async throws {
    let app = try app()
    for path in [
      "/s/42", "/reservation", "/charge/7", "/historique", "/profil", "/connexion", "/infos", "/admin/imports",
    ] {
      let page = try await app.call(.get, path)
      #expect(page.status == 200 && page.text.contains("<title>Watts Up</title>"), "\(path)")
    }
    #expect(try await app.call(.get, "/nowhere").status == 404)
  }

  @Test(arguments: [
    "/..", "/../Package.swift", "/%2e%2e/Package.swift", "/app/..%2f..%2fPackage.swift", "/app/../../Package.swift",
    "/.gitignore", "/app", "/app/", "//etc/passwd", "/app//main.js", "/nothing", "/app%5c..%5c..%5cPackage.swift",
  ])
  func `nothing outside the folder can be had`(_ path: String) async throws {
    let answer = try await app().call(.get, path)
    #expect(answer.status == 404)
    #expect(answer.problem == "not-found")
  }
}

/// Text that was looked at once and may not change unseen. UPDATE_SNAPSHOTS=1 accepts what is there now.
enum Snapshot {
  static func check(_ text: String, named name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let path = TestCluster.packageFolder + "/Tests/WattsUpTests/Snapshots/" + name
    if getenv("UPDATE_SNAPSHOTS") != nil {
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      _ = text.withCString { write(file, $0, text.utf8.count) }
      close(file)
    }
    let expected = try #require(
      Bytes(contentsOf: path), "no snapshot yet: UPDATE_SNAPSHOTS=1", sourceLocation: location)
    #expect(text == expected.text, sourceLocation: location)
  }
}
