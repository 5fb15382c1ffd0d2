/// A strict reader of RFC 8259: UTF-8 only, one value, no duplicate names, no NUL (PostgreSQL's text refuses it), no
/// more than 32 levels. Foundation's decoder accepts trailing commas, lets the first of two equal names win, and needs
/// twenty times the body's size in memory.
package struct JSONParser {
  package struct Failure: Error, Equatable {
    package let offset: Int
    package let reason: Reason
  }

  package enum Reason: String, Sendable {
    case unexpectedEnd, unexpectedCharacter, badNumber, badEscape, loneSurrogate, badUTF8, controlCharacter, nul
    case duplicateName, tooDeep, trailingText
  }

  static let deepest = 32

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0
  private var allowsRepeats = false

  package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSON { try parse(bytes, allowsRepeats: false) }

  private static func parse(_ bytes: [UInt8], allowsRepeats: Bool) throws(Failure) -> JSON {
    try bytes.withUnsafeBufferPointer { buffer throws(Failure) in
      var parser = JSONParser(bytes: buffer, allowsRepeats: allowsRepeats)
      let value = try parser.value()
      parser.skipSpace()
      guard parser.position == buffer.count else { throw parser.failure(.trailingText) }
      return value
    }
  }

  /// For what others wrote for browsers, which take a name twice.
  package static func parseLeniently(_ bytes: [UInt8]) throws(Failure) -> JSON {
    try parse(bytes, allowsRepeats: true)
  }

  private func failure(_ reason: Reason) -> Failure { Failure(offset: position, reason: reason) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(Failure) -> JSON {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some: return .number(try number())
    case nil: throw failure(.unexpectedEnd)
    }
  }

  private mutating func nested(_ read: (inout JSONParser) throws(Failure) -> JSON) throws(Failure) -> JSON {
    guard depth < JSONParser.deepest else { throw failure(.tooDeep) }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return try read(&self)
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(Failure) -> JSON {
    for index in 0..<word.utf8CodeUnitCount {
      guard next == word.utf8Start[index] else { throw failure(.unexpectedCharacter) }
      position += 1
    }
    return value
  }

  private mutating func array() throws(Failure) -> JSON {
    var elements: [JSON] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      elements.append(try value())
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw failure(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
    }
  }

  private mutating func object() throws(Failure) -> JSON {
    var members: [(String, JSON)] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else {
        throw failure(next == nil ? .unexpectedEnd : .unexpectedCharacter)
      }
      let start = position
      let name = try string()
      guard names.insert(name).inserted || allowsRepeats else { throw Failure(offset: start, reason: .duplicateName) }
      skipSpace()
      guard take(":") else { throw failure(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
      members.append((name, try value()))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw failure(next == nil ? .unexpectedEnd : .unexpectedCharacter) }
    }
  }

  // MARK: Numbers

  private mutating func number() throws(Failure) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try digits(orElse: .unexpectedCharacter, at: start) }
    if take(".") { try digits(orElse: .badNumber, at: start) }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits(orElse: .badNumber, at: start)
    }
    if let byte = next, (48...57).contains(byte) { throw Failure(offset: start, reason: .badNumber) }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits(orElse reason: Reason, at start: Int) throws(Failure) {
    let first = position
    while let byte = next, (48...57).contains(byte) { position += 1 }
    if first == position { throw Failure(offset: start, reason: reason) }
  }

  // MARK: Strings

  private mutating func string() throws(Failure) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 32 { position += 1 }
    if next == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(bytes[start..<position], at: start)
    }
    var unescaped = Array(bytes[start..<position])
    while true {
      switch next {
      case nil: throw failure(.unexpectedEnd)
      case UInt8(ascii: "\""):
        position += 1
        return try text(unescaped[...], at: start)
      case UInt8(ascii: "\\"): try escape(into: &unescaped)
      case .some(let byte):
        guard byte >= 32 else { throw failure(.controlCharacter) }
        unescaped.append(byte)
        position += 1
      }
    }
  }

  private func text(_ slice: some Sequence<UInt8>, at start: Int) throws(Failure) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else { throw Failure(offset: start, reason: .badUTF8) }
    return text
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(Failure) {
    position += 1
    guard let byte = next else { throw failure(.unexpectedEnd) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(8)
    case UInt8(ascii: "f"): bytes.append(12)
    case UInt8(ascii: "n"): bytes.append(10)
    case UInt8(ascii: "r"): bytes.append(13)
    case UInt8(ascii: "t"): bytes.append(9)
    case UInt8(ascii: "u"): bytes.append(contentsOf: Array(String(try escapedScalar()).utf8))
    default: throw failure(.badEscape)
    }
  }

  private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
    let first = try fourDigits()
    if first == 0 { throw failure(.nul) }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else { throw failure(.loneSurrogate) }
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure(.loneSurrogate) }
    return scalar
  }

  private mutating func fourDigits() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap(hexadecimal) else { throw failure(.badEscape) }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
