import HTTP
import Runtime
import TestSupport
import Testing

/// `stop()` is what SIGTERM does: whoever was let in gets an answer, and nothing hangs.
struct StoppingTests {
  private var hasty: TestServerSettings {
    var settings = TestServerSettings()
    settings.http.drainPatience = .milliseconds(500)
    return settings
  }

  @Test func `a request that waits is answered when it ends within the patience`() async throws {
    let gate = Gate()
    let answer = try await serving([gate.route]) { server in
      let connection = try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the handler") { gate.arrived == 1 }
      async let stopped: Void = server.http.stop()
      try await eventually("the port to close") { (try? RawConnection(port: server.port)) == nil }
      gate.open()
      let answer = try await blocking { try connection.readResponse() }
      await stopped
      return answer
    }
    #expect(answer.status == 200 && answer.text == "passed")
    #expect(answer["Connection"]?.lowercased() == "close")
  }

  @Test func `a request that waits longer is told that the server goes`() async throws {
    let gate = Gate()
    try await serving([gate.route], settings: hasty) { server in
      var waiting: [RawConnection] = []
      for _ in 0..<20 { waiting.append(try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")) }
      try await eventually("the handlers") { gate.arrived == 20 }
      await server.http.stop()
      for connection in waiting {
        let answer = try await blocking { try connection.readResponse() }
        #expect(answer.status == 503 && answer["Retry-After"] == "1")
      }
      #expect(gate.cancelled == 20)
    }
  }

  @Test func `a handler that does not listen to its cancellation does not hold up the stop`() async throws {
    let release = Shared(false)
    let deaf = Route(.get, "/deaf", access: .public, "Does not listen") { (_: Plain, _) in
      while !release.value { await Task.yield() }
      return .noContent
    }
    let deafStream = Route(.get, "/deaf-stream", access: .public, "Does not listen") { (_: Plain, _) in
      Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            try await write(Array("first".utf8))
            while !release.value { await Task.yield() }
          }))
    }
    try await serving([deaf, deafStream], settings: hasty) { server in
      let plain = try await server.connect(sending: "GET /deaf HTTP/1.1\r\nHost: a\r\n\r\n")
      let stream = try await server.connect(sending: "GET /deaf-stream HTTP/1.1\r\nHost: a\r\n\r\n")
      let begun = try await blocking { try stream.receive() }
      #expect(begun != nil)
      try await eventually("both") { server.requestsUnderWay == 2 }
      await server.http.stop()
      release.change { $0 = true }
      #expect(try await blocking { try plain.readResponse().status } == 503)
      let rest = try await blocking { try stream.receiveAll() }
      #expect(!String(decoding: rest, as: UTF8.self).hasSuffix("0\r\n\r\n"))
    }
  }

  @Test func `an upload under way when the server stops ends, and so does its handler`() async throws {
    let (begun, ended) = (Shared(0), Shared(0))
    let route = Route(.put, "/upload", access: .public, "Takes bytes") { (call: Call<Nothing, Nothing, Upload>, _) in
      begun.countOne()
      defer { ended.countOne() }
      for try await _ in call.body {}
      return .noContent
    }
    try await serving([route], settings: hasty) { server in
      let connection = try await server.connect(
        sending: "PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhello")
      try await eventually("the handler") { begun.value == 1 }
      await server.http.stop()
      try await eventually("its end") { ended.value == 1 }
      _ = try await blocking { try connection.receiveAll() }
    }
  }

  /// Clients that ask again and again while the server stops: a request that was let in is answered, whole.
  @Test func `under load every request that was let in is answered`() async throws {
    let slow = Route(.get, "/slow", access: .public, "Takes a moment") { (_: Plain, _) in
      try await Task.sleep(for: .milliseconds(3))
      return SampleRoutes.text("slow")
    }
    let (asked, answered, broken) = (Shared(0), Shared(0), Shared<[String]>([]))
    try await serving([slow, SampleRoutes.hello]) { server in
      let clients = (0..<16).map { number in
        Task {
          let path = number % 2 == 0 ? "/slow" : "/hello"
          while let connection = try? await server.connect() {
            await self.ask(path, on: connection, asked, answered, broken)
          }
        }
      }
      try await eventually("load") { answered.value > 200 }
      await server.http.stop()
      for client in clients { await client.value }
    }
    #expect(broken.value.isEmpty, "\(broken.value.prefix(5))")
    #expect(answered.value == asked.value)
  }

  /// Five requests on a connection, or as many as the server likes: it says "close" with the last one.
  private func ask(
    _ path: String, on connection: RawConnection, _ asked: Shared<Int>, _ answered: Shared<Int>,
    _ broken: Shared<[String]>
  ) async {
    try? await blocking {
      for _ in 0..<5 {
        // A connection that was never taken from the queue, or that was idle, may be closed without a word.
        try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        guard let first = try connection.receive() else { return }
        asked.countOne()
        do {
          connection.putBack(first)
          let answer = try connection.readResponse()
          answered.countOne()
          guard answer.status == 200, answer["Connection"]?.lowercased() != "close" else { return }
        } catch {
          broken.change { $0.append("\(error)") }
          return
        }
      }
    }
  }

  @Test func `a server that was stopped is gone, and may be stopped again`() async throws {
    try await serving(SampleRoutes.all) { server in
      await server.http.stop()
      #expect(throws: RawConnection.Failure.self) { try RawConnection(port: server.port) }
      await server.http.stop()
    }
  }

  @Test func `a port that is taken is an error with its name`() async throws {
    try await serving(SampleRoutes.all) { server in
      var settings = HTTPServer.Settings()
      settings.port = server.port
      let error = #expect(throws: HTTPServer.CannotListen.self) {
        try HTTPServer(server.application, on: server.loop, settings: settings)
      }
      #expect(error?.description.contains("127.0.0.1:\(server.port)") == true)
    }
  }
}
