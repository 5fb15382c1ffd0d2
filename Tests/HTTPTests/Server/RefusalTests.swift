import HTTP
import TestSupport
import Testing

/// Whatever two servers in a row could read differently is refused, once, and the connection with it.
struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: String
    let status: Int

    init(_ name: String, _ status: Int, _ lines: String...) {
      testDescription = name
      request = lines.joined(separator: "\r\n")
      self.status = status
    }
  }

  static let framing = [
    Case(
      "two Content-Length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: 5", "Content-Length: 5", "",
      "hello"),
    Case(
      "two different Content-Length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: 5", "Content-Length: 6",
      "", "hello!"),
    Case(
      "Transfer-Encoding and Content-Length", 400, "POST /items HTTP/1.1", "Host: a", "Transfer-Encoding: chunked",
      "Content-Length: 5", "", "0", "", ""),
    Case(
      "Content-Length and Transfer-Encoding", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: 5",
      "Transfer-Encoding: chunked", "", "0", "", ""),
    Case(
      "two Transfer-Encoding", 400, "POST /items HTTP/1.1", "Host: a", "Transfer-Encoding: chunked",
      "Transfer-Encoding: identity", "", "0", "", ""),
    Case("gzip, chunked", 400, "POST /items HTTP/1.1", "Host: a", "Transfer-Encoding: gzip, chunked", "", "0", "", ""),
    Case("identity", 400, "POST /items HTTP/1.1", "Host: a", "Transfer-Encoding: identity", "", ""),
    Case("xchunked", 400, "POST /items HTTP/1.1", "Host: a", "Transfer-Encoding: xchunked", "", "0", "", ""),
    Case(
      "chunked after a vertical tab", 400, "POST /items HTTP/1.1", "Host: a", "Transfer-Encoding: \u{0B}chunked", "",
      "0", "", ""),
    Case("chunked in HTTP/1.0", 400, "POST /items HTTP/1.0", "Host: a", "Transfer-Encoding: chunked", "", "0", "", ""),
    Case(
      "space before the colon of Content-Length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length : 5", "",
      "hello"),
    Case(
      "space before the colon of Transfer-Encoding", 400, "POST /items HTTP/1.1", "Host: a",
      "Transfer-Encoding : chunked", "", "0", "", ""),
    Case(
      "length of 2^64 - 1", 413, "POST /items HTTP/1.1", "Host: a", "Content-Length: 18446744073709551615", "", "hello"),
    Case("length of 2^63", 413, "PUT /upload HTTP/1.1", "Host: a", "Content-Length: 9223372036854775808", "", "hello"),
  ]

  static let lengths = [
    Case("length of letters", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: abc", "", ""),
    Case("negative length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: -5", "", ""),
    Case("blank after a length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: 5 ", "", "hello"),
    Case("length with a plus", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: +5", "", "hello"),
    Case("hexadecimal length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: 0x5", "", "hello"),
    Case("list of lengths", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length: 5, 5", "", "hello"),
    Case("empty length", 400, "POST /items HTTP/1.1", "Host: a", "Content-Length:", "", ""),
    Case("length of 2^64", 413, "POST /items HTTP/1.1", "Host: a", "Content-Length: 18446744073709551616", "", "hello"),
    Case("malformed length without Host", 400, "POST /items HTTP/1.1", "Content-Length: abc", "", ""),
  ]

  static let fields = [
    Case("no Host", 400, "GET /hello HTTP/1.1", "", ""),
    Case("two Hosts", 400, "GET /hello HTTP/1.1", "Host: a", "Host: b", "", ""),
    Case("bell in a value", 400, "GET /hello HTTP/1.1", "Host: a", "X-A: b\u{07}c", "", ""),
    Case("DEL in a value", 400, "GET /hello HTTP/1.1", "Host: a", "X-A: b\u{7F}c", "", ""),
    Case("bare CR in a value", 400, "GET /hello HTTP/1.1", "Host: a", "X-A: b\rc", "", ""),
    Case("brackets in a name", 400, "GET /hello HTTP/1.1", "Host: a", "X(A): b", "", ""),
    Case("letters beyond ASCII in a name", 400, "GET /hello HTTP/1.1", "Host: a", "Xé: b", "", ""),
    Case("line without a colon", 400, "GET /hello HTTP/1.1", "Host: a", "nothing", "", ""),
    Case("NUL in a value", 400, "GET /hello HTTP/1.1", "Host: a", "X-A: b\0c", "", ""),
    Case("NUL at a value's end", 400, "GET /hello HTTP/1.1", "Host: a", "X-A: b\0", "X-B: c", "", ""),
    Case("NUL at a line's start", 400, "GET /hello HTTP/1.1", "Host: a", "\0X-A: b", "", "GET /hello HTTP/1.1", "", ""),
    Case("a NUL for a line", 400, "GET /hello HTTP/1.1", "Host: a", "\0", "GET /hello HTTP/1.1", "Host: a", "", ""),
    Case("empty name", 400, "GET /hello HTTP/1.1", "Host: a", ": x", "GET /hello HTTP/1.1", "Host: a", "", ""),
    Case("empty name first", 400, "GET /hello HTTP/1.1", ": x", "Host: a", "", ""),
    Case("a colon for a line", 400, "GET /hello HTTP/1.1", "Host: a", ":", "GET /hello HTTP/1.1", "Host: a", "", ""),
    Case("folded line", 400, "GET /hello HTTP/1.1", "Host: a", "X-A: b", "  folded", "", ""),
    Case("folded name", 400, "POST /items HTTP/1.1", "Host: a", "Content-: 5", " Length", "", "hello"),
    Case("two Origins", 400, "GET /hello HTTP/1.1", "Host: a", "Origin: http://a", "Origin: http://a", "", ""),
    Case(
      "100 KB of header", 431, "GET /hello HTTP/1.1", "Host: a", "X-A: \(String(repeating: "a", count: 100_000))", "",
      ""),
    Case("3000 headers", 431, "GET /hello HTTP/1.1", "Host: a", String(repeating: "X-A: b\r\n", count: 3000), ""),
    Case("100 KB of address", 414, "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1", "Host: a", "", ""),
    Case(
      "3000 parameters", 414, "GET /hello?\(String(repeating: "socket=ccs&", count: 3000)) HTTP/1.1", "Host: a", "", ""),
  ]

  static let lines = [
    Case("two blanks before the target", 400, "GET  /hello HTTP/1.1", "Host: a", "", ""),
    Case("two blanks before the version", 400, "GET /hello  HTTP/1.1", "Host: a", "", ""),
    Case("a blank before the method", 400, " GET /hello HTTP/1.1", "Host: a", "", ""),
    Case("a blank after the version", 400, "GET /hello HTTP/1.1 ", "Host: a", "", ""),
    Case("NUL in the target", 400, "GET /hello\0 HTTP/1.1", "Host: a", "", ""),
    Case("HTTP/1.9", 400, "GET /hello HTTP/1.9", "Host: a", "", ""),
    Case("HTTP/2.0", 505, "GET /hello HTTP/2.0", "Host: a", "", ""),
    Case("HTTP/0.9", 505, "GET /hello HTTP/0.9", "Host: a", "", ""),
    Case("HTTP/1.1x", 400, "GET /hello HTTP/1.1x", "Host: a", "", ""),
    Case("HTP/1.1", 400, "GET /hello HTP/1.1", "Host: a", "", ""),
    Case("preface of HTTP/2", 505, "PRI * HTTP/2.0", "", "SM", "", ""),
  ]

  static let chunks = [
    Case(
      "negative chunk", 400, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "-1", "a", "0", "", ""
    ),
    Case(
      "hexadecimal prefix", 400, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "0x5", "hello",
      "0", "", ""),
    Case(
      "chunk that is longer than said", 400, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "3",
      "hello", "0", "", ""),
    Case(
      "chunk of 2^64", 413, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "10000000000000000",
      "a", "0", "", ""),
    Case(
      "chunk of 2^60", 413, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "fffffffffffffff", "a"),
    Case(
      "extension that ends with a bare LF", 400, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "",
      "5;a\nhello", "0", "", ""),
    Case(
      "extension of 80 kB", 413, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "",
      "5;\(String(repeating: "a", count: 80_000))", "hello", "0", "", ""),
    Case(
      "blank after a chunk's size", 400, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "5 ",
      "hello", "0", "", ""),
    Case(
      "chunk size of letters", 400, "PUT /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "xyz", "hello",
      "0", "", ""),
  ]

  @Test(arguments: framing + lengths + fields + lines + chunks, [false, true])
  func `a request that could be read in two ways is refused once, in our words, and the connection closed`(
    _ refused: Case, isLater: Bool
  ) async throws {
    try await check(refused, isLater: isLater)
  }

  @Test(arguments: [
    ("GET /hello HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nOrigin: http://a\r\n\r\n", "Origin"),
    ("GET /hello?\(String(repeating: "a=1&", count: 129)) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "128"),
  ])
  func `what to change is said`(request: String, word: String) async throws {
    try await serving(SampleRoutes.all) { server in
      let answer = try await server.talk { connection in
        try connection.send(request)
        return try connection.receiveAll()
      }
      let text = String(decoding: answer, as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 400 ") && text.contains(word), "\(text)")
    }
  }

  private func check(_ refused: Case, isLater: Bool) async throws {
    try await serving(SampleRoutes.all) { server in
      let answer = try await server.talk { connection in
        if isLater { _ = try connection.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n") }
        try? connection.send(refused.request)
        return try connection.receiveAll()
      }
      let text = String(decoding: answer.prefix(2000), as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 \(refused.status) "), "\(text)")
      #expect(statusLines(in: answer) == 1, "\(text)")
      #expect(text.contains("Content-Type: application/problem+json\r\n"), "\(text)")
      #expect(text.contains("\"detail\":\""), "\(text)")
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").text == "hello")
    }
  }

  @Test(arguments: [
    "GET", "GET  \r\n\r\n", "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\u{01}\r\n\r\n", "\0\0\0\0", "hello\r\n\r\n",
  ])
  func `what is no request at all is never answered with success`(text: String) async throws {
    try await serving(SampleRoutes.all) { server in
      let answer = try await server.talk { connection in
        try connection.send(text)
        connection.finishSending()
        return try connection.receiveAll()
      }
      #expect(answer.isEmpty || answer.starts(with: Array("HTTP/1.1 400 ".utf8)))
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").text == "hello")
    }
  }
}
