import Foundation
import HTTP
import Runtime
import TestSupport
import Testing

struct AnswerTests {
  private struct Leak: Error { let secret = "a password of somebody" }
  private struct Down: Error {}
  private struct Token: Codable, Sendable { let token: String? }

  private static let routes = [
    Route(.get, "/fails", access: .public, "Fails") { (_: Call<Nothing, Token, NoBody>, _) in throw Leak() },
    Route(.get, "/down", access: .public, "Is down") { (_: Plain, _) in throw Down() },
    Route(.get, "/forbidden", access: .public, "Refuses") { (_: Plain, _) in throw Problem(.forbidden) },
    Route(.get, "/thing", access: .public, "Shows") { (call: Plain, _) in
      Response.json(["name": "thing"] as JSON, cache: .revalidated).tagged(EntityTag("v1"))
    },
    Route(.put, "/thing", access: .public, "Changes") { (call: Plain, _) in
      try call.request.requireMatch(EntityTag("v1"))
      return .noContent
    },
    Route(.get, "/long", access: .public, "Is long") { (_: Plain, _) in
      SampleRoutes.text(String(repeating: "all the same ", count: 500)).tagged(EntityTag("v2"))
    },
    Route(.get, "/short", access: .public, "Is short") { (_: Plain, _) in SampleRoutes.text("short") },
    Route(.get, "/picture", access: .public, "Is compressed") { (_: Plain, _) in
      Response(.ok, .bytes(Bytes([UInt8](repeating: 0, count: 5000))), type: MediaType("image/png"))
    },
    Route(.get, "/split", access: .public, "Tries to split") { (_: Plain, _) in
      Response.noContent.header("Location", "/a\r\nSet-Cookie: b=c").header("X-Fine", "yes")
    },
    Route(.post, "/cookie", access: .public, "Sets") { (call: Plain, _) in
      Response(.ok, .bytes(Bytes(call.request.cookie("b") ?? "none")), type: .html)
        .setting(Cookie("a", "1", path: "/api", maxAge: 60, isSecure: true)).setting(
          Cookie("b", "", maxAge: 0, isSecure: false))
    },
  ]

  @Test func `an error of a handler is 500 without a word of it, and all of it in the log`() async throws {
    let ask = try Asking(Self.routes)
    let answer = try await ask(.get, "/fails?token=hidden")
    #expect(answer.status == 500)
    #expect(!answer.text.contains("password") && !answer.text.contains("Leak"))
    let id = try #require(answer.headers["X-Request-Id"])
    #expect(try answer.json()["requestId"] == .string(id))
    #expect(ask.log.lines.count == 1)
    let line = try #require(ask.log.lines.first)
    #expect(line.contains("a password of somebody") && line.contains(id) && line.contains("\"path\":\"/fails\""))
    #expect(!line.contains("hidden"))
  }

  @Test func `an error of another layer is explained where somebody can`() async throws {
    let ask = try Asking(Self.routes, explain: { $0 is Down ? Problem(.unavailable).retry(after: 2) : nil })
    let answer = try await ask(.get, "/down")
    #expect(answer.status == 503 && answer.headers["Retry-After"] == "2")
  }

  @Test(arguments: ["/thing", "/fails", "/forbidden", "/nowhere", "/long", "/split", "/thing?x=1"])
  func `every answer carries the headers that protect browsers`(target: String) async throws {
    let answer = try await Asking(Self.routes)(.get, target)
    #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
    #expect(answer.headers["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
    #expect(answer.headers["Content-Security-Policy"]?.contains("unsafe") == false)
    #expect(answer.headers["Referrer-Policy"] == "same-origin")
    #expect(answer.headers["Strict-Transport-Security"] == nil)
    #expect(answer.headers["X-Request-Id"] != nil && answer.headers["Cache-Control"] != nil)
    let secure = try Asking(Self.routes) { $0.isSecure = true }
    #expect(try await secure(.get, target).headers["Strict-Transport-Security"]?.contains("max-age=") == true)
  }

