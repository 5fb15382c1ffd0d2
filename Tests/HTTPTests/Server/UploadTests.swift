import HTTP
import TestSupport
import Testing

struct UploadTests {
  /// A body cut into pieces, with the bytes that carry it.
  private struct Sent: Sendable {
    let request: [UInt8]
    let checksum: String
  }

  private func randomUpload(_ random: inout SplitMix) -> Sent {
    let length =
      [0, 1, 100, 5_000, 70_000, 600_000].map { Int.random(in: 0...$0, using: &random) }.randomElement(using: &random)
      ?? 0
    let body = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
    var checksum = Checksum()
    checksum.add(body)
    var request = Array("PUT /upload HTTP/1.1\r\nHost: a\r\n".utf8)
    if Bool.random(using: &random) {
      request += Array("Content-Length: \(length)\r\n\r\n".utf8) + body
    } else {
      request += Array("Transfer-Encoding: chunked\r\n\r\n".utf8)
      var rest = body[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...min(rest.count, 40_000), using: &random)
        request += Array("\(String(count, radix: 16))\r\n".utf8) + rest.prefix(count) + [13, 10]
        rest = rest.dropFirst(count)
      }
      request += Array("0\r\n\r\n".utf8)
    }
    return Sent(request: request, checksum: checksum.description)
  }

  /// On a few connections at once, each request cut anywhere into packets.
  @Test(arguments: 1...4)
  func `uploads of random sizes arrive exactly`(seed: UInt64) async throws {
    let count = FuzzScale.count(40, long: 2500)
    var settings = TestServerSettings()
    // Making a body may take longer than sending it, under a sanitizer above all.
    settings.http.idlePatience = .seconds(600)
    try await serving(SampleRoutes.all, settings: settings) { server in
      let wrong = try await server.talk { connection in
        var random = SplitMix(seed: seed)
        var wrong: [String] = []
        for number in 0..<count {
          let upload = randomUpload(&random)
          var rest = upload.request[...]
          while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...100_000, using: &random))
            try connection.send(Array(piece))
            rest = rest.dropFirst(piece.count)
          }
          let answer = try connection.readResponse()
          if answer.status != 200 || answer.text != upload.checksum { wrong.append("upload \(number): \(answer.text)") }
        }
        return wrong
      }
      #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
    }
  }

  @Test func `a reader that is slower than its client loses nothing and holds little`() async throws {
    let gate = Gate()
    let route = Route(.put, "/slow", access: .public, "Reads late") { (call: Call<Nothing, Nothing, Upload>, _) in
      try await gate.pass()
      var sum = Checksum()
      for try await piece in call.body {
        #expect(piece.count <= 512 * 1024)
        sum.add(piece)
        await Task.yield()
      }
      return SampleRoutes.text(sum.description)
    }
    let body = (0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var checksum = Checksum()
    checksum.add(body)
    let expected = checksum.description
    try await serving([route]) { server in
      let connection = try await server.connect()
      let length = body.count
      try await blocking { try connection.send("PUT /slow HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n") }
      async let answer = blocking {
        try connection.send(body)
        return try connection.readResponse()
      }
      try await eventually("the handler") { gate.arrived == 1 }
      gate.open()
      #expect(try await answer.text == expected)
    }
  }

  /// Away from the loop the reader and the client's thread meet at every piece.
  @Test func `a reader on a thread of its own is never forgotten by a client that keeps up`() async throws {
    let route = Route(.put, "/aside", access: .public, "Reads aside") { (call: Call<Nothing, Nothing, Upload>, _) in
      let count = try await Task.detached {
        var count = 0
        for try await piece in call.body { count += piece.count }
        return count
      }.value
      return SampleRoutes.text("\(count)")
    }
    try await serving([route]) { server in
      let counts = try await server.talk { connection in
        let body = [UInt8](repeating: 97, count: 40_000_000)
        return try (0..<5).map { _ in
          try connection.send("PUT /aside HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
          try connection.send(body)
          return try connection.readResponse().text
        }
      }
      #expect(counts == Array(repeating: "40000000", count: 5))
    }
  }

  @Test func `a handler may answer before it has read its upload`() async throws {
    let route = Route(.put, "/refuse", access: .public, "Refuses") { (_: Call<Nothing, Nothing, Upload>, _) in
      throw Problem(.forbidden)
    }
    try await serving([route] + SampleRoutes.all) { server in
      let (refused, next) = try await server.talk { connection in
        try connection.send("PUT /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n")
        try connection.send([UInt8](repeating: 97, count: 3_000_000))
        let refused = try connection.readResponse()
        return (refused, try connection.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"))
      }
      #expect(refused.status == 403)
      #expect(next.text == "hello")
    }
  }

  @Test func `a refused upload of any length is not read to its end`() async throws {
    let route = Route(.put, "/refuse", access: .public, "Refuses") { (_: Call<Nothing, Nothing, Upload>, _) in
      throw Problem(.forbidden)
    }
    try await serving([route]) { server in
      let connection = try await server.connect()
      let sent = try await blocking {
        try connection.send("PUT /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n")
        return connection.sendUntilFull([UInt8](repeating: 97, count: 65_536), atMost: 200_000_000)
      }
      #expect(sent < 100_000_000)
      try await eventually("the end of the request") { server.requestsUnderWay == 0 }
    }
  }

  @Test func `an upload without a body is an empty one`() async throws {
    try await serving(SampleRoutes.all) { server in
      let answer = try await server.ask("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
      #expect(answer.text == Checksum().description)
      let without = try await server.ask("PUT /upload HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(without.text == Checksum().description)
    }
  }
}
