import Glibc

/// A look at the first bytes of a connection, before libmicrohttpd takes them apart: what is wrong with them that it
/// would not tell. For later heads on the same connection there is only `HeadLayout`.
enum FirstHead {
  enum Verdict {
    case unfinished(hasLine: Bool)
    case whole
    case refused(Problem.Kind)
  }

  private typealias Line = Slice<UnsafeRawBufferPointer>

  static func judge(_ bytes: UnsafeRawBufferPointer) -> Verdict {
    var rest = bytes[...]
    var hasLine = false
    var isChunked = false
    while let line = nextLine(&rest) {
      if line.contains(0) { return .refused(.malformed) }
      if !hasLine {
        // Empty lines before a request are forgiven.
        if line.isEmpty { continue }
        guard hasSingleBlanks(line) else { return .refused(.malformed) }
        hasLine = true
      } else if line.isEmpty {
        return isChunked && announcesTooMuch(rest) ? .refused(.payloadTooLarge) : .whole
      } else if line.first == colon || line.first == blank || line.first == tab {
        // No name; or the rest of the line before, which libmicrohttpd adds to that one's name.
        return .refused(.malformed)
      } else if Headers.same(line, "Transfer-Encoding:") {
        isChunked = true
      }
    }
    return .unfinished(hasLine: hasLine)
  }

  private static let (colon, blank, tab) = (UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\t"))

  /// Without its end; nil while that has not come.
  private static func nextLine(_ rest: inout Line) -> Line? {
    guard let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
      let end = memchr(start, Int32(UInt8(ascii: "\n")), rest.count)
    else { return nil }
    let length = UnsafeRawPointer(end) - start
    var line = rest.prefix(length)
    rest = rest.dropFirst(length + 1)
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return line
  }

  /// How many there are libmicrohttpd and the target's own check see.
  private static func hasSingleBlanks(_ line: Line) -> Bool {
    line.first != blank && line.last != blank && !zip(line, line.dropFirst()).contains { $0 == blank && $1 == blank }
  }

  /// The size of the first chunk, as far as it has come: nobody sends 4 GiB in one.
  private static func announcesTooMuch(_ body: Line) -> Bool {
    body.drop { $0 == UInt8(ascii: "0") }.prefix { hexadecimal($0) != nil }.count > 8
  }
}

extension Headers {
  /// True when a line begins with `start`, in whatever case.
  fileprivate static func same(_ line: Slice<UnsafeRawBufferPointer>, _ start: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: start.utf8Start, count: start.utf8CodeUnitCount)
    return line.count >= wanted.count && zip(line, wanted).allSatisfy { lowercase($0) == lowercase($1) }
  }
}
