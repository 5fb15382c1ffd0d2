import Runtime

/// The status line and the fields of an answer, as they are sent (RFC 9112, 4 and 6).
extension Outbox {
  /// How an answer is said on its connection.
  struct Manner {
    /// The connection ends with this answer.
    var isLast = false
    /// The client speaks HTTP/1.0.
    var isOld = false
    /// The request was HEAD: a body is described and not sent.
    var isHead = false
  }

  mutating func appendHead(_ response: Response, _ manner: Manner, _ common: CommonLines) {
    write { block in
      block.appendStatus(response.status)
      block.append(common.date)
      block.appendLength(of: response, isOld: manner.isOld)
      for (name, value) in response.headers.own { block.appendField(name, value) }
      block.append("X-Request-Id: ")
      block.append(common.requestID)
      block.append("\r\n")
      let headers = response.headers
      common.fields.append(to: &block, beside: headers, CommonFields.manner(beside: headers))
      block.appendEnd(manner)
    }
  }

  mutating func appendHead(_ prepared: PreparedResponse, _ manner: Manner, _ common: CommonLines) {
    write { block in
      block.append(prepared.head.raw)
      block.append(common.date)
      common.fields.append(to: &block, beside: prepared.response.headers, prepared.manner)
      block.appendEnd(manner)
    }
  }

  /// A piece of a streamed answer. To a client of HTTP/1.0 the end of the connection is the end of the answer.
  mutating func appendPiece(_ piece: [UInt8], _ manner: Manner) {
    guard !manner.isOld else { return append(piece) }
    append(String(piece.count, radix: 16))
    append("\r\n")
    append(piece)
    append("\r\n")
  }
}

/// What every head has, beside what its answer says.
struct CommonLines {
  /// The field with its line's end.
  let date: [UInt8]
  let requestID: Identifier<Request>
  let fields: CommonFields
}

extension ByteWriter {
  /// All but what is another one each time.
  static func preparedHead(of response: Response) -> Bytes {
    var block = ByteWriter()
    block.appendStatus(response.status)
    block.appendLength(of: response, isOld: false)
    for (name, value) in response.headers.own { block.appendField(name, value) }
    return block.finish()
  }

  mutating func appendStatus(_ status: Status) {
    if status == .ok { return append("HTTP/1.1 200 OK\r\n") }
    append("HTTP/1.1 ")
    append(decimal: status.code)
    append(" ")
    append(status.phrase)
    append("\r\n")
  }

  mutating func appendField(_ name: String, _ value: String) {
    append(name)
    append(": ")
    append(value)
    append("\r\n")
  }

  /// Ends the head.
  fileprivate mutating func appendEnd(_ manner: Outbox.Manner) {
    if manner.isLast {
      append("Connection: close\r\n\r\n")
    } else if manner.isOld {
      append("Connection: keep-alive\r\n\r\n")
    } else {
      append("\r\n")
    }
  }

  /// A 204 has no length and a 304 not that of the body which it stands for (RFC 9110, 8.6).
  fileprivate mutating func appendLength(of response: Response, isOld: Bool) {
    guard response.status.mayHaveBody else { return }
    if let length = response.body.length {
      append("Content-Length: ")
      append(decimal: length)
      append("\r\n")
    } else if !isOld {
      append("Transfer-Encoding: chunked\r\n")
    }
  }

  mutating func append(_ id: Identifier<Request>) {
    append(upTo: Identifier<Request>.length) { id.write(to: $0) }
  }
}

extension Response.Body {
  /// nil where nobody knows before its end.
  var length: Int? {
    switch self {
    case .empty: 0
    case .bytes(let bytes): bytes.count
    case .file(let slice): slice.count
    case .stream: nil
    }
  }
}
