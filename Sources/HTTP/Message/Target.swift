/// A request target, taken apart before anything is decoded: `%2F` in a segment is not a separator, and nothing is
/// normalised, so `..` never means "up".
package struct Target: Sendable {
  /// All of it, as it was sent.
  private let raw: String
  /// Where its query begins.
  private let mark: Int
  package let segments: [String]
  package let query: [(name: String, value: String)]

  /// The path as it was sent, without the query.
  package var path: String { mark == raw.utf8.count ? raw : String(Substring(raw.utf8.prefix(mark))) }
  /// The query as it was sent: the same text asks the same.
  package var queryText: String { query.isEmpty ? "" : String(Substring(raw.utf8.dropFirst(mark + 1))) }

  /// The path for the log: a query may carry a token, and so may a segment that is long enough.
  package var logged: String {
    guard path.utf8.count >= Target.shortestSecret else { return path }
    return path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      segment.utf8.count < Target.shortestSecret ? String(segment) : "..."
    }.joined(separator: "/")
  }

  /// 256 bits in base64; the names of things are shorter.
  private static let shortestSecret = 43

  static let longest = 16_384
  /// Each one that a route does not know is named in its refusal.
  static let mostParameters = 128

  /// nil for what is not in origin form or not well encoded, and for more parameters than anybody needs.
  package init?(_ raw: String) {
    var raw = raw
    let parts = raw.withUTF8 { bytes -> (segments: [String], query: [(name: String, value: String)], mark: Int)? in
      guard bytes.first == UInt8(ascii: "/"), bytes.count <= Target.longest,
        ByteScan.isVisible(UnsafeRawBufferPointer(bytes))
      else { return nil }
      let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
      guard let segments = Target.segments(bytes[1..<mark]),
        let query = mark == bytes.count ? [] : Target.pairs(bytes[(mark + 1)...])
      else { return nil }
      return (segments, query, mark)
    }
    guard let parts else { return nil }
    (segments, query) = (parts.segments, parts.query)
    (self.raw, mark) = (raw, parts.mark)
  }

  /// Bytes in place: a Substring of each part would cost more than all the rest.
  private typealias Part = Slice<UnsafeBufferPointer<UInt8>>

  private static func segments(_ bytes: Part) -> [String]? {
    var segments: [String] = []
    segments.reserveCapacity(4)
    var rest = bytes
    while true {
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      guard let segment = decode(rest[..<end], plusIsSpace: false) else { return nil }
      segments.append(segment)
      if end == rest.endIndex { return segments }
      rest = rest[(end + 1)...]
    }
  }

  private static func pairs(_ bytes: Part) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    pairs.reserveCapacity(4)
    var rest = bytes
    while !rest.isEmpty {
      let pair = rest.prefix { $0 != UInt8(ascii: "&") }
      rest = rest[pair.endIndex...].dropFirst()
      if pair.isEmpty { continue }
      let middle = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = decode(pair[..<middle], plusIsSpace: true),
        let value = decode(pair[middle...].dropFirst(), plusIsSpace: true)
      else { return nil }
      pairs.append((name, value))
    }
    return pairs.count <= mostParameters ? pairs : nil
  }

  /// Whether that is why it is nil.
  static func hasTooManyParameters(_ raw: String) -> Bool {
    guard let mark = raw.utf8.firstIndex(of: UInt8(ascii: "?")) else { return false }
    return raw.utf8[mark...].dropFirst().split(separator: UInt8(ascii: "&")).count > mostParameters
  }

  static let root = Target()

  private init() {
    (raw, mark) = ("/", 1)
    segments = [""]
    query = []
  }

  private static func decode(_ text: Part, plusIsSpace: Bool) -> String? {
    guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") || $0 >= 128 }) else {
      return String(decoding: text, as: UTF8.self)
    }
    var bytes: [UInt8] = []
    var rest = text.makeIterator()
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
