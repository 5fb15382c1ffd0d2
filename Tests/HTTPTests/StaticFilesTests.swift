import Glibc
import HTTP
import Runtime
import TestSupport
import Testing

/// A folder of its own for each test, served in memory.
@Suite struct StaticFilesTests {
  private let folder: String
  private let app: TestApp

  init() throws {
    var template = Array("/tmp/watts-up-files-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    folder = String(cString: made)
    for sub in ["app", "vendor-1.2.3"] { mkdir("\(folder)/\(sub)", 0o755) }
    try Self.write(String(repeating: "body { margin: 0 } ", count: 200), to: "\(folder)/page.css")
    try Self.write("<h1>home</h1>", to: "\(folder)/index.html")
    try Self.write("0123456789", to: "\(folder)/digits.txt")
    try Self.write("export default 1", to: "\(folder)/vendor-1.2.3/lib.js")
    try Self.write("export default 2", to: "\(folder)/app/main.0a1b2c3d.js")
    let files = try #require(StaticFiles(folder: folder))
    let application = try Application(routes: [], log: .silent, clock: .system(), missing: files.serve)
    app = TestApp(application)
  }

  private static func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(file >= 0)
    _ = text.withCString { Glibc.write(file, $0, text.utf8.count) }
    close(file)
  }

  @Test func `a file comes with its type, its version and a promise to ask again`() async throws {
    let answer = try await app.call(.get, "/page.css")
    #expect(answer.status == 200)
    #expect(answer.headers["Content-Type"] == "text/css; charset=utf-8")
    #expect(answer.headers["Cache-Control"] == "no-cache")
    let tag = try #require(answer.headers["ETag"])
    let again = try await app.call(.get, "/page.css", "If-None-Match", tag)
    #expect(again.status == 304)
    #expect(again.bytes.isEmpty)
    #expect(again.headers["ETag"] == tag)
  }

  @Test func `a screen of the app is its one page, which names its files below the prefix of a proxy`() async throws {
    try Self.write("<script src=\"/app/main.js\">", to: "\(folder)/index.html")
    let files = try #require(StaticFiles(folder: folder, pages: ["s"], prefix: "/up"))
    let application = try Application(routes: [], log: .silent, clock: .system(), missing: files.serve)
    let app = TestApp(application)
    #expect(try await app.call(.get, "/s/42").text == "<script src=\"/up/app/main.js\">")
    #expect(try await app.call(.get, "/t/42").status == 404)
  }

