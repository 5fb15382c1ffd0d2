import Foundation
import HTTP
import TestSupport
import Testing

/// Sockets over time: slow readers, silent clients, handlers that fail, goodbyes on both sides.
struct SocketLifeTests {
  private func route(_ handler: @escaping @Sendable (WebSocket) async throws -> Void) -> Route {
    .socket("/live", access: .public, "Lives") { (_: Plain, _, socket) in try await handler(socket) }
  }

  private func open(_ server: TestServer, receiveBuffer: Int32? = nil) async throws -> WebSocketClient {
    let port = server.port
    return try await blocking { try WebSocketClient(port: port, path: "/live", receiveBuffer: receiveBuffer) }
  }

  @Test func `a handler that fails says so with 1011, one that ends with 1000`() async throws {
    struct Failure: Error {}
    let failing = route { _ in throw Failure() }
    let ending = Route.socket("/ending", access: .public, "Ends") { (_: Plain, _, socket) in
      try await socket.send(Bytes("last words"))
    }
    try await serving([failing, ending]) { server in
      let port = server.port
      let client = try await open(server)
      #expect(try await blocking { try client.closeCode() } == 1011)
      let other = try await blocking { try WebSocketClient(port: port, path: "/ending") }
      #expect(try await blocking { try other.receive()?.text } == "last words")
      #expect(try await blocking { try other.closeCode() } == 1000)
      try client.close(1011)
      try other.close(1000)
      try await eventually("no socket left") { server.openSockets == 0 }
    }
  }

  @Test(arguments: [true, false])
  func `a client that leaves ends its handler, whatever it waits for`(byReset: Bool) async throws {
    let (begun, cancelled, ended) = (Shared(0), Shared(0), Shared(0))
    let waiting = route { socket in
      begun.countOne()
      defer { ended.countOne() }
      await withTaskGroup { group in
        group.addTask { while await socket.receive() != nil {} }
        group.addTask {
          do { try await Task.sleep(for: .seconds(3600)) } catch { cancelled.countOne() }
        }
      }
    }
    try await serving([waiting]) { server in
      for number in 1...10 {
        let client = try await open(server)
        try await eventually("the handler") { begun.value == number }
        if byReset { client.connection.resetWhenClosed() } else { client.connection.leave() }
      }
      try await eventually("the ends") { cancelled.value == 10 && ended.value == 10 }
      try await eventually("no socket left") { server.openSockets == 0 }
    }
  }

  @Test func `a client that leaves while its inbox is full ends its handler`() async throws {
    let gate = Gate()
    try await serving([route { _ in try await gate.pass() }]) { server in
      let client = try await open(server)
      try await eventually("the handler") { gate.arrived == 1 }
      _ = try await blocking {
        let frame = WebSocketClient.encode(.init(.text, [UInt8](repeating: 97, count: 60_000)))
        return client.connection.sendUntilFull(frame, atMost: 50_000_000)
      }
      client.connection.resetWhenClosed()
      _ = consume client
      try await eventually("the cancellation") { gate.cancelled == 1 }
    }
  }

  @Test func `who sends to a client that does not read waits, and goes on when it does`() async throws {
    let sent = Shared(0)
    let piece = String(repeating: "x", count: 50_000)
    let talkative = route { socket in
      for number in 0..<400 {
        try await socket.send(Bytes("\(number) \(piece)"))
        sent.countOne()
      }
    }
    try await serving([talkative]) { server in
      let client = try await open(server, receiveBuffer: 4096)
      try await settles(sent)
      // The kernel takes a few MB, we a quarter of one.
      #expect(sent.value < 200)
      let texts = try await blocking { try (0..<400).map { _ in try client.receive()?.text.prefix(4) } }
      #expect(texts.enumerated().allSatisfy { $1?.hasPrefix("\($0) ") == true })
      #expect(try await blocking { try client.closeCode() } == 1000)
    }
  }

  /// Waits until a count stands still.
  private func settles(_ count: Shared<Int>) async throws {
    var last = -1
    try await eventually("the count to stand still") {
      defer { last = count.value }
      try await Task.sleep(for: .milliseconds(100))
      return count.value > 0 && count.value == last
    }
  }

