import Foundation
import HTTP
import TestSupport
import Testing

struct RequestFuzzTests {
  private static let valid = [
    "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{\"name\":\"x\",\"count\":1}",
    "PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "HEAD /cached?q=%C3%A9 HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\nAccept-Encoding: gzip;q=0.5, *\r\n\r\n",
  ].map { Array($0.utf8) }

  private static let spices: [[UInt8]] = [
    "\r\n", "\n", "\r", "\0", ":", " ", "\t", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: b\r\n",
    "HTTP/1.1",
    "GET ", "%", "0\r\n\r\n", "ffffffffffffffff\r\n", ": x\r\n", "Expect: 100-continue\r\n", "Upgrade: websocket\r\n",
    "-1",
    "Connection: close\r\n", "X: \(String(repeating: "y", count: 3000))\r\n",
  ].map { Array($0.utf8) }

  private static func malformed(_ random: inout SplitMix) -> [UInt8] {
    var bytes = valid.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1 where place < bytes.count: bytes.remove(at: place)
      default: bytes.insert(contentsOf: spices.randomElement(using: &random) ?? [], at: place)
      }
    }
    return bytes
  }

  /// Sends `count` requests, many on a connection until the server closes it.
  private static func pour(_ count: Int, into port: UInt16, seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var sent = 0
    while sent < count {
      let connection = try RawConnection(port: port)
      for _ in 0..<Int.random(in: 1...50, using: &random) {
        sent += 1
        do { try connection.send(malformed(&random)) } catch { break }
        guard (try? connection.receive(within: .zero)) != .some(nil) else { break }
      }
      if Bool.random(using: &random) { connection.resetWhenClosed() } else { connection.finishSending() }
    }
  }

  private static var residentKilobytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  @Test func `malformed requests leave the server answering and its memory flat`() async throws {
    let seed: UInt64 = 41
    try await serving(SampleRoutes.all) { server in
      let port = server.port
      let (first, rest) = (FuzzScale.count(800, long: 10_000), FuzzScale.count(2200, long: 90_000))
      try await blocking { try Self.pour(first, into: port, seed: seed) }
      let before = Self.residentKilobytes
      try await blocking { try Self.pour(rest, into: port, seed: seed + 1) }
      let after = Self.residentKilobytes
      print(
        "malformed requests: \(before) KiB after \(first), \(after) KiB after \(first + rest), seeds \(seed), \(seed + 1)"
      )
      // Other tests of the process may run meanwhile; a leak of one exchange each would be far more than this.
      #expect(after - before < 200_000, "seeds \(seed) and \(seed + 1)")
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").text == "hello")
      try await eventually("nothing left", within: .seconds(60)) {
        server.requestsUnderWay == 0 && server.openConnections == 0
      }
    }
  }
}