  @Test func `a browser that strays gets the page, with the status that says so`() async throws {
    let files = try #require(StaticFiles(folder: folder, pages: ["s"]))
    let app = TestApp(try Application(routes: [], log: .silent, clock: .system(), missing: files.serve))
    let html = "text/html,application/xhtml+xml,*/*;q=0.8"
    for path in ["/nowhere", "/nowhere/at/all", "/page.css/more"] {
      let answer = try await app.call(.get, path, "Accept", html)
      #expect(answer.status == 404)
      #expect(answer.text == "<h1>home</h1>")
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

  @Test func `a page may ask its guests, and is another page when they change`() async throws {
    let guests = Shared<[String]>([])
    let made = StaticFiles(folder: folder, pages: ["s"], guests: { guests.value })
    let files = try #require(made)
    let app = TestApp(try Application(routes: [], log: .silent, clock: .system(), missing: files.serve))
    let alone = try await app.call(.get, "/")
    let tag = try #require(alone.headers["ETag"])
    #expect(alone.headers["Content-Security-Policy"]?.contains("connect-src 'self';") == true)
    guests.change { $0 = ["https://maps.example", "http://127.0.0.1:81"] }
    try await Task.sleep(for: .milliseconds(1100))
    for path in ["/", "/s/42"] {
      let answer = try await app.call(.get, path, "If-None-Match", tag)
      let policy = try #require(answer.headers["Content-Security-Policy"])
      #expect(answer.status == 200 && answer.headers["ETag"] != tag)
      #expect(policy.contains("connect-src 'self' https://maps.example http://127.0.0.1:81;"))
      #expect(policy.contains("img-src 'self' data: blob: https://maps.example http://127.0.0.1:81;"))
    }
    let script = try await app.call(.get, "/page.css").headers["Content-Security-Policy"]
    #expect(script?.contains("maps.example") == false)
  }

  @Test func `a file is read and not written: other methods learn which are taken`() async throws {
    let files = try #require(StaticFiles(folder: folder, pages: ["s"]))
    let app = TestApp(
      try Application(routes: [], log: .silent, clock: .system(), missing: files.serve, hasFile: files.has))
    for path in ["/", "/page.css", "/s/42"] {
      let refused = try await app.call(.post, path)
      #expect(refused.status == 405 && refused.headers["Allow"] == "GET, HEAD, OPTIONS")
      let options = try await app.call(.options, path)
      #expect(options.status == 204 && options.headers["Allow"] == "GET, HEAD, OPTIONS")
    }
    for path in ["/nowhere", "/../secret"] { #expect(try await app.call(.post, path).status == 404) }
  }

  @Test func `the folder itself is its index`() async throws {
    #expect(try await app.call(.get, "/").text == "<h1>home</h1>")
  }

  @Test(arguments: ["/vendor-1.2.3/lib.js", "/app/main.0a1b2c3d.js", "/page.css?v=3"])
  func `an address that changes with the content is kept for ever`(_ path: String) async throws {
    #expect(try await app.call(.get, path).headers["Cache-Control"]?.contains("immutable") == true)
  }

  @Test func `text is packed for whoever can unpack it`() async throws {
    let packed = try await app.call(.get, "/page.css", "Accept-Encoding", "br, gzip")
    #expect(packed.headers["Content-Encoding"] == "gzip")
    #expect(packed.headers["Vary"] == "Accept-Encoding")
    #expect(packed.bytes.starts(with: [0x1F, 0x8B]))
    #expect(packed.headers["ETag"]?.hasPrefix("W/") == true)
    let plain = try await app.call(.get, "/page.css", "Accept-Encoding", "gzip;q=0")
    #expect(plain.headers["Content-Encoding"] == nil)
    #expect(packed.bytes.count < plain.bytes.count)
  }

  @Test func `a packed neighbour is sent as it is`() async throws {
    try Self.write("packed elsewhere", to: "\(folder)/page.css.gz")
    let answer = try await app.call(.get, "/page.css", "Accept-Encoding", "gzip")
    #expect(answer.text == "packed elsewhere")
  }

  @Test(arguments: [
    ("bytes=2-4", "234", "bytes 2-4/10"), ("bytes=7-", "789", "bytes 7-9/10"), ("bytes=-3", "789", "bytes 7-9/10"),
    ("bytes=8-99", "89", "bytes 8-9/10"), ("bytes=0-0", "0", "bytes 0-0/10"),
    ("bytes=-99", "0123456789", "bytes 0-9/10"),
  ])
  func `a range is a part`(_ range: String, _ text: String, _ told: String) async throws {
    let answer = try await app.call(.get, "/digits.txt", "Range", range)
    #expect(answer.status == 206)
    #expect(answer.headers["Content-Range"] == told)
    #expect(answer.part == "\(text.count) from \(Int(String(told.dropFirst(6).prefix { $0 != "-" })) ?? -1)")
  }

  @Test(arguments: ["bytes=4-2", "bytes=a-b", "bytes=1-2,4-5", "lines=1-2", "bytes=-", "bytes"])
  func `a range that is none gives the whole`(_ range: String) async throws {
    let answer = try await app.call(.get, "/digits.txt", "Range", range)
    #expect(answer.status == 200)
    #expect(answer.text == "0123456789")
  }

  @Test(arguments: ["bytes=10-", "bytes=99-100", "bytes=-0"])
  func `a range beyond the end is refused with the size`(_ range: String) async throws {
    let answer = try await app.call(.get, "/digits.txt", "Range", range)
    #expect(answer.status == 416)
    #expect(answer.headers["Content-Range"] == "bytes */10")
  }

  @Test func `a range of another version gives the whole`() async throws {
    let answer = try await app.call(.get, "/digits.txt", "Range", "bytes=2-4", "If-Range", "\"old\"")
    #expect(answer.status == 200)
  }

  @Test func `a link out of the folder leads nowhere`() async throws {
    symlink("/etc/hostname", "\(folder)/host.txt")
    #expect(try await app.call(.get, "/host.txt").status == 404)
  }

  @Test func `only reading is offered`() async throws {
    #expect(try await app.call(.post, "/page.css").status == 404)
    #expect(try await app.call(.head, "/page.css").status == 200)
  }
}
