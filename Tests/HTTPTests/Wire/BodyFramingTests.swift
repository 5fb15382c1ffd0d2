import TestSupport
import Testing

@testable import HTTP

/// Where bodies end, without a socket.
struct BodyFramingTests {
  /// Reads `bytes` in packets of `size`; the body, and what was left of the last packet.
  private func read(_ framing: BodyFraming, _ bytes: [UInt8], packets size: Int) -> (Result, body: [UInt8], rest: Int) {
    var (framing, body, held, sent) = (framing, [UInt8](), [UInt8](), 0)
    while true {
      let reading = held.withUnsafeBytes { framing.next(in: $0) }
      if case .piece(let range) = reading.step { body += held[range] }
      held.removeFirst(reading.taken)
      switch reading.step {
      case .piece: continue
      case .whole: return (.whole, body, held.count + bytes.count - sent)
      case .refused(let fault): return (.refused(fault), body, 0)
      case .needsMore:
        if sent == bytes.count { return (.unfinished, body, 0) }
        held += bytes[sent..<min(bytes.count, sent + size)]
        sent = min(bytes.count, sent + size)
      }
    }
  }

  private enum Result: Equatable { case whole, unfinished, refused(RequestHead.Fault) }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `a body of chunks is the same however it is cut`(size: Int) {
    let bytes = Array("5\r\nhello\r\n006;a=b\r\n world\r\n1\n!\n0\r\nX-Trailer: x\r\n\r\nGET".utf8)
    let (result, body, rest) = read(.chunked(ChunkFraming()), bytes, packets: size)
    #expect(result == .whole && body == Array("hello world!".utf8) && rest == 3)
  }

  @Test(arguments: [1, 4, 100])
  func `a body of known length takes no byte more`(size: Int) {
    let (result, body, rest) = read(.length(5), Array("helloGET".utf8), packets: size)
    #expect(result == .whole && body == Array("hello".utf8) && rest == 3)
    #expect(read(.length(5), Array("hell".utf8), packets: size).0 == .unfinished)
  }

  @Test(arguments: [
    ("5\r\nhelloX", RequestHead.Fault.malformed), ("5\r\nhello\rX", .malformed), ("\r\n", .malformed),
    ("5;a\nhello", .malformed), ("5 \r\n", .malformed), ("5;\u{0}\r\n", .malformed), ("123456789\r\n", .bodyTooLarge),
    ("+5\r\n", .malformed), ("5;" + String(repeating: "a", count: 2000), .bodyTooLarge),
    ("0\r\n" + String(repeating: "X: y\r\n", count: 2000), .tooLarge),
  ])
  func `what can be read in two ways is refused`(text: String, fault: RequestHead.Fault) {
    for size in [1, 5, 100_000] {
      #expect(read(.chunked(ChunkFraming()), Array(text.utf8), packets: size).0 == .refused(fault))
    }
  }

  @Test(arguments: 1...5)
  func `chunks of any size are put together`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let body = (0..<Int.random(in: 0...5000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    var (bytes, rest) = ([UInt8](), body[...])
    while !rest.isEmpty {
      let count = Int.random(in: 1...rest.count, using: &random)
      bytes += Array("\(String(count, radix: 16))\r\n".utf8) + rest.prefix(count) + [13, 10]
      rest = rest.dropFirst(count)
    }
    bytes += Array("0\r\n\r\n".utf8)
    let (result, read, _) = read(
      .chunked(ChunkFraming()), bytes, packets: Int.random(in: 1...600, using: &random))
    #expect(result == .whole && read == body, "seed \(seed)")
  }
}
