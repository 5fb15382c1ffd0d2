import HTTP
import TestSupport
import Testing

/// Whoever is slow is cut, by a deadline for the whole and not only by silence; the others notice nothing.
struct SlowClientTests {
  private var impatient: TestServerSettings {
    var settings = TestServerSettings()
    settings.http.headPatience = .seconds(1)
    settings.http.bodyPatience = .seconds(1)
    return settings
  }

  /// Sends one byte after the other until the server has closed, for at most `limit` bytes; true when it did.
  private func drips(_ connection: RawConnection, _ text: String) throws -> Bool {
    for byte in text.utf8 {
      do { try connection.send([byte]) } catch { return true }
      if let bytes = try? connection.receive(within: .milliseconds(100)) {
        if bytes.isEmpty { return true }
      } else if try isClosed(connection) {
        return true
      }
    }
    return false
  }

  private func isClosed(_ connection: RawConnection) throws -> Bool {
    do { return try connection.receive(within: .milliseconds(1)) == nil } catch { return false }
  }

  @Test func `a head that drips is cut by its deadline`() async throws {
    try await serving(SampleRoutes.all, settings: impatient) { server in
      let cut = try await server.talk { connection in
        try connection.send("GET /hello HTTP/1.1\r\nHost: a\r\n")
        return try drips(connection, "X-A: " + String(repeating: "a", count: 150))
      }
      #expect(cut)
    }
  }

  @Test func `a small body that drips is cut by its deadline`() async throws {
    try await serving(SampleRoutes.all, settings: impatient) { server in
      let cut = try await server.talk { connection in
        try connection.send(
          "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
        return try drips(connection, String(repeating: " ", count: 150))
      }
      #expect(cut)
    }
  }

  @Test func `an upload may take its time`() async throws {
    try await serving(SampleRoutes.all, settings: impatient) { server in
      let answer = try await server.talk { connection in
        try connection.send("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n")
        // Three seconds in all: thrice the patience for a small body.
        #expect(try !drips(connection, String(repeating: "a", count: 29)))
        return try connection.ask("a")
      }
      #expect(answer.status == 200)
    }
  }

  @Test func `an idle connection is closed, and so is one that falls silent`() async throws {
    var settings = TestServerSettings()
    settings.http.idlePatience = .seconds(1)
    try await serving(SampleRoutes.all, settings: settings) { server in
      async let idle = server.talk { connection in
        _ = try connection.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        return try connection.isClosedByServer()
      }
      async let silent = server.talk { connection in
        try connection.send("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nabc")
        return try connection.receiveAll().isEmpty
      }
      async let mute = server.talk { try $0.isClosedByServer() }
      #expect(try await [idle, silent, mute] == [true, true, true])
      try await eventually("no connection left") { server.openConnections == 0 && server.requestsUnderWay == 0 }
    }
  }

  @Test func `two hundred half-open requests keep nobody waiting`() async throws {
    try await serving(SampleRoutes.all, settings: impatient) { server in
      var slow: [RawConnection] = []
      for _ in 0..<200 {
        slow.append(try await server.connect(sending: "GET /hello HTTP/1.1\r\nHost: a\r\nX-A: "))
      }
      for _ in 0..<50 {
        #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").text == "hello")
      }
      for connection in slow { #expect(try await blocking { try connection.isClosedByServer() }) }
      try await eventually("no connection left") { server.openConnections == 0 && server.requestsUnderWay == 0 }
    }
  }

  @Test func `a client that stops reading is cut, and its handler told`() async throws {
    let told = Shared(false)
    let route = Route(.get, "/endless", access: .public, "Never ends") { (_: Plain, _) in
      Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            defer { told.change { $0 = true } }
            while true { try await write([UInt8](repeating: 120, count: 32_768)) }
          }))
    }
    var settings = TestServerSettings()
    settings.http.idlePatience = .seconds(1)
    try await serving([route], settings: settings) { server in
      let connection = try await server.connect(
        sending: "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n", receiveBuffer: 4096)
      try await eventually("the handler to be told") { told.value }
      try await eventually("no request under way") { server.requestsUnderWay == 0 }
      connection.leave()
    }
  }
}
