/// The head of a request, taken apart (RFC 9112, 3 and 5). Whatever two servers in a row could read differently is a fault.
/// Not to be copied: a head is read once, by who begins its request.
struct RequestHead: ~Copyable {
  enum Fault: Error {
    case malformed
    case versionNotSupported
    /// A body that nobody could hold.
    case bodyTooLarge
    case twoOrigins
    /// Of the head itself.
    case tooLarge, targetTooLong
  }

  /// nil for one that nobody knows.
  private(set) var method: Method?
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
    guard bytes.count <= UInt16.max else { throw .tooLarge }
    var lines = HeadLines(bytes)
    guard let first = lines.next() else { throw .malformed }
    try readRequestLine(first)
    let fields = lines.rest
    var places = ReceivedFields.Places()
    while let line = lines.next(), !line.isEmpty { places.append(try readField(line, in: fields)) }
    try judge()
    headers = Headers(ReceivedFields(fields, places))
  }

  // MARK: The request line

  /// Parts are told apart by one blank each. A target with blanks in it is no reason to hang up: it is refused as what it is.
  private mutating func readRequestLine(_ line: UnsafeRawBufferPointer) throws(Fault) {
    guard let first = line.position(of: HeadLines.blank), let last = line.lastIndex(of: HeadLines.blank),
      first > 0, first + 1 < last, last + 1 < line.count, line.position(of: 0) == nil
    else { throw .malformed }
    let target = UnsafeRawBufferPointer(rebasing: line[(first + 1)..<last])
    guard target.first != HeadLines.blank, target.last != HeadLines.blank else { throw .malformed }
    try readVersion(UnsafeRawBufferPointer(rebasing: line[(last + 1)...]))
    let name = UnsafeRawBufferPointer(rebasing: line[..<first])
    method = Method(name)
    guard method != nil || name.allSatisfy(HeadLines.isTokenByte) else { throw .malformed }
    self.target =
      ByteScan.isASCII(target)
      ? String(decoding: target, as: UTF8.self) : String(validating: target, as: UTF8.self) ?? ""
  }

  private mutating func readVersion(_ text: UnsafeRawBufferPointer) throws(Fault) {
    if text.isEqual(to: "HTTP/1.1") { return }
    guard text.count == 8, text.starts(with: "HTTP/".utf8), text[6] == UInt8(ascii: "."),
      (48...57).contains(text[5]), (48...57).contains(text[7])
    else { throw .malformed }
    guard text[5] == UInt8(ascii: "1") else { throw .versionNotSupported }
    guard text[7] == UInt8(ascii: "0") else { throw .malformed }
    (isOld, keepsAlive) = (true, false)
  }

  // MARK: Fields

  private mutating func readField(
    _ line: UnsafeRawBufferPointer, in fields: UnsafeRawBufferPointer
  ) throws(Fault) -> ReceivedFields.Place {
    // Without a name, or the rest of the line before.
    guard let colon = line.position(of: UInt8(ascii: ":")), colon > 0 else { throw .malformed }
    let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
    let value = HeadLines.withoutBlanks(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))
    // A blank before the colon makes part of a name here, and so is refused.
    guard name.allSatisfy(HeadLines.isTokenByte), ByteScan.isPrintable(value) else { throw .malformed }
    note(name, value, isPadded: line.last.map(HeadLines.isBlank) ?? false)
    return ReceivedFields.Place(name: fields.range(of: name), value: fields.range(of: value))
  }

  private mutating func note(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, isPadded: Bool) {
    switch name.count {
    case 4 where name.isSame(as: "Host"): marks.hosts += 1
    case 6 where name.isSame(as: "Origin"): marks.origins += 1
    case 6 where name.isSame(as: "Expect"): asksFirst = value.isSame(as: "100-continue")
    case 10 where name.isSame(as: "Connection"): readConnection(value)
    case 14 where name.isSame(as: "Content-Length"):
      marks.lengths += 1
      marks.length = isPadded ? "" : HeadLines.text(value)
    case 17 where name.isSame(as: "Transfer-Encoding"):
      marks.encodings += 1
      marks.encoding = HeadLines.text(value)
    default: break
    }
  }

  private mutating func readConnection(_ value: UnsafeRawBufferPointer) {
    for option in value.split(separator: UInt8(ascii: ",")) {
      let option = HeadLines.withoutBlanks(UnsafeRawBufferPointer(rebasing: option))
      if option.isSame(as: "close") { (keepsAlive, marks.isClosing) = (false, true) }
      if option.isSame(as: "keep-alive"), !marks.isClosing { keepsAlive = true }
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

extension UnsafeRawBufferPointer {
  /// Where a part of it lies.
  fileprivate func range(of part: UnsafeRawBufferPointer) -> Range<Int> {
    guard let baseAddress, let start = part.baseAddress else { return 0..<0 }
    let offset = start - baseAddress
    return offset..<(offset + part.count)
  }
}
