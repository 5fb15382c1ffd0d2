import Glibc
import HTTP

/// An HTTP connection that stays open, for a thread of its own: calls block. A server that went away is found again with the
/// next request.
final class Conversation {
  struct Broken: Error {}

  struct Answer {
    let status: Int
    let body: [UInt8]
    let cookies: [String]
    let retryAfter: Int?
    let location: String?

    var json: JSON { (try? JSONParser.parse(body)) ?? .null }
  }

  private let host: String
  private let port: UInt16
  private var descriptor: Int32 = -1
  private var buffer: [UInt8] = []

  init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

  deinit { leave() }

  /// Throws `Broken` when nobody can know whether it was carried out.
  func ask(_ method: String, _ path: String, cookie: String? = nil, key: String? = nil, json: JSON? = nil) throws
    -> Answer
  {
    do {
      if descriptor < 0 { try connect() }
      let body = json?.serialized().text ?? ""
      var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)", "Content-Length: \(body.utf8.count)"]
      if let cookie { lines.append("Cookie: watts_up_session=\(cookie)") }
      if let key { lines.append("Authorization: Bearer \(key)") }
      if json != nil { lines.append("Content-Type: application/json") }
      try send(Array((lines + ["", body]).joined(separator: "\r\n").utf8))
      return try receive()
    } catch {
      leave()
      throw error
    }
  }

  private func leave() {
    if descriptor >= 0 { close(descriptor) }
    (descriptor, buffer) = (-1, [])
  }

  private func connect() throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let address = found else { throw Broken() }
    defer { freeaddrinfo(address) }
    let socket = Glibc.socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw Broken() }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    guard Glibc.connect(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
      close(socket)
      throw Broken()
    }
    descriptor = socket
  }

  private func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Broken() }
      rest = rest.dropFirst(count)
    }
  }

  private func more() throws {
    var piece = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else { throw Broken() }
    buffer += piece.prefix(count)
  }

  private func line() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<end].filter { $0 != 13 }, as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      try more()
    }
  }

  private func receive() throws -> Answer {
    let words = try line().split(separator: " ")
    guard words.count > 1, let status = Int(words[1]) else { throw Broken() }
    var (length, retryAfter, location, cookies) = (0, nil as Int?, nil as String?, [] as [String])
    while case let field = try line(), !field.isEmpty {
      let parts = field.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      let value = String(parts[1].drop { $0 == " " })
      switch parts[0].lowercased() {
      case "content-length": length = Int(value) ?? 0
      case "retry-after": retryAfter = Int(value)
      case "location": location = value
      case "set-cookie": cookies.append(value)
      default: break
      }
    }
    if status == 204 || status == 304 { length = 0 }
    while buffer.count < length { try more() }
    defer { buffer.removeFirst(length) }
    return Answer(
      status: status, body: Array(buffer.prefix(length)), cookies: cookies, retryAfter: retryAfter, location: location)
  }
}
