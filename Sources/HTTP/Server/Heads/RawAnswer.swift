import CMicrohttpd
import Glibc

/// An answer written straight to a connection that is closed after it: where libmicrohttpd is not asked, or says no.
enum RawAnswer {
  /// Bytes that a client does not take at once are lost with the connection.
  static func send(_ response: Response, on descriptor: Int32) {
    let bytes = bytes(of: response)
    _ = bytes.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }

  private static func bytes(of response: Response) -> [UInt8] {
    let code = response.status.code
    let body = if case .bytes(let bytes) = response.body { bytes.array } else { [UInt8]() }
    let phrase = MHD_get_reason_phrase_for(UInt32(code)).map { String(cString: $0) } ?? ""
    var head = "HTTP/1.1 \(code) \(phrase)\r\nDate: \(date)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
    for (name, value) in response.headers.fields { head += "\(name): \(value)\r\n" }
    return Array("\(head)\r\n".utf8) + body
  }

  /// RFC 9110, 5.6.7. The machine's own clock, as libmicrohttpd's.
  private static var date: String {
    var (now, parts) = (time(nil), tm())
    gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
