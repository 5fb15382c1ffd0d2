/// The lines of a head, without their ends. A line may end with a bare LF (RFC 9112, 2.2).
struct HeadLines {
  private(set) var rest: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  mutating func next() -> UnsafeRawBufferPointer? {
    guard let end = HeadScan.newline(in: rest, from: 0) else { return nil }
    let length = end > 0 && rest[end - 1] == HeadScan.carriageReturn ? end - 1 : end
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...]) }
    return UnsafeRawBufferPointer(rebasing: rest[..<length])
  }

  static let blank = UInt8(ascii: " ")

  static func isBlank(_ byte: UInt8) -> Bool { byte == blank || byte == 9 }
  static func isControl(_ byte: UInt8) -> Bool { byte < 32 && byte != 9 || byte == 127 }

  /// RFC 9110, 5.6.2.
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 45, 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  static func withoutBlanks(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var (start, end) = (0, bytes.count)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
  }

  /// Values are bytes to HTTP; what is not UTF-8 is read as Latin-1, as everybody does.
  static func text(_ value: UnsafeRawBufferPointer) -> String {
    // Nearly all are ASCII: validating would be the most expensive part of reading them.
    if ByteScan.isASCII(value) { return String(decoding: value, as: UTF8.self) }
    return String(validating: value, as: UTF8.self)
      ?? String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
  }
}
