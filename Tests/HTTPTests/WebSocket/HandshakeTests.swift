import HTTP
import TestSupport
import Testing

struct HandshakeTests {
  private struct Proof: Sendable {}

  private static let echo = Route.socket("/echo", access: .public, "Echoes") { (_: Plain, _, socket) in
    while let message = await socket.receive() {
      if case .text(let text) = message { try await socket.send(Bytes(text)) }
    }
  }

  private static let guarded = Route.socket(
    "/guarded", access: Access<Proof>("driver") { _ in throw Problem(.unauthenticated) }, "Refuses"
  ) { (_: Plain, _, _) in }

  private func ask(_ request: String) async throws -> RawResponse {
    try await serving([Self.echo, Self.guarded]) { try await $0.ask(request) }
  }

  @Test func `the example of RFC 6455 gets its known answer`() async throws {
    let answer = try await serving([Self.echo]) { server in
      try await server.talk { connection in
        try connection.send(WebSocketClient.handshake("/echo"))
        return try connection.readHead()
      }
    }
    #expect(answer.status == 101)
    #expect(answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    #expect(answer["Upgrade"] == "websocket")
    #expect(answer["Connection"]?.lowercased() == "upgrade")
    #expect(answer.all("Sec-WebSocket-Extensions").isEmpty && answer["Content-Length"] == nil)
  }

  @Test(arguments: [
    ("Upgrade: websocket", "Upgrade: h2c", 426), ("Upgrade: websocket\r\n", "", 426),
    ("Connection: keep-alive, Upgrade", "Connection: keep-alive", 426), ("Version: 13", "Version: 8", 426),
    ("Sec-WebSocket-Version: 13\r\n", "", 426), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ", 400),
    ("dGhlIHNhbXBsZSBub25jZQ==", "short", 400), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBs*SBub25jZQ==", 400),
    ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400), ("GET /echo", "HEAD /echo", 426),
    ("GET /echo", "POST /echo", 405), ("Host: localhost", "Host: localhost\r\nOrigin: http://evil.example", 403),
    ("Host: localhost", "Host: localhost\r\nOrigin: null", 403),
    ("Host: localhost", "Host: localhost\r\nSec-Fetch-Site: cross-site", 403), ("/echo", "/guarded", 401),
    ("/echo", "/echo?unknown=1", 422), ("/echo", "/nowhere", 404),
  ])
  func `a handshake that is wrong is refused before the upgrade`(part: String, replaced: String, status: Int)
    async throws
  {
    let request = WebSocketClient.handshake("/echo").replacing(part, with: replaced)
    let isHead = request.hasPrefix("HEAD")
    let answer = try await serving([Self.echo, Self.guarded]) { try await $0.ask(request, hasBody: !isHead) }
    #expect(answer.status == status)
    #expect(answer["Content-Type"] == "application/problem+json")
    if status == 426 { #expect(answer["Sec-WebSocket-Version"] == "13" && answer["Upgrade"] == "websocket") }
  }

  @Test(arguments: ["Origin: http://localhost", "Origin: https://localhost", "Sec-Fetch-Site: same-origin"])
  func `a page of our own may open a socket`(header: String) async throws {
    let status = try await serving([Self.echo]) { server in
      try await server.talk { connection in
        try connection.send(WebSocketClient.handshake("/echo", extra: [header]))
        return try connection.readHead().status
      }
    }
    #expect(status == 101)
  }

  @Test func `a plain request for a socket is told to upgrade, and the connection lives on`() async throws {
    try await serving([Self.echo] + SampleRoutes.all) { server in
      let (plain, next) = try await server.talk { connection in
        (
          try connection.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
          try connection.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        )
      }
      #expect(plain.status == 426 && next.text == "hello")
    }
  }

  @Test func `a client that leaves in its handshake leaves nothing behind`() async throws {
    try await serving([Self.echo]) { server in
      for number in 0..<40 {
        let connection = try await server.connect(sending: WebSocketClient.handshake("/echo"))
        if number % 2 == 0 { connection.resetWhenClosed() } else { connection.leave() }
      }
      try await eventually("nothing left") {
        server.openSockets == 0 && server.openConnections == 0 && server.requestsUnderWay == 0
      }
    }
  }
}
