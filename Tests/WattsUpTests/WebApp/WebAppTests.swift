import Glibc
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// A small app in a folder of its own, in front of a database that nobody reaches.
@Suite struct WebAppTests {
  private let folder: String
  private let html = "text/html,application/xhtml+xml,*/*;q=0.8"

  init() throws {
    var template = Array("/tmp/watts-up-app-XXXXXX".utf8CString)
    folder = String(cString: try #require(mkdtemp(&template)))
    for sub in ["app", "app/offline"] { mkdir("\(folder)/\(sub)", 0o755) }
    try write("export default 1", to: "app/main.js")
    try write("// the worker", to: "app/offline/worker.js")
    try write("{}", to: "jsconfig.json")
    try write("packed", to: "app/main.js.br")
    try write(
      """
      <title>Watts Up</title>
      <meta name="description" content="Où recharger.">
      <meta name="color-scheme" content="light dark">
      <script src="/app/main.js"></script>
      <script type="application/json" id="screens">[
      { "path": "/" }, { "path": "/s/:id" }, { "path": "/infos" }
      ]</script>
      """, to: "index.html")
  }

  private func write(_ text: String, to path: String) throws {
    let file = open("\(folder)/\(path)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(file >= 0)
    _ = text.withCString { Glibc.write(file, $0, text.utf8.count) }
    close(file)
  }

  private func app(
    _ environment: [String: String] = [:], guests: @escaping @Sendable () -> [String] = { [] }
  ) throws -> TestApp {
    let nowhere = Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop)
    let settings = try Settings(environment: environment)
    let program = try Program(
      settings: settings, installation: try Installation(environment: ["WATTS_UP_HOME": TestCluster.packageFolder]),
      database: nowhere, keys: try SecretKeys(parsing: TestPeople.keys), log: .silent, clock: .system(),
      isStopping: Flag(), isFilled: Flag())
    let web = try #require(try WebApp(folder: folder, settings: settings, stations: program.stations, guests: guests))
    return TestApp(
      try Application(routes: [], log: .silent, clock: .system(), missing: web.serve, hasFile: web.has))
  }

  /// What stands before the worker's own lines.
  private func shell(_ app: TestApp) async throws -> JSON {
    let worker = try await app.call(.get, "/service-worker.js").text
    let line = try #require(worker.split(separator: "\n").first)
    return try JSONParser.parse(Array(line.dropFirst("const shell = ".count).utf8))
  }

  @Test(arguments: ["/", "/infos", "/s/42", "/s/42/reserver", "/infos?lang=en"])
  func `the addresses of all screens are the one page`(_ path: String) async throws {
    let answer = try await app().call(.get, path)
    #expect(answer.status == 200)
    #expect(answer.text.contains("<title>Watts Up</title>"))
    #expect(answer.headers["Content-Type"] == "text/html; charset=utf-8")
    #expect(answer.headers["Cache-Control"] == "no-cache")
    let tag = try #require(answer.headers["ETag"])
    #expect(try await app().call(.get, path, "If-None-Match", tag).status == 304)
    #expect(try await app().call(.head, path).status == 200)
  }

  @Test func `behind a proxy the page names its files below the prefix`() async throws {
    let app = try app(["PUBLIC_URL": "https://example.org/bornes"])
    #expect(try await app.call(.get, "/s/42").text.contains("<script src=\"/bornes/app/main.js\">"))
    #expect(try await app.call(.get, "/t/42").status == 404)
  }

  @Test func `a browser that strays gets the page, with the status that says so`() async throws {
    let app = try app()
    for path in ["/nowhere", "/nowhere/at/all", "/app/main.js/more"] {
      let answer = try await app.call(.get, path, "Accept", html)
      #expect(answer.status == 404)
      #expect(answer.text.contains("<title>Watts Up</title>"))
      #expect(answer.headers["Content-Type"] == "text/html; charset=utf-8")
      #expect(answer.headers["ETag"] == nil)
      #expect(answer.headers["Cache-Control"] == "no-store")
    }
    for (path, accept) in [("/nowhere", "*/*"), ("/app/gone.js", "*/*"), ("/api/nowhere", html)] {
      let answer = try await app.call(.get, path, "Accept", accept)
      #expect(answer.status == 404)
      #expect(answer.headers["Content-Type"] == "application/problem+json")
    }
  }

  @Test func `the page may ask its guests, and is another page when they change`() async throws {
    let guests = Shared<[String]>([])
    let app = try app(guests: { guests.value })
    let alone = try await app.call(.get, "/")
    let tag = try #require(alone.headers["ETag"])
    #expect(alone.headers["Content-Security-Policy"]?.contains("connect-src 'self';") == true)
    guests.change { $0 = ["https://maps.example", "http://127.0.0.1:81"] }
    for path in ["/", "/infos", "/s/42", "/nowhere"] {
      let answer = try await app.call(.get, path, "If-None-Match", tag, "Accept", html)
      let policy = try #require(answer.headers["Content-Security-Policy"])
      #expect(answer.status == (path == "/nowhere" ? 404 : 200) && answer.headers["ETag"] != tag)
      #expect(policy.contains("connect-src 'self' https://maps.example http://127.0.0.1:81;"))
      #expect(policy.contains("img-src 'self' data: blob: https://maps.example http://127.0.0.1:81;"))
    }
    let again = try #require(try await app.call(.get, "/").headers["ETag"])
    #expect(again.dropFirst().hasPrefix(tag.dropFirst().dropLast()))
    #expect(try await app.call(.get, "/", "If-None-Match", again).status == 304)
    let script = try await app.call(.get, "/app/main.js").headers["Content-Security-Policy"]
    #expect(script?.contains("maps.example") == false)
  }

  @Test func `the page is read and not written`() async throws {
    for path in ["/", "/s/42", "/service-worker.js"] {
      let refused = try await app().call(.post, path)
      #expect(refused.status == 405 && refused.headers["Allow"] == "GET, HEAD, OPTIONS")
    }
  }

  @Test func `the worker comes with the list of what it keeps, and is asked for each time`() async throws {
    let app = try app()
    let worker = try await app.call(.get, "/service-worker.js")
    #expect(worker.headers["Content-Type"] == "text/javascript; charset=utf-8")
    #expect(worker.headers["Cache-Control"] == "no-cache")
    #expect(worker.text.hasSuffix("// the worker"))
    let shell = try await shell(app)
    guard case .object(let files)? = shell["files"] else {
      Issue.record("no files")
      return
    }
    #expect(Set(files.map(\.0)) == ["", "app/main.js"])
    #expect(files.first { $0.0 == "app/main.js" }?.1.text == EntityTag(of: Bytes("export default 1")).opaque)
    let page = try await app.call(.get, "/")
    #expect(page.headers["ETag"] == shell["version"]?.text.map { "\"\($0)\"" })
    #expect(files.first { $0.0 == "" }?.1.text == EntityTag(of: Bytes(page.text)).opaque)
  }

  @Test func `the version is that of the contents, whenever they were written`() async throws {
    let first = try await shell(app())["version"]
    try write("export default 1", to: "app/main.js")
    #expect(try await shell(app())["version"] == first)
    try write("export default 2", to: "app/main.js")
    #expect(try await shell(app())["version"] != first)
    #expect(try await shell(app(["PUBLIC_URL": "https://example.org/bornes"]))["version"] != first)
  }

  @Test func `a file that changes while the server runs makes another version`() async throws {
    let app = try app()
    let first = try await shell(app)["version"]
    try write("export default 3 // and more", to: "app/main.js")
    try await eventually("another version") { try await shell(app)["version"] != first }
  }

  @Test func `a page whose database is away is the page as everywhere`() async throws {
    let answer = try await app().call(.get, "/s/0197f3d0-0000-7000-8000-000000000000")
    #expect(answer.status == 200)
    #expect(answer.text.contains("<title>Watts Up</title>"))
  }
}
