/// A request target, taken apart before anything is decoded: `%2F` in a segment is not a separator, and nothing is
/// normalised, so `..` never means "up".
package struct Target: Sendable {
  /// The path as it was sent, without the query: what is logged, since a query may carry a token.
  package let path: String
  package let segments: [String]
  package let query: [(name: String, value: String)]

  /// nil for what is not in origin form or not well encoded.
  package init?(_ raw: String) {
    let bytes = raw.utf8
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 16_384, bytes.allSatisfy({ $0 > 32 && $0 != 127 }) else {
      return nil
    }
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    path = String(raw[..<mark])
    var segments: [String] = []
    for part in raw[bytes.index(after: bytes.startIndex)..<mark].parts(at: "/") {
      guard let segment = Target.decode(part, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    self.segments = segments
    let queryStart = mark == bytes.endIndex ? mark : bytes.index(after: mark)
    guard let query = Target.pairs(raw[queryStart...]) else { return nil }
    self.query = query
  }

  private static func pairs(_ text: Substring) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for pair in text.parts(at: "&") where !pair.isEmpty {
      let sides = pair.parts(at: "=", atMost: 2)
      guard let name = decode(sides[0], plusIsSpace: true),
        let value = decode(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
      else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }

  static let root = Target()

  private init() {
    path = "/"
    segments = [""]
    query = []
  }

  private static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") || $0 >= 128 }) else {
      return String(text)
    }
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.next().flatMap(hexadecimal), let low = rest.next().flatMap(hexadecimal) else {
          return nil
        }
        bytes.append(high << 4 | low)
      } else {
        bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    // PostgreSQL's text and every C interface stop at a NUL.
    return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
  }
}

func hexadecimal(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 48...57: byte - 48
  case 65...70: byte - 55
  case 97...102: byte - 87
  default: nil
  }
}
