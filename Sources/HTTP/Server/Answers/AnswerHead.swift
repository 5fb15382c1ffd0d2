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

  /// `date` is the field with its line's end.
  mutating func appendHead(_ response: Response, _ manner: Manner, date: [UInt8]) {
    appendStatus(response.status)
    append(date)
    appendLength(response, manner)
    for (name, value) in response.headers.fields { appendField(name, value) }
    appendEnd(manner)
  }

  /// All but the date and the end, which are other ones each time.
  static func preparedHead(of response: Response) -> Bytes {
    var outbox = Outbox()
    outbox.appendStatus(response.status)
    outbox.appendLength(response, Manner())
    for (name, value) in response.headers.fields { outbox.appendField(name, value) }
    return outbox.finish()
  }

  mutating func appendStatus(_ status: Status) {
    append("HTTP/1.1 ")
    append(String(status.code))
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
  mutating func appendEnd(_ manner: Manner) {
    if manner.isLast {
      append("Connection: close\r\n\r\n")
    } else if manner.isOld {
      append("Connection: keep-alive\r\n\r\n")
    } else {
      append("\r\n")
    }
  }

  /// A 204 has no length and a 304 not that of the body which it stands for (RFC 9110, 8.6).
  private mutating func appendLength(_ response: Response, _ manner: Manner) {
    guard response.status.mayHaveBody else { return }
    if let length = response.body.length {
      appendField("Content-Length", String(length))
    } else if !manner.isOld {
      append("Transfer-Encoding: chunked\r\n")
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

extension Status {
  var mayHaveBody: Bool { code >= 200 && code != 204 && code != 304 }

  var phrase: StaticString {
    switch code {
    case 101: "Switching Protocols"
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 206: "Partial Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    default: phraseOfRefusal
    }
  }

  private var phraseOfRefusal: StaticString {
    switch code {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 416: "Range Not Satisfiable"
    case 422: "Unprocessable Content"
    case 426: "Upgrade Required"
    case 428: "Precondition Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Unknown"
    }
  }
}