  @Test func `offers to a client that does not read are replaced by newer ones, and the last one arrives`() async throws
  {
    let offered = Shared(0)
    let piece = String(repeating: "x", count: 20_000)
    let progress = route { socket in
      for number in 1...5000 {
        socket.offer(Bytes("a \(number) \(piece)"), key: "a")
        socket.offer(Bytes("b \(number) \(piece)"), key: "b")
        offered.countOne()
        if number % 50 == 0 { await Task.yield() }
      }
      _ = await socket.receive()
    }
    try await serving([progress]) { server in
      let client = try await open(server, receiveBuffer: 4096)
      // 200 MB are offered: none of it waits for the client.
      try await eventually("the offers") { offered.value == 5000 }
      let (count, last) = try await blocking {
        var last: [String: Int] = [:]
        var count = 0
        while last["a"] != 5000 || last["b"] != 5000, let frame = try client.receive() {
          let words = frame.text.prefix(12).split(separator: " ")
          guard words.count >= 2, let number = Int(words[1]) else { break }
          if (last[String(words[0])] ?? 0) >= number { break }
          last[String(words[0])] = number
          count += 1
        }
        return (count, last)
      }
      #expect(last == ["a": 5000, "b": 5000])
      #expect(count < 2000)
      try client.send("enough")
    }
  }

  @Test func `a client that takes nothing is cut after the stall time`() async throws {
    var settings = TestServerSettings()
    settings.http.socketStall = .seconds(1)
    let ended = Shared(false)
    let talkative = route { socket in
      defer { ended.change { $0 = true } }
      while true { try await socket.send(Bytes(String(repeating: "x", count: 60_000))) }
    }
    try await serving([talkative], settings: settings) { server in
      let client = try await open(server, receiveBuffer: 4096)
      try await eventually("the end of the handler") { ended.value }
      try await eventually("no socket left") { server.openSockets == 0 }
      client.connection.leave()
    }
  }

  @Test func `a silent client is pinged, and dropped when it stays silent`() async throws {
    var settings = TestServerSettings()
    settings.http.socketSilence = .seconds(2)
    let listening = route { socket in while await socket.receive() != nil {} }
    try await serving([listening], settings: settings) { server in
      let port = server.port
      async let answered = blocking {
        let alive = try WebSocketClient(port: port, path: "/live")
        // Longer than the six seconds after which a mute one is given up.
        return try (0..<4).allSatisfy { _ in
          guard let frame = try alive.receive() else { return false }
          try alive.send(.init(.pong, frame.payload))
          return frame.opcode == WebSocketClient.Opcode.ping.rawValue
        }
      }
      let pings = try await blocking {
        let mute = try WebSocketClient(port: port, path: "/live")
        var opcodes: [UInt8] = []
        while let frame = try mute.receive() { opcodes.append(frame.opcode) }
        return opcodes
      }
      #expect(!pings.isEmpty && pings.allSatisfy { $0 == WebSocketClient.Opcode.ping.rawValue })
      #expect(try await answered)
      try await eventually("no socket left") { server.openSockets == 0 }
    }
  }

  @Test func `when the server stops every socket is told 1001 and every handler ends`() async throws {
    let ended = Shared(0)
    let listening = route { socket in
      while await socket.receive() != nil {}
      ended.countOne()
    }
    try await serving([listening]) { server in
      var clients: [WebSocketClient] = []
      for _ in 0..<20 { clients.append(try await open(server)) }
      try await eventually("the sockets") { server.openSockets == 20 }
      async let stopped: Void = server.http.stop()
      for (number, client) in clients.enumerated() {
        #expect(try await blocking { try client.closeCode() } == 1001)
        // Half of them are polite.
        if number % 2 == 0 { try? client.close(1001) }
      }
      await stopped
      try await eventually("the handlers") { ended.value == 20 }
      for client in clients { #expect(try await blocking { try client.connection.isClosedByServer() }) }
    }
  }

  @Test func `many sockets at once each get every message in order`() async throws {
    let echo = route { socket in
      while case .text(let text)? = await socket.receive() { try await socket.send(Bytes(text)) }
    }
    try await serving([echo]) { server in
      let port = server.port
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<16 {
          group.addTask {
            try await blocking {
              let client = try WebSocketClient(port: port, path: "/live")
              for message in 0..<200 { try client.send("\(number) \(message)") }
              return try (0..<200).allSatisfy { try client.receive()?.text == "\(number) \($0)" }
            }
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }
}
