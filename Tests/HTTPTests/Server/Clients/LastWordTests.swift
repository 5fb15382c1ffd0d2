import HTTP
import TestSupport
import Testing

/// The answer arrives, whatever the client still sends or sends no more.
struct LastWordTests {
  @Test(arguments: [65_537, 600_000, 2_000_000, 2_097_152], ["length", "chunks"])
  func `a body of up to 2 MiB that is too long is read away, so that its client hears of it`(
    length: Int, framing: String
  ) async throws {
    try await serving(SampleRoutes.all) { server in
      let answer = try await server.talk { connection in
        let head = "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        let body = [UInt8](repeating: 97, count: length)
        if framing == "length" {
          try connection.send("\(head)Content-Length: \(length)\r\n\r\n")
          try connection.send(body)
        } else {
          try connection.send("\(head)Transfer-Encoding: chunked\r\n\r\n\(String(length, radix: 16))\r\n")
          try connection.send(body)
          try connection.send("\r\n0\r\n\r\n")
        }
        return try connection.readResponse()
      }
      #expect(answer.status == 413)
      #expect(answer["Content-Type"] == "application/problem+json")
      try await eventually("nothing left") { server.openConnections == 0 && server.requestsUnderWay == 0 }
    }
  }

  @Test func `chunks without end are told so in their midst`() async throws {
    try await serving(SampleRoutes.all) { server in
      let bytes = try await server.talk { connection in
        try connection.send(
          "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 97, count: 65_536) + [13, 10]
        for _ in 0..<100 where (try? connection.send(chunk)) == nil { break }
        return (try? connection.receiveAll()) ?? []
      }
      // The client may lose it to a reset, as it never stops sending.
      #expect(bytes.isEmpty || bytes.starts(with: Array("HTTP/1.1 413 ".utf8)))
      try await eventually("nothing left") { server.openConnections == 0 && server.requestsUnderWay == 0 }
    }
  }

  @Test(arguments: ["/wait", "/hello", "/cached"])
  func `a client that has said all and closes its half gets its answer`(path: String) async throws {
    let gate = Gate()
    try await serving([gate.route] + SampleRoutes.all) { server in
      for _ in 0..<10 {
        let connection = try await server.connect(sending: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.finishSending()
        gate.open()
        let answer = try await blocking { try connection.readResponse() }
        #expect(answer.status == 200)
        #expect(try await blocking { try connection.isClosedByServer() })
      }
      let item = #"{"name":"x","count":1}"#
      let connection = try await server.connect(
        sending:
          "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: \(item.utf8.count)\r\n\r\n\(item)"
      )
      connection.finishSending()
      #expect(try await blocking { try connection.readResponse().status } == 201)
    }
  }

  @Test func `a client that has closed its half is believed to be there while its handler waits`() async throws {
    let gate = Gate()
    var settings = TestServerSettings()
    settings.http.halfClosedPatience = .seconds(600)
    try await serving([gate.route], settings: settings) { server in
      let connection = try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the handler") { gate.arrived == 1 }
      connection.finishSending()
      let gone = try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the other") { gate.arrived == 2 }
      gone.resetWhenClosed()
      withExtendedLifetime(gone) {}
      gate.open()
      #expect(try await blocking { try connection.readResponse().text } == "passed")
    }
  }
}
