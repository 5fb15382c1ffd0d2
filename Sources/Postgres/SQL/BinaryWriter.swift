/// The bytes of parameters, array elements and COPY rows, in network order.
package struct BinaryWriter: Sendable {
  package var bytes: [UInt8] = []
  /// Why a value cannot be sent. Interpolation cannot throw, so the statement throws it before anything is sent.
  private(set) var fault: StaticString?

  package init() {}

  package var count: Int { bytes.count }

  package mutating func append(_ integer: some FixedWidthInteger) {
    withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(contentsOf more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  package mutating func append(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      if utf8.contains(0) { refuse("a text with a NUL character") }
      bytes.append(contentsOf: utf8)
    }
  }

  mutating func append(_ other: BinaryWriter) {
    bytes.append(contentsOf: other.bytes)
    if let fault = other.fault { refuse(fault) }
  }

  package mutating func refuse(_ reason: StaticString) {
    if fault == nil { fault = reason }
  }

  /// A value behind its own length, as array elements, range bounds and COPY fields are sent; NULL is the length -1.
  package mutating func appendField<Value: Column>(_ value: Value) {
    if value.isNull {
      append(Int32(-1))
    } else {
      let start = count
      append(Int32(0))
      value.encode(into: &self)
      replace(at: start, with: Int32(count - start - 4))
    }
  }

  mutating func replace(at position: Int, with number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.replaceSubrange(position..<position + $0.count, with: $0) }
  }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }
}
