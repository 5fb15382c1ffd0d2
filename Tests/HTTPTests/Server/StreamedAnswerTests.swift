import HTTP
import TestSupport
import Testing

struct StreamedAnswerTests {
  private static func route(_ produce: @escaping @Sendable (AsyncStreamedBody.Write) async throws -> Void) -> Route {
    Route(.get, "/stream", access: .public, "Streams") { (_: Plain, _) in
      Response(.ok, .stream(AsyncStreamedBody(produce)), type: .csv)
    }
  }

  @Test(arguments: [0, 1, 100, 32_768, 65_536, 65_537, 3_000_000])
  func `a streamed answer arrives whole, whatever its pieces`(length: Int) async throws {
    let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let route = Self.route { write in
      var random = SplitMix(seed: 3)
      var rest = body[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...100_000, using: &random))
        try await write(Array(piece))
        rest = rest.dropFirst(piece.count)
        if Bool.random(using: &random) { await Task.yield() }
      }
    }
    try await serving([route]) { server in
      let (first, second, head) = try await server.talk { connection in
        let request = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
        return (
          try connection.ask(request), try connection.ask(request),
          try connection.ask("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n", hasBody: false)
        )
      }
      #expect(first["Transfer-Encoding"] == "chunked")
      #expect(first.body == body && second.body == body)
      #expect(head.status == 200)
    }
  }

  @Test func `a client of HTTP 1.0 gets the bytes and then the end of the connection`() async throws {
    let route = Self.route { write in
      for number in 0..<100 { try await write(Array("line \(number)\n".utf8)) }
    }
    try await serving([route]) { server in
      let answer = try await server.ask("GET /stream HTTP/1.0\r\nHost: a\r\n\r\n")
      #expect(answer["Transfer-Encoding"] == nil)
      #expect(answer.text == (0..<100).map { "line \($0)\n" }.joined())
    }
  }

  @Test func `an answer that breaks midway is seen to be broken`() async throws {
    struct Broken: Error {}
    let route = Self.route { write in
      try await write(Array("the first half".utf8))
      throw Broken()
    }
    try await serving([route] + SampleRoutes.all) { server in
      let bytes = try await server.talk { connection in
        try connection.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        return try connection.receiveAll()
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("the first half"))
      #expect(!text.hasSuffix("0\r\n\r\n"))
      #expect(statusLines(in: bytes) == 1)
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").text == "hello")
    }
  }

  @Test func `an answer that breaks before its first piece is seen to be broken`() async throws {
    struct Broken: Error {}
    try await serving([Self.route { _ in throw Broken() }]) { server in
      let bytes = try await server.talk { connection in
        try connection.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        return try connection.receiveAll()
      }
      #expect(!String(decoding: bytes, as: UTF8.self).hasSuffix("0\r\n\r\n"))
    }
  }

  @Test func `a producer waits for its client, so that little is held`() async throws {
    let written = Shared(0)
    let route = Self.route { write in
      for _ in 0..<1000 {
        try await write([UInt8](repeating: 120, count: 100_000))
        written.countOne()
      }
    }
    try await serving([route]) { server in
      let connection = try await server.connect(sending: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", receiveBuffer: 4096)
      _ = try await blocking { try connection.receive() }
      // What the kernel's buffers take on the way is a few MB at the most; then the count stands still.
      var last = -1
      try await eventually("the producer to wait") {
        defer { last = written.value }
        try await Task.sleep(for: .milliseconds(100))
        return written.value == last
      }
      #expect(written.value < 200)
      connection.leave()
    }
  }
}
