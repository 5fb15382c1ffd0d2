package import Runtime

/// Writes JSON straight into the bytes that are sent. Lists are written with it from database rows: measured, 24 times
/// as fast as Foundation's encoder.
package struct JSONWriter: ~Copyable {
  private var bytes: ByteWriter
  /// A comma is due before the next value of the open array or object.
  private var needsComma = false

  package init(capacity: Int = 256) { bytes = ByteWriter(capacity: capacity) }

  package consuming func finish() -> Bytes { bytes.finish() }

  // MARK: Structure

  package mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
    open(UInt8(ascii: "{"))
    try members(&self)
    close(UInt8(ascii: "}"))
  }

  package mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
    open(UInt8(ascii: "["))
    try elements(&self)
    close(UInt8(ascii: "]"))
  }

  mutating func open(_ bracket: UInt8) {
    comma()
    bytes.append(bracket)
    needsComma = false
  }

  mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  /// A name that needs no escape, as all of ours.
  package mutating func name(_ name: StaticString) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(name)
    bytes.append("\":")
    needsComma = false
  }

  package mutating func name(_ name: String) {
    comma()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  // MARK: Values

  package mutating func null() {
    comma()
    bytes.append("null")
  }

  package mutating func write(_ value: Bool) {
    comma()
    bytes.append(value ? "true" : "false")
  }

  package mutating func write(_ value: Int) {
    comma()
    var rest = value.magnitude
    var digits = 0
    var scratch: InlineArray<20, UInt8> = .init(repeating: 0)
    repeat {
      scratch[digits] = UInt8(48 + rest % 10)
      rest /= 10
      digits += 1
    } while rest > 0
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    for place in stride(from: digits - 1, through: 0, by: -1) { bytes.append(scratch[place]) }
  }

  /// JSON has no infinity and no NaN: they become null.
  package mutating func write(_ value: Double) {
    guard value.isFinite else { return null() }
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return write(whole) }
    comma()
    bytes.append(value.description)
  }

  package mutating func write(_ value: String) {
    comma()
    quote(value)
  }

  package mutating func write<Subject>(_ value: Identifier<Subject>) {
    comma()
    quote(value.description)
  }

  package mutating func write(_ value: Instant) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(upTo: 27) { buffer in
      var text = FixedWriter(buffer: buffer)
      text.write(value)
      return text.count
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Text that is UTF-8 already, such as a column of a row.
  package mutating func write(utf8 text: UnsafeRawBufferPointer) {
    comma()
    quote(text)
  }

  /// A document that PostgreSQL stored as JSON.
  package mutating func write(rawJSON text: UnsafeRawBufferPointer) {
    comma()
    bytes.append(text)
  }

  mutating func write(number text: String) {
    comma()
    bytes.append(text)
  }

  package mutating func write(_ json: JSON) {
    switch json {
    case .null: null()
    case .bool(let value): write(value)
    case .number(let text): write(number: text)
    case .string(let text): write(text)
    case .array(let elements):
      array { writer in for element in elements { writer.write(element) } }
    case .object(let members):
      object { writer in
        for (name, value) in members {
          writer.name(name)
          writer.write(value)
        }
      }
    }
  }

  // MARK: Strings

  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { quote(UnsafeRawBufferPointer($0)) }
  }

  private mutating func quote(_ text: UnsafeRawBufferPointer) {
    bytes.append(UInt8(ascii: "\""))
    var plain = 0
    for index in 0..<text.count {
      let byte = text[index]
      guard byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(UnsafeRawBufferPointer(rebasing: text[plain..<index]))
      escape(byte)
      plain = index + 1
    }
    bytes.append(UnsafeRawBufferPointer(rebasing: text[plain..<text.count]))
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): bytes.append("\\\"")
    case UInt8(ascii: "\\"): bytes.append("\\\\")
    case 10: bytes.append("\\n")
    case 13: bytes.append("\\r")
    case 9: bytes.append("\\t")
    default:
      bytes.append("\\u00")
      bytes.append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      let digit = byte & 15
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }
}
