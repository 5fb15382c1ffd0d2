import Runtime

extension JSONWriter {
  /// Writes a value by its Encodable members, in their order; what has no value is null.
  package static func encode(_ value: some Encodable) throws -> Bytes {
    let output = EncodingOutput()
    try output.write(value)
    return output.finish()
  }
}

/// The writer that all containers of one encoding share.
private final class EncodingOutput {
  // Containers close when the next sibling of an outer one begins, as Encodable has no "end" call.
  private var writer: JSONWriter? = JSONWriter()
  private var open: [UInt8] = []

  var depth: Int { open.count }

  func write(_ value: some Encodable) throws {
    switch value {
    case let text as String: use { $0.write(text) }
    case let number as Int: use { $0.write(number) }
    case let number as Double: use { $0.write(number) }
    case let flag as Bool: use { $0.write(flag) }
    case let instant as Instant: use { $0.write(instant) }
    default:
      let before = depth
      let encoding = Encoding(output: self)
      try value.encode(to: encoding)
      if !encoding.wrote { begin("{", "}") }  // a type without members
      close(to: before)
    }
  }

  func use(_ write: (inout JSONWriter) -> Void) {
    guard var writer = writer.take() else { return }
    write(&writer)
    self.writer = consume writer
  }

  func begin(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar) {
    use { $0.open(UInt8(ascii: opening)) }
    open.append(UInt8(ascii: closing))
  }

  func close(to depth: Int) {
    while open.count > depth {
      let bracket = open.removeLast()
      use { $0.close(bracket) }
    }
  }

  func finish() -> Bytes {
    close(to: 0)
    guard let writer = writer.take() else { return Bytes("") }
    return writer.finish()
  }
}

private final class Encoding: Encoder {
  let output: EncodingOutput
  var wrote = false
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(output: EncodingOutput) { self.output = output }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if !wrote { output.begin("{", "}") }
    wrote = true
    return KeyedEncodingContainer(Members(output: output, depth: output.depth))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    output.begin("[", "]")
    wrote = true
    return Elements(output: output, depth: output.depth)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    wrote = true
    return Single(output: output)
  }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: EncodingOutput
  let depth: Int
  let codingPath: [any CodingKey] = []

  private func name(_ key: Key) {
    output.close(to: depth)
    output.use { $0.name(key.stringValue) }
  }

  mutating func encode(_ value: some Encodable, forKey key: Key) throws {
    name(key)
    try output.write(value)
  }

  mutating func encodeNil(forKey key: Key) {
    name(key)
    output.use { $0.null() }
  }

  // A member that has no value is there all the same. Each of the standard library's own types has a default of its own.
  mutating func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try orNull(value, key) }
  mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try orNull(value, key) }

  private mutating func orNull(_ value: (some Encodable)?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    name(key)
    return Encoding(output: output).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    name(key)
    return Encoding(output: output).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { Encoding(output: output) }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    name(key)
    return Encoding(output: output)
  }
}

private struct Elements: UnkeyedEncodingContainer {
  let output: EncodingOutput
  let depth: Int
  let codingPath: [any CodingKey] = []
  private(set) var count = 0

  init(output: EncodingOutput, depth: Int) {
    self.output = output
    self.depth = depth
  }

  private mutating func next() {
    output.close(to: depth)
    count += 1
  }

  mutating func encode(_ value: some Encodable) throws {
    next()
    try output.write(value)
  }

  mutating func encodeNil() {
    next()
    output.use { $0.null() }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    next()
    return Encoding(output: output).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    next()
    return Encoding(output: output).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    next()
    return Encoding(output: output)
  }
}

private struct Single: SingleValueEncodingContainer {
  let output: EncodingOutput
  let codingPath: [any CodingKey] = []

  mutating func encode(_ value: some Encodable) throws {
    switch value {
    case let number as any BinaryInteger: output.use { $0.write(number: "\(number)") }
    // As a Double it would show digits that it does not have.
    case let number as Float: output.use { number.isFinite ? $0.write(number: number.description) : $0.null() }
    default: try output.write(value)
    }
  }

  mutating func encodeNil() { output.use { $0.null() } }
}

/// A JSON value inside an Encodable one is written as it is.
extension JSON: Encodable {
  package func encode(to encoder: any Encoder) throws {
    guard let encoding = encoder as? Encoding else {
      throw EncodingError.invalidValue(self, .init(codingPath: encoder.codingPath, debugDescription: "JSONWriter only"))
    }
    encoding.output.use { $0.write(self) }
    encoding.wrote = true
  }
}
