/// An answer as it came over the wire.
package struct RawResponse: Sendable {
  package var status = 0
  package var headers: [(name: String, value: String)] = []
  package var body: [UInt8] = []

  package var text: String { String(decoding: body, as: UTF8.self) }

  package subscript(name: String) -> String? { all(name).first }

  package func all(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }
}

extension RawConnection {
  /// Sends and reads one answer.
  package func ask(_ text: String, hasBody: Bool = true) throws -> RawResponse {
    try send(text)
    return try readResponse(hasBody: hasBody)
  }

  /// The next answer; throws when the connection ends inside it. `hasBody` is false after HEAD.
  package func readResponse(hasBody: Bool = true) throws -> RawResponse {
    var response = try readHead()
    guard hasBody, response.status >= 200, response.status != 204, response.status != 304 else { return response }
    if response["Transfer-Encoding"] == "chunked" {
      response.body = try readChunks()
    } else if let length = response["Content-Length"].flatMap({ Int($0) }) {
      response.body = try read(length)
    } else {
      response.body = try receiveAll()
    }
    return response
  }

  package func readHead() throws -> RawResponse {
    let status = try line()
    guard status.hasPrefix("HTTP/1."), let code = Int(status.dropFirst(9).prefix(3)) else {
      throw Failure(description: "not a status line: \(status)")
    }
    var response = RawResponse(status: code)
    while case let field = try line(), !field.isEmpty {
      let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw Failure(description: "not a header: \(field)") }
      response.headers.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
    }
    return response
  }

  private func readChunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while case let size = try line(), let count = Int(size, radix: 16) {
      if count == 0 {
        _ = try line()
        return body
      }
      body += try read(count)
      _ = try line()
    }
    throw Failure(description: "not a chunk size")
  }

  package func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let more = try receive() else {
        throw Failure(description: "closed after \(bytes.count) of \(count) bytes")
      }
      bytes += more
    }
    putBack(bytes[count...])
    return Array(bytes.prefix(count))
  }

  private func line() throws -> String {
    var bytes: [UInt8] = []
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        putBack(bytes[(end + 1)...])
        guard end > 0, bytes[end - 1] == UInt8(ascii: "\r") else { throw Failure(description: "a line without CR") }
        return String(decoding: bytes[..<(end - 1)], as: UTF8.self)
      }
      guard let more = try receive() else { throw Failure(description: "closed inside a line") }
      bytes += more
    }
  }
}

/// How many status lines stand in what a server sent: a second one is an answer that nobody asked for.
package func statusLines(in bytes: [UInt8]) -> Int {
  let mark = Array("HTTP/1.".utf8)
  guard bytes.count >= mark.count else { return 0 }
  return (0...(bytes.count - mark.count)).count { bytes[$0...].starts(with: mark) }
}
