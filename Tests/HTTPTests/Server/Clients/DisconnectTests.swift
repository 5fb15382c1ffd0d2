import HTTP
import TestSupport
import Testing

/// Clients that leave, in every phase and in both ways: nothing stays behind, and who waits for them is told.
struct DisconnectTests {
  enum Farewell: CaseIterable, Sendable { case close, reset }

  private func leave(_ connection: RawConnection, _ farewell: Farewell) {
    switch farewell {
    case .close: connection.leave()
    case .reset: connection.resetWhenClosed()
    }
  }

  private func expectNothingLeft(_ server: TestServer) async throws {
    try await eventually("nothing left") { server.openConnections == 0 && server.requestsUnderWay == 0 }
  }

  @Test(
    arguments: [
      "", "GET /hel", "GET /hello HTTP/1.1\r\nHost: a\r\nX-A",
      "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\nabc",
      "PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
      "PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    ], Farewell.allCases)
  func `a client that leaves in the middle of what it says leaves nothing behind`(
    text: String, farewell: Farewell
  ) async throws {
    try await serving(SampleRoutes.all) { server in
      for _ in 0..<20 {
        let connection = try await server.connect(sending: text)
        if !text.isEmpty { try await eventually("the request") { server.openConnections > 0 } }
        leave(connection, farewell)
      }
      try await expectNothingLeft(server)
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").text == "hello")
    }
  }

  @Test(arguments: Farewell.allCases)
  func `a client that leaves while its handler waits cancels the handler's task`(farewell: Farewell) async throws {
    let gate = Gate()
    try await serving([gate.route]) { server in
      for number in 1...10 {
        let connection = try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        try await eventually("the handler") { gate.arrived == number }
        leave(connection, farewell)
      }
      try await eventually("the cancellations") { gate.cancelled == 10 }
      try await expectNothingLeft(server)
    }
  }

  @Test(arguments: Farewell.allCases)
  func `a client that leaves its upload is reported to the handler that reads it`(farewell: Farewell) async throws {
    let (begun, failed) = (Shared(0), Shared(0))
    let route = Route(.put, "/upload", access: .public, "Takes bytes") { (call: Call<Nothing, Nothing, Upload>, _) in
      begun.countOne()
      do {
        for try await _ in call.body {}
      } catch {
        failed.countOne()
        throw error
      }
      return .noContent
    }
    try await serving([route]) { server in
      for number in 1...10 {
        let head = number % 2 == 0 ? "Content-Length: 100000" : "Transfer-Encoding: chunked"
        let connection = try await server.connect(sending: "PUT /upload HTTP/1.1\r\nHost: a\r\n\(head)\r\n\r\n")
        try await eventually("the handler") { begun.value == number }
        try connection.send("5\r\nhello\r\n")
        leave(connection, farewell)
      }
      try await eventually("ten broken uploads") { failed.value == 10 }
      try await expectNothingLeft(server)
    }
  }

  /// With a reset: a farewell waits behind the bytes that nobody takes, so nothing of it reaches us.
  @Test func `a client that breaks off an upload nobody reads is noticed`() async throws {
    let gate = Gate()
    let route = Route(.put, "/slow", access: .public, "Reads late") { (call: Call<Nothing, Nothing, Upload>, _) in
      try await gate.pass()
      for try await _ in call.body {}
      return .noContent
    }
    try await serving([route]) { server in
      for number in 1...5 {
        let connection = try await server.connect(
          sending: "PUT /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n")
        // A quarter of a MiB and the kernel's buffers: then it is full, and nothing is read any more.
        let sent = try await blocking {
          connection.sendUntilFull([UInt8](repeating: 97, count: 65_536), atMost: 50_000_000)
        }
        #expect(sent < 50_000_000)
        #expect(gate.arrived == number)
        connection.resetWhenClosed()
      }
      try await eventually("the cancellations") { gate.cancelled == 5 }
      try await expectNothingLeft(server)
    }
  }

  @Test(arguments: Farewell.allCases)
  func `a client that leaves its download ends the one who makes it`(farewell: Farewell) async throws {
    let (begun, ended) = (Shared(0), Shared(0))
    let route = Route(.get, "/endless", access: .public, "Never ends") { (_: Plain, _) in
      Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            begun.countOne()
            defer { ended.countOne() }
            while true { try await write([UInt8](repeating: 120, count: 10_000)) }
          }))
    }
    try await serving([route]) { server in
      for number in 1...10 {
        let connection = try await server.connect(
          sending: "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n", receiveBuffer: number % 2 == 0 ? 4096 : nil)
        _ = try await blocking { try connection.receive() }
        leave(connection, farewell)
      }
      try await eventually("the ends") { begun.value == 10 && ended.value == 10 }
      try await expectNothingLeft(server)
    }
  }

  @Test func `a producer that waits learns that the client has gone`() async throws {
    let gate = Gate()
    let route = Route(.get, "/pauses", access: .public, "Pauses") { (_: Plain, _) in
      Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            try await write(Array("first".utf8))
            try await gate.pass()
          }))
    }
    try await serving([route]) { server in
      let connection = try await server.connect(sending: "GET /pauses HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the pause") { gate.arrived == 1 }
      _ = try await blocking { try connection.receive() }
      connection.leave()
      try await eventually("the cancellation") { gate.cancelled == 1 }
      try await expectNothingLeft(server)
    }
  }
}
