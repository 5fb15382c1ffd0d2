import CMicrohttpd

/// Refuses what libmicrohttpd lets through and should not: anything that two servers in a row could read differently.
struct HeaderGuard {
  enum Fault: Error {
    case malformed
    case tooLarge
    case twoOrigins
  }

  private(set) var headers = Headers()
  private var hosts = 0
  private var lengths = 0
  private var encodings = 0
  private var origins = 0
  private var layout: HeadLayout
  private var fault: Fault?

  private init(_ layout: HeadLayout) { self.layout = layout }

  /// The headers of a request, or why it is refused.
  static func read(_ connection: OpaquePointer, version: String, _ layout: HeadLayout) throws(Fault) -> HeaderGuard {
    var guardian = HeaderGuard(layout)
    withUnsafeMutablePointer(to: &guardian) { pointer in
      _ = MHD_get_connection_values_n(connection, .HEADER_KIND, takeHeader, pointer)
    }
    guardian.layout.finish(after: mhd_head_size(connection))
    try guardian.judge(version: version)
    return guardian
  }

  /// Length of the body to come; nil when it comes in chunks.
  var announcedLength: Int? { encodings > 0 ? nil : headers["Content-Length"].flatMap { Int($0) } ?? 0 }
  var hasBody: Bool { announcedLength != 0 }

  fileprivate mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    layout.take(name: name, value: value)
    guard !name.isEmpty, name.allSatisfy(HeaderGuard.isTokenByte), !value.contains(where: HeaderGuard.isControl) else {
      fault = .malformed
      return
    }
    // A token is ASCII, and so are nearly all values: validating would be the most expensive part of reading them.
    let nameText = String(decoding: name, as: UTF8.self)
    let isPlain = value.allSatisfy { $0 < 128 }
    let valueText = isPlain ? String(decoding: value, as: UTF8.self) : HeaderGuard.foreignText(value)
    if Headers.same(nameText, "Host") { hosts += 1 }
    if Headers.same(nameText, "Content-Length") { lengths += 1 }
    if Headers.same(nameText, "Transfer-Encoding") { encodings += 1 }
    if Headers.same(nameText, "Origin") { origins += 1 }
    headers.addChecked(nameText, valueText)
  }

  private mutating func judge(version: String) throws(Fault) {
    if let fault { throw fault }
    guard !layout.hasGap, hosts <= 1, lengths <= 1, encodings <= 1, lengths + encodings <= 1 else {
      throw .malformed
    }
    guard origins <= 1 else { throw .twoOrigins }
    if hosts == 0, version != "HTTP/1.0" { throw .malformed }
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .malformed }
    if let encoding = headers["Transfer-Encoding"] {
      guard version == "HTTP/1.1", encoding.lowercased() == "chunked" else { throw .malformed }
    }
    if let length = headers["Content-Length"] {
      guard !length.isEmpty, length.utf8.allSatisfy({ (48...57).contains($0) }) else { throw .malformed }
      // Above this libmicrohttpd may take the number for "until the connection closes".
      guard length.utf8.count <= 18 else { throw .tooLarge }
    }
  }

  /// Header values are bytes to HTTP; what is not UTF-8 is read as Latin-1, as everybody does.
  private static func foreignText(_ value: UnsafeRawBufferPointer) -> String {
    String(validating: value, as: UTF8.self) ?? String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
  }

  /// RFC 9110, 5.6.2: a space before the colon makes part of a name here, and so is refused.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 45, 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 32 && byte != 9 || byte == 127 }
}

private func takeHeader(
  context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameLength: Int,
  value: UnsafePointer<CChar>?, valueLength: Int
) -> MHD_Result {
  context?.assumingMemoryBound(to: HeaderGuard.self).pointee.take(
    name: UnsafeRawBufferPointer(start: name, count: nameLength),
    value: UnsafeRawBufferPointer(start: value, count: valueLength))
  return .YES
}
