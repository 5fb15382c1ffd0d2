import Foundation
import HTTP
import TestSupport
import Testing

/// What is unusual and yet right.
struct RequestTests {
  private static let echo = Route(.get, "/echo/{part}", access: .public, "Gives back") {
    (call: Call<Part, Value, NoBody>, _) in SampleRoutes.text("\(call.path.part)|\(call.query.q ?? "-")")
  }
  private struct Part: Codable, Sendable { let part: String }
  private struct Value: Codable, Sendable { let q: String? }

  @Test(arguments: [
    "GET /hello HTTP/1.0\r\n\r\n", "\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "GET /hello HTTP/1.1\nHost: a\n\n",
    "GET /hello HTTP/1.1\r\nHost: a\r\nX-A: caf\u{E9}\r\n\r\n",
    "GET /hello HTTP/1.1\r\nhOsT:a\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345",
    "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\n\r\n",
  ])
  func `an unusual request is answered once`(request: String) async throws {
    try await serving(SampleRoutes.all) { server in
      let answer = try await server.ask(request)
      #expect(answer.status == 200 && answer.text == "hello")
    }
  }

  @Test(arguments: [
    ("/echo/a%2Fb", "a/b|-"), ("/echo/a%20b", "a b|-"), ("/echo/a+b?q=a+b", "a+b|a b"), ("/echo/%2e%2e", "..|-"),
    ("/echo/%C3%A9", "é|-"), ("/echo/é", "é|-"), ("/echo/x?q=%26%3D%25", "x|&=%"), ("/echo/x?q=a=b", "x|a=b"),
    ("/echo/x?q", "x|"), ("/echo/x?", "x|-"), ("/echo/x?&&q=1&", "x|1"), ("/echo/x?q=?", "x|?"),
    ("/echo/a%0Ab", "a\nb|-"), ("/echo/x?%71=1", "x|1"),
  ])
  func `a target is decoded once, part by part`(target: String, expected: String) async throws {
    try await serving([Self.echo]) { server in
      let answer = try await server.ask("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(answer.status == 200 && answer.text == expected, "\(answer.text)")
    }
  }

  @Test(arguments: [
    ("/echo/a%00b", 400), ("/echo/%zz", 400), ("/echo/%F", 400), ("/echo/%", 400), ("/echo/%FF", 400),
    ("/echo/%C0%AF", 400), ("/echo/%ED%A0%80", 400), ("/echo/x?q=%00", 400), ("/echo/x?q=%FF", 400),
    ("/echo/../hello", 404),
    ("/echo//x", 404), ("//echo/x", 404), ("/echo/x/", 404), ("/hello/", 404), ("/%68ello%2F", 404), ("/HELLO", 404),
    ("hello", 400), ("*", 400), ("http://a/hello", 400), ("/echo/x y", 400), ("/echo/x?q=1&q=2", 422),
    ("/echo/x?z=1", 422),
    ("/" + String(repeating: "a", count: 17_000), 414),
    ("/echo/x?" + String(repeating: "q=1&", count: 400), 400), ("/echo/\(String(repeating: "%", count: 5000))", 400),
  ])
  func `a target that names nothing or cannot be decoded is refused, and the connection lives on`(
    target: String, status: Int
  ) async throws {
    try await serving(SampleRoutes.all + [Self.echo]) { server in
      let (refused, next) = try await server.talk { connection in
        let refused = try connection.ask("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        return (refused, try connection.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"))
      }
      #expect(refused.status == status, "\(refused.text)")
      #expect(refused["Content-Type"] == "application/problem+json")
      #expect(next.text == "hello")
    }
  }

  @Test func `bytes in a target that are not UTF-8 are refused, not repaired`() async throws {
    try await serving([Self.echo]) { server in
      let status = try await server.talk { connection in
        try connection.send(Array("GET /echo/".utf8) + [0xFF] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        return try connection.readResponse().status
      }
      #expect(status == 400)
    }
  }

  @Test func `a method that is not taken here, or that nobody knows, learns which are`() async throws {
    try await serving(SampleRoutes.all) { server in
      for method in ["BREW", "TRACE", "PROPFIND", "get"] {
        let unknown = try await server.ask("\(method) /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(unknown.status == 405 && unknown["Allow"] == "GET, HEAD, OPTIONS")
        #expect(try await server.ask("\(method) /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
      }
      let wrong = try await server.ask("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(wrong.status == 405 && wrong["Allow"] == "GET, HEAD, OPTIONS")
      let options = try await server.ask("OPTIONS /items HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(options.status == 204 && options["Allow"] == "POST, OPTIONS")
    }
  }

  @Test func `pipelined requests are answered in their order`() async throws {
    try await serving(SampleRoutes.all) { server in
      let body = #"{"name":"x","count":1}"#
      let answers = try await server.talk { connection in
        let post =
          "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
          + body
        let hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
        let cached = "GET /cached HTTP/1.1\r\nHost: a\r\n\r\n"
        let head = "HEAD /cached HTTP/1.1\r\nHost: a\r\n\r\n"
        try connection.send((0..<10).map { _ in hello + post + cached + head }.joined())
        return try (0..<40).map { try connection.readResponse(hasBody: $0 % 4 != 3) }
      }
      for (index, answer) in answers.enumerated() {
        switch index % 4 {
        case 0: #expect(answer.text == "hello")
        case 1: #expect(answer.status == 201 && answer.text == body)
        case 2: #expect(answer.body.count == 8192)
        default: #expect(answer["Content-Length"] == "8192" && answer.body.isEmpty)
        }
      }
    }
  }

  @Test func `a client that asks first hears 100 and then the answer`() async throws {
    try await serving(SampleRoutes.all) { server in
      let (first, answer) = try await server.talk { connection in
        try connection.send("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        let first = try connection.readHead().status
        try connection.send("hello")
        return (first, try connection.readResponse())
      }
      #expect(first == 100 && answer.status == 200)
      var checksum = Checksum()
      checksum.add(Array("hello".utf8))
      #expect(answer.text == checksum.description, "its body came whole")
    }
  }

  @Test(arguments: ["", "Expect: 100-continue\r\n"])
  func `a body that is too long is refused by its header, before a byte of it is taken`(expect: String) async throws {
    try await serving(SampleRoutes.all) { server in
      let bytes = try await server.talk { connection in
        try connection.send(
          "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\(expect)\r\n")
        return try connection.receiveAll()
      }
      #expect(bytes.starts(with: Array("HTTP/1.1 413 ".utf8)))
      #expect(statusLines(in: bytes) == 1)
    }
  }

  @Test(arguments: [65_536, 65_537, 300_000])
  func `a chunked body is refused once it is longer than 64 KiB`(length: Int) async throws {
    try await serving(SampleRoutes.all) { server in
      let status = try await server.talk { connection in
        try connection.send(
          "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        let text = String(repeating: "x", count: length - 20)
        let body = "{\"name\":\"\(text)\",\"count\":1}".prefix(length)
        try connection.send("\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n")
        return try connection.readResponse().status
      }
      // At exactly 64 KiB the cut text is only unreadable.
      #expect(status == (length > 65_536 ? 413 : 400))
    }
  }
}