  @Test func `the headers also come over the wire, whoever answers`() async throws {
    try await serving(SampleRoutes.all + Self.routes) { server in
      for (request, status) in [
        ("GET /hello", 200), ("GET /cached", 200), ("GET /nowhere", 404), ("BREW /hello", 405), ("GET /fails", 500),
        ("GET /%00", 400), ("DELETE /hello", 405), ("OPTIONS /hello", 204),
      ] {
        let answer = try await server.ask("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.status == status)
        for name in ["X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy"] {
          #expect(answer.all(name).count == 1, "\(request): \(name)")
        }
      }
    }
  }

  @Test(arguments: [
    (nil, "fr"), ("en", "en"), ("en-GB,fr;q=0.5", "en"), ("fr-CA, en;q=0.9", "fr"), ("de, en;q=0.3, fr;q=0.2", "en"),
    ("de", "fr"), ("en;q=0, fr", "fr"), ("*", "fr"), ("en;q=nan", "fr"), (";;,,q=", "fr"), ("EN", "en"),
    ("fr;q=0.1,en;q=0.2", "en"),
  ])
  func `problems speak the language that the client prefers`(accepted: String?, language: String) async throws {
    let answer = try await Asking(Self.routes)(.get, "/forbidden", accepted.map { [("Accept-Language", $0)] } ?? [])
    #expect(answer.headers["Content-Language"] == language)
    #expect(try answer.json()["title"] == (language == "fr" ? "Accès refusé" : "Access refused"))
    #expect(answer.headers["Content-Type"] == "application/problem+json")
  }

  @Test(arguments: [
    ("\"v1\"", 304), ("W/\"v1\"", 304), ("\"v0\", \"v1\"", 304), ("*", 304), ("\"v0\"", 200), ("v1", 200), ("", 200),
  ])
  func `who has the version gets 304 and no body`(tag: String, status: Int) async throws {
    let answer = try await Asking(Self.routes)(.get, "/thing", [("If-None-Match", tag)])
    #expect(answer.status.code == status)
    #expect(answer.headers["ETag"] == "\"v1\"")
    #expect(answer.text.isEmpty == (status == 304))
  }

  @Test(arguments: [("\"v1\"", 204), ("W/\"v1\"", 204), ("*", 204), ("\"v0\"", 412), (nil, 412)])
  func `a change names the version that it changes`(tag: String?, status: Int) async throws {
    let answer = try await Asking(Self.routes)(.put, "/thing", tag.map { [("If-Match", $0)] } ?? [])
    #expect(answer.status.code == status)
  }

  @Test(arguments: [
    ("gzip", true), ("br, gzip;q=0.1", true), ("*", true), ("gzip;q=0", false), ("gzip;q=0, *", false), ("br", false),
    ("", false), ("identity", false), ("GZIP", true), ("*;q=0", false), ("gzip;q=x", false),
  ])
  func `what is long is compressed for who takes it`(accepted: String, isCompressed: Bool) async throws {
    let answer = try await Asking(Self.routes)(.get, "/long", [("Accept-Encoding", accepted)])
    #expect((answer.headers["Content-Encoding"] == "gzip") == isCompressed)
    #expect(answer.headers["ETag"] == (isCompressed ? "W/\"v2\"" : "\"v2\""))
    #expect(answer.headers["Vary"] == "Accept-Encoding")
    guard case .bytes(let bytes) = answer.body else { throw WaitedInVain("bytes") }
    #expect(isCompressed ? bytes.count < 200 : bytes.count == 6500)
  }

  @Test(arguments: ["/short", "/picture"])
  func `what is short or compressed already stays as it is`(target: String) async throws {
    let answer = try await Asking(Self.routes)(.get, target, [("Accept-Encoding", "gzip")])
    #expect(answer.headers["Content-Encoding"] == nil)
  }

  @Test func `a compressed answer unpacks to the same bytes`() async throws {
    try await serving(Self.routes) { server in
      let answer = try await server.ask("GET /long HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
      let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).gz")
      try Data(answer.body).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let gunzip = Process()
      gunzip.executableURL = URL(filePath: "/usr/bin/gzip")
      gunzip.arguments = ["-dc", file.path]
      let output = Pipe()
      gunzip.standardOutput = output
      try gunzip.run()
      let unpacked = output.fileHandleForReading.readDataToEndOfFile()
      gunzip.waitUntilExit()
      #expect(String(decoding: unpacked, as: UTF8.self) == String(repeating: "all the same ", count: 500))
    }
  }

  @Test func `a value that would split the head is left out`() async throws {
    let answer = try await Asking(Self.routes)(.get, "/split")
    #expect(answer.headers["Location"] == nil && answer.headers["X-Fine"] == "yes")
  }

  @Test(arguments: [
    ("b=2", "2"), ("a=1; b=2", "2"), ("a=1;b = 2 ;c=3", "2"), ("bb=1", "none"), ("b", "none"), ("b=a=c", "a=c"),
    ("a=1,b=2", "none"),
    ("a=\u{37E}b=2", "none"),
  ])
  func `cookies are read and set`(header: String, value: String) async throws {
    let answer = try await Asking(Self.routes)(.post, "/cookie", [("Cookie", header)])
    #expect(answer.text == value)
    #expect(
      answer.headers.all("Set-Cookie") == [
        "a=1; Path=/api; Max-Age=60; HttpOnly; SameSite=Strict; Secure",
        "b=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
      ])
  }

  @Test func `HEAD has the head of GET, and 304 and 204 no body, over the wire`() async throws {
    try await serving(Self.routes) { server in
      let answers = try await server.talk { connection in
        [
          try connection.ask("HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n", hasBody: false),
          try connection.ask("GET /thing HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n\r\n"),
          try connection.ask("GET /split HTTP/1.1\r\nHost: a\r\n\r\n"),
          try connection.ask("GET /short HTTP/1.1\r\nHost: a\r\n\r\n"),
        ]
      }
      #expect(answers.map(\.status) == [200, 304, 204, 200])
      #expect(answers[0]["Content-Length"] == "6500")
      #expect(answers[1]["Content-Length"] == nil || answers[1]["Content-Length"] == "0")
      #expect(answers[2]["Content-Length"] == nil)
      #expect(answers[3].text == "short")
    }
  }
}
