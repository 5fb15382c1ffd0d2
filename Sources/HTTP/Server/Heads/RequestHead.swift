/// The head of a request, taken apart (RFC 9112, 3 and 5). Whatever two servers in a row could read differently is a fault.
struct RequestHead {
  enum Fault: Error {
    case malformed
    case versionNotSupported
    /// A body that nobody could hold.
    case bodyTooLarge
    case twoOrigins
    /// Of the head itself.
    case tooLarge, targetTooLong
  }

  private(set) var method = ""
  /// Empty where it is not UTF-8: refused, instead of read with repaired bytes.
  private(set) var target = ""
  private(set) var isOld = false
  private(set) var headers = Headers()
  private(set) var framing = BodyFraming.none
  /// Whether the client wants to ask again on the same connection.
  private(set) var keepsAlive = true
  /// Its client waits to be told whether to send the body.
  private(set) var asksFirst = false
  private var marks = FieldMarks()

  /// `bytes` is all of it, with the empty line.
  init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    var lines = HeadLines(bytes)
    guard let first = lines.next() else { throw .malformed }
    try readRequestLine(first)
    while let line = lines.next(), !line.isEmpty { try readField(line) }
    try judge()
  }

  // MARK: The request line

  /// Parts are told apart by one blank each. A target with blanks in it is no reason to hang up: it is refused as what it is.
  private mutating func readRequestLine(_ line: UnsafeRawBufferPointer) throws(Fault) {
    guard let first = line.firstIndex(of: HeadLines.blank), let last = line.lastIndex(of: HeadLines.blank),
      first > 0, first + 1 < last, last + 1 < line.count, !line.contains(0)
    else { throw .malformed }
    let target = UnsafeRawBufferPointer(rebasing: line[(first + 1)..<last])
    guard target.first != HeadLines.blank, target.last != HeadLines.blank else { throw .malformed }
    try readVersion(UnsafeRawBufferPointer(rebasing: line[(last + 1)...]))
    let name = UnsafeRawBufferPointer(rebasing: line[..<first])
    guard name.allSatisfy(HeadLines.isTokenByte) else { throw .malformed }
    method = String(decoding: name, as: UTF8.self)
    self.target = String(validating: target, as: UTF8.self) ?? ""
  }

  private mutating func readVersion(_ text: UnsafeRawBufferPointer) throws(Fault) {
    guard text.count == 8, text.starts(with: "HTTP/".utf8), text[6] == UInt8(ascii: "."),
      (48...57).contains(text[5]), (48...57).contains(text[7])
    else { throw .malformed }
    guard text[5] == UInt8(ascii: "1") else { throw .versionNotSupported }
    switch text[7] {
    case UInt8(ascii: "1"): break
    case UInt8(ascii: "0"): (isOld, keepsAlive) = (true, false)
    default: throw .malformed
    }
  }

  // MARK: Fields

  private mutating func readField(_ line: UnsafeRawBufferPointer) throws(Fault) {
    // Without a name, or the rest of the line before.
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { throw .malformed }
    let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
    let value = HeadLines.withoutBlanks(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))
    // A blank before the colon makes part of a name here, and so is refused.
    guard name.allSatisfy(HeadLines.isTokenByte), !value.contains(where: HeadLines.isControl) else { throw .malformed }
    let text = HeadLines.text(value)
    let nameText = String(decoding: name, as: UTF8.self)
    note(nameText, text, isPadded: line.last.map(HeadLines.isBlank) ?? false)
    headers.addChecked(nameText, text)
  }

  private mutating func note(_ name: String, _ value: String, isPadded: Bool) {
    switch name.utf8.count {
    case 4 where Headers.same(name, "Host"): marks.hosts += 1
    case 6 where Headers.same(name, "Origin"): marks.origins += 1
    case 6 where Headers.same(name, "Expect"): asksFirst = Headers.same(value, "100-continue")
    case 10 where Headers.same(name, "Connection"): readConnection(value)
    case 14 where Headers.same(name, "Content-Length"):
      marks.lengths += 1
      marks.length = isPadded ? "" : value
    case 17 where Headers.same(name, "Transfer-Encoding"):
      marks.encodings += 1
      marks.encoding = value
    default: break
    }
  }

  private mutating func readConnection(_ value: String) {
    for option in value.parts(at: ",").map({ $0.trimmed.lowercased() }) {
      if option == "close" { (keepsAlive, marks.isClosing) = (false, true) }
      if option == "keep-alive", !marks.isClosing { keepsAlive = true }
    }
  }

  // MARK: All together

  private mutating func judge() throws(Fault) {
    guard marks.hosts <= 1, marks.lengths + marks.encodings <= 1 else { throw .malformed }
    guard marks.origins <= 1 else { throw .twoOrigins }
    guard isOld || marks.hosts == 1 else { throw .malformed }
    if marks.encodings == 1 {
      guard !isOld, Headers.same(marks.encoding, "chunked") else { throw .malformed }
      framing = .chunked(ChunkFraming())
    } else if marks.lengths == 1 {
      framing = .length(try length())
    }
    if isOld || framing.isWhole { asksFirst = false }
  }

  private func length() throws(Fault) -> Int {
    guard !marks.length.isEmpty, marks.length.utf8.allSatisfy({ (48...57).contains($0) }) else { throw .malformed }
    guard marks.length.utf8.count <= 18, let length = Int(marks.length) else { throw .bodyTooLarge }
    return length
  }

  /// What decides where a request ends, and how often it was said.
  private struct FieldMarks {
    var hosts = 0
    var origins = 0
    var lengths = 0
    var length = ""
    var encodings = 0
    var encoding = ""
    var isClosing = false
  }
}
