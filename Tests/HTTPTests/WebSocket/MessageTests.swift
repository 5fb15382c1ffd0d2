import HTTP
import TestSupport
import Testing

struct MessageTests {
  private static let echo = Route.socket("/echo", access: .public, "Echoes") { (_: Plain, _, socket) in
    while let message = await socket.receive() {
      switch message {
      case .text(let text): try await socket.send(Bytes(text))
      case .binary(let bytes): try await socket.send(Bytes("\(bytes.count) bytes"))
      }
    }
  }

  private func talking<Value: Sendable>(
    early: [UInt8] = [], _ conversation: @escaping @Sendable (WebSocketClient) throws -> Value
  ) async throws -> Value {
    try await serving([Self.echo]) { server in
      let port = server.port
      let value = try await blocking { try conversation(WebSocketClient(port: port, path: "/echo", early: early)) }
      try await eventually("no socket left") { server.openSockets == 0 }
      return value
    }
  }

  @Test func `messages of every length come back as they went`() async throws {
    let lengths = [0, 1, 125, 126, 127, 4095, 4096, 65_535, 65_536]
    let wrong = try await talking { client in
      try lengths.filter { length in
        let text = String(repeating: "é", count: length / 2) + String(repeating: "a", count: length % 2)
        try client.send(text)
        return try client.receive() != WebSocketClient.Frame(.text, Array(text.utf8))
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `fragments are one message, and a ping between them is answered at once`() async throws {
    let frames = try await talking { client in
      try client.send(.init(.text, Array("Hel".utf8), isLast: false))
      try client.send(.init(.ping, Array("are you there".utf8)))
      // The letter é, cut in two.
      try client.send(.init(.continuation, Array("lo ".utf8) + [0xC3], isLast: false))
      try client.send(.init(.continuation, [0xA9]))
      return [try client.receive(), try client.receive()]
    }
    #expect(frames[0]?.opcode == WebSocketClient.Opcode.pong.rawValue && frames[0]?.text == "are you there")
    #expect(frames[1]?.text == "Hello é")
  }

  @Test func `a thousand frames in one packet are answered one by one`() async throws {
    let texts = try await talking { client in
      let frames = (0..<1000).flatMap { WebSocketClient.encode(.init(.text, Array("message \($0)".utf8))) }
      try client.connection.send(frames)
      return try (0..<1000).map { _ in try client.receive()?.text }
    }
    #expect(texts == (0..<1000).map { "message \($0)" })
  }

  @Test func `a frame that comes byte by byte is a frame`() async throws {
    let text = try await talking { client in
      for byte in WebSocketClient.encode(.init(.text, Array("slowly".utf8))) { try client.connection.send([byte]) }
      return try client.receive()?.text
    }
    #expect(text == "slowly")
  }

  @Test func `frames in the packet of the handshake are not lost`() async throws {
    let early = (0..<50).flatMap { WebSocketClient.encode(.init(.text, Array("early \($0)".utf8))) }
    let texts = try await talking(early: early) { client in try (0..<50).map { _ in try client.receive()?.text } }
    #expect(texts == (0..<50).map { "early \($0)" })
  }

  @Test(arguments: [1000, 1001, 3000, 4999])
  func `a client that says goodbye hears the same code back`(code: UInt16) async throws {
    let answered = try await talking { client in
      try client.close(code)
      return (try client.closeCode(), try client.connection.isClosedByServer())
    }
    #expect(answered == (Int(code), true))
  }

  struct Breach: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: Int
    let bytes: [UInt8]
    init(_ name: String, _ code: Int, _ bytes: [UInt8]) {
      (testDescription, self.code, self.bytes) = (name, code, bytes)
    }
  }

  private static let hello = WebSocketClient.Frame(.text, Array("hello".utf8))

  @Test(arguments: [
    Breach("a frame without a mask", 1002, WebSocketClient.encode(hello, masked: false)),
    Breach("a reserved bit", 1002, WebSocketClient.encode(hello, reserved: 4)),
    Breach("an opcode nobody knows", 1002, [0x83, 0x80, 1, 2, 3, 4]),
    Breach("a control frame in pieces", 1002, WebSocketClient.encode(.init(.ping, [], isLast: false))),
    Breach("a ping of 126 bytes", 1002, WebSocketClient.encode(.init(.ping, [UInt8](repeating: 0, count: 126)))),
    Breach("a continuation of nothing", 1002, WebSocketClient.encode(.init(.continuation, [1]))),
    Breach(
      "a message inside a message", 1002,
      WebSocketClient.encode(.init(.text, [97], isLast: false)) + WebSocketClient.encode(.init(.text, [97]))),
    Breach("text that is not UTF-8", 1007, WebSocketClient.encode(.init(.text, [0xC3, 0x28]))),
    Breach("text with a surrogate", 1007, WebSocketClient.encode(.init(.text, [0xED, 0xA0, 0x80]))),
    Breach("text that ends inside a letter", 1007, WebSocketClient.encode(.init(.text, [0xC3]))),
    Breach("a message over 64 KiB", 1009, WebSocketClient.encode(.init(.text, [UInt8](repeating: 97, count: 65_537)))),
    Breach(
      "fragments over 64 KiB", 1009,
      (0..<3).flatMap { number in
        WebSocketClient.encode(
          .init(number == 0 ? .text : .continuation, [UInt8](repeating: 97, count: 30_000), isLast: false))
      }),
    Breach("a length of 2^63", 1002, [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
    Breach("a close code that must not be sent", 1002, WebSocketClient.encode(.init(.close, [0x03, 0xED]))),
    Breach("a close reason that is not UTF-8", 1007, WebSocketClient.encode(.init(.close, [0x03, 0xE8, 0xFF]))),
  ])
  func `a client that breaks the protocol is told how and cut`(breach: Breach) async throws {
    let code = try await talking { client in
      try client.connection.send(breach.bytes)
      return try client.closeCode()
    }
    #expect(code == breach.code)
  }
}
