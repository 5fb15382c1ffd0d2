import Testing

@testable import HTTP

/// Heads, without a socket: where they end, and what is read from them.
struct RequestHeadTests {
  private func head(_ text: String) throws -> RequestHead {
    var head: RequestHead?
    try Array(text.utf8).withUnsafeBytes { head = try RequestHead($0) }
    return head.take()!
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n",
    "GET / HTTP/1.1\nHost: a\r\n\n",
  ])
  func `the end is found wherever the packets are cut`(text: String) {
    let bytes = Array((text + "rest").utf8)
    for first in 0..<text.utf8.count {
      var scanned = 0
      for count in [first, text.utf8.count - 1] {
        let early = bytes.prefix(max(first, count)).withUnsafeBytes { HeadScan.end(of: $0, from: &scanned) }
        #expect(early == nil)
      }
      #expect(bytes.withUnsafeBytes { HeadScan.end(of: $0, from: &scanned) } == text.utf8.count)
    }
  }

  @Test func `a head is taken apart`() throws {
    let head = try head(
      "POST /a?b=c HTTP/1.1\r\nhost:a\r\nX-A: \t b c \t\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n")
    #expect(head.method == .post && head.target == "/a?b=c" && !head.isOld && head.keepsAlive && head.asksFirst)
    #expect(head.headers["Host"] == "a" && head.headers["X-A"] == "b c")
    #expect(head.framing.left == 3)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true), ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, Close\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close, keep-alive\r\n\r\n", false),
    ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
  ])
  func `who asks again says so, each version in its way`(text: String, keepsAlive: Bool) throws {
    let said = try head(text).keepsAlive
    #expect(said == keepsAlive)
  }

  @Test func `a version of another major number is told apart from nonsense`() {
    #expect(throws: RequestHead.Fault.versionNotSupported) { _ = try head("GET / HTTP/3.0\r\nHost: a\r\n\r\n") }
    for version in ["HTTP/1.2", "HTTP/11", "http/1.1", "HTTP/1,1", "HTTP/1.1.", ""] {
      #expect(throws: RequestHead.Fault.malformed) { _ = try head("GET / \(version)\r\nHost: a\r\n\r\n") }
    }
  }

  @Test func `a head that is too long is its target's fault, or not`() {
    let target = Array("GET /\(String(repeating: "a", count: 30_000)) HTTP/1.1\r\n".utf8)
    #expect(target.withUnsafeBytes { HeadScan.fault(ofLong: $0) } == .targetTooLong)
    let field = Array("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 30_000))".utf8)
    #expect(field.withUnsafeBytes { HeadScan.fault(ofLong: $0) } == .tooLarge)
  }

  @Test func `empty lines before it are no part of it`() {
    #expect(Array("\r\n\n\r\nGET".utf8).withUnsafeBytes { HeadScan.emptyLines(before: $0) } == 5)
    #expect(Array("\rGET".utf8).withUnsafeBytes { HeadScan.emptyLines(before: $0) } == 0)
    #expect(Array("\r".utf8).withUnsafeBytes { HeadScan.emptyLines(before: $0) } == 0)
  }
}
