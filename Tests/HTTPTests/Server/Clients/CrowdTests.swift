import HTTP
import Runtime
import TestSupport
import Testing

/// Many connections, of which one client's must not cost another's.
struct CrowdTests {
  private func settings(most: Int, perAddress: Int = .max) -> TestServerSettings {
    var settings = TestServerSettings()
    settings.http.connectionLimit = most
    settings.application.limits = Application.Limits()
    settings.application.limits?.connections = perAddress
    settings.application.limits?.ordinary = .init(perSecond: 1_000_000, burst: 1_000_000)
    return settings
  }

  private static let greeting = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

  @Test func `connections beyond the limit that say nothing keep no request waiting, nor the stop`() async throws {
    try await serving(SampleRoutes.all, settings: settings(most: 50)) { server in
      for _ in 0..<3 {
        var silent: [RawConnection] = []
        for number in 0..<400 {
          silent.append(try await server.connect())
          if number % 100 == 99 { #expect(try await server.ask(Self.greeting).text == "hello") }
        }
        #expect(server.openConnections <= 50)
        for connection in silent { connection.leave() }
        #expect(try await server.ask(Self.greeting).text == "hello")
      }
    }
  }

  @Test(arguments: [
    "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "GET /hel", "GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hel",
    "PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc",
  ])
  func `whatever those who hold all connections are doing, the next one is answered`(text: String) async throws {
    try await serving(SampleRoutes.all, settings: settings(most: 50)) { server in
      var held: [RawConnection] = []
      for _ in 0..<300 { held.append(try await server.connect(sending: text)) }
      #expect(try await server.ask(Self.greeting).text == "hello")
      for connection in held { connection.leave() }
    }
  }

  @Test func `who waits for an answer stays when the silent have to go`() async throws {
    let gate = Gate()
    try await serving([gate.route] + SampleRoutes.all, settings: settings(most: 50)) { server in
      let waiting = try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the handler") { gate.arrived == 1 }
      var silent: [RawConnection] = []
      for _ in 0..<200 { silent.append(try await server.connect()) }
      gate.open()
      #expect(try await blocking { try waiting.readResponse().text } == "passed")
    }
  }

  @Test func `an address at its limit gives up an idle connection of its own for a new one`() async throws {
    try await serving(SampleRoutes.all, settings: settings(most: 1000, perAddress: 5)) { server in
      var held: [RawConnection] = []
      for _ in 0..<5 {
        held.append(try await server.connect())
        _ = try await blocking { [last = held.last] in try last?.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n") }
      }
      #expect(try await server.ask(Self.greeting).text == "hello")
      // Which one is the idlest the clock may not tell: they were all answered within a few milliseconds.
      let answered = try await blocking { [held] in held.filter { (try? $0.ask(Self.greeting).text) == "hello" } }
      #expect(answered.count == 4)
    }
  }

  @Test func `an address whose connections are all at work gets no further one`() async throws {
    let gate = Gate()
    try await serving([gate.route] + SampleRoutes.all, settings: settings(most: 1000, perAddress: 3)) { server in
      var waiting: [RawConnection] = []
      for _ in 0..<3 { waiting.append(try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")) }
      try await eventually("the handlers") { gate.arrived == 3 }
      let refused = try await server.connect()
      #expect(try await blocking { try refused.isClosedByServer() })
      gate.open()
      for connection in waiting { #expect(try await blocking { try connection.readResponse().status } == 200) }
    }
  }

  @Test func `a trusted proxy speaks for many`() async throws {
    var settings = settings(most: 1000, perAddress: 3)
    settings.application.trustedProxies = ["127.0.0.1"]
    try await serving(SampleRoutes.all, settings: settings) { server in
      var held: [RawConnection] = []
      for _ in 0..<20 { held.append(try await server.connect()) }
      for connection in held { #expect(try await blocking { try connection.ask(Self.greeting).text } == "hello") }
    }
  }

  @Test func `an address, or half of one of IPv6, holds so many WebSockets and no more`() async throws {
    let route = Route.socket("/live", access: .public, "Waits") { (_: Plain, _, socket) in _ = await socket.receive() }
    var settings = settings(most: 1000)
    settings.application.limits?.sockets = 3
    settings.application.trustedProxies = ["127.0.0.1"]
    try await serving([route], settings: settings) { server in
      let port = server.port
      func open(_ client: String) async throws -> WebSocketClient {
        try await blocking { try WebSocketClient(port: port, path: "/live", extra: ["X-Forwarded-For: \(client)"]) }
      }
      func status(_ client: String) async throws -> Int {
        try await server.ask(WebSocketClient.handshake("/live", extra: ["X-Forwarded-For: \(client)"])).status
      }
      for half in ["192.0.2.1", "2001:db8:1:2:"] {
        let clients =
          half.hasSuffix(":") ? ["1::1", "2::2", "3::3", "4::4"].map { half + $0 } : Array(repeating: half, count: 4)
        var held: [WebSocketClient] = []
        for client in clients.prefix(3) { held.append(try await open(client)) }
        #expect(try await status(clients[3]) == 429)
        held.removeFirst().connection.leave()
        try await eventually("a place") { (try? await open(clients[3])) != nil }
      }
      _ = try await open("2001:db8:1:3::1")
    }
  }
}
