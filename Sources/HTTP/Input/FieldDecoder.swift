/// Decodes a plain Decodable struct from a body, a path or a query, collecting every fault instead of stopping at the
/// first: unknown names, missing ones, wrong values, each with its pointer.
@usableFromInline
enum FieldDecoder {
  /// A JSON body. Names that the type does not ask for are refused.
  static func decode<T: Decodable>(_ type: T.Type, body: JSON, at pointer: String = "") throws -> T {
    try collecting { faults in try Decoding(source: .json(body), pointer: pointer, faults: faults).value(type) }
  }

  @usableFromInline
  static func decode<T: Decodable>(_ type: T.Type, query: [(name: String, value: String)]) throws -> T {
    try collecting { faults in try Decoding(source: .pairs(query), pointer: "?", faults: faults).value(type) }
  }

  /// The parameters of a path. One that is wrong names nothing that exists: 404, not 422.
  @usableFromInline
  static func decode<T: Decodable>(_ type: T.Type, path: [(name: String, value: String)]) throws -> T {
    let faults = Faults()
    let value = try Decoding(source: .pairs(path), pointer: "/", faults: faults).value(type)
    guard faults.list.isEmpty else { throw Problem(.notFound) }
    return value
  }

  private static func collecting<T>(_ decode: (Faults) throws -> T) throws -> T {
    let faults = Faults()
    let value = try decode(faults)
    guard faults.list.isEmpty else {
      let unknown = faults.list.contains { $0.code == FieldFault.unknown.code && $0.pointer.hasPrefix("/") }
      throw Problem(unknown ? .malformed : .validation, faults: faults.list)
    }
    return value
  }
}

extension JSON {
  /// A part of a body whose type something else decides.
  /// - Parameter pointer: to it in the body, for refusals.
  package func value<Value: Decodable>(as type: Value.Type, at pointer: String) throws -> Value {
    try FieldDecoder.decode(type, body: self, at: pointer)
  }
}

extension Request {
  /// The query of a handler that has no `Call`.
  package func query<Query: Decodable>(as type: Query.Type) throws -> Query {
    try FieldDecoder.decode(type, query: target.query)
  }
}

final class Faults {
  private(set) var list: [Problem.Fault] = []
  func add(_ pointer: String, _ fault: FieldFault) { list.append(Problem.Fault(pointer, fault)) }
}

private enum Source {
  case json(JSON)
  case pairs([(name: String, value: String)])
  /// There was no value: samples are handed out so that the rest is still looked at.
  case absent
}

private final class Decoding: Decoder {
  let source: Source
  let pointer: String
  let faults: Faults
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private var asked: Set<String> = []
  /// The value as a whole is wrong, so that its members are not looked at.
  private var isRefused = false

  init(source: Source, pointer: String, faults: Faults) {
    self.source = source
    self.pointer = pointer
    self.faults = faults
  }

  func value<T: Decodable>(_ type: T.Type) throws -> T {
    if let field = T.self as? any Field.Type, case .json(let json) = source {
      return try leaf(field, .json(json), at: pointer)
    }
    let known = faults.list.count
    let value = try T(from: self)
    if !isRefused { noteUnknownNames() }
    if !isAbsent, faults.list.count == known, let fault = (value as? any CheckedWhole)?.fault {
      faults.add(pointer, fault)
    }
    return value
  }

  /// Names that the type never asked for are unknown fields.
  private func noteUnknownNames() {
    let names: [String] =
      switch source {
      case .json(.object(let members)): members.map(\.0)
      case .pairs(let pairs): pairs.map(\.name)
      default: []
      }
    for name in names where !asked.contains(name) { faults.add(pointer(to: name), .unknown) }
  }

  func pointer(to name: String) -> String {
    if case .pairs = source { return pointer + name }
    // RFC 6901: ~ and / are escaped.
    let escaped = name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    return pointer + "/" + escaped
  }

  /// None for an absent name; more than one only where a query repeats it. An absent name need not be remembered: a query of
  /// two names is asked for thirty.
  func values(_ name: String) -> [FieldValue] {
    switch source {
    case .json(let json):
      guard let value = json[name] else { return [] }
      asked.insert(name)
      return [.json(value)]
    case .pairs(let pairs):
      guard let first = pairs.firstIndex(where: { $0.name == name }) else { return [] }
      asked.insert(name)
      return pairs[first...].filter { $0.name == name }.map { .text($0.value) }
    case .absent: return []
    }
  }

  var isAbsent: Bool { if case .absent = source { true } else { false } }

  /// The field's value, or its sample when it is refused and noted.
  func leaf<T>(_ type: any Field.Type, _ value: FieldValue?, at pointer: String) throws -> T {
    if let value {
      do throws(FieldFault) {
        if let decoded = try type.init(value) as? T { return decoded }
      } catch {
        faults.add(pointer, error)
      }
    }
    guard let sample = type.sample as? T else { throw Problem(.internal) }
    return sample
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    if case .json(let json) = source {
      guard case .object = json else {
        faults.add(pointer, .wrongType(Text(fr: "un objet", en: "an object")))
        return KeyedDecodingContainer(Fields(decoding: Decoding(source: .absent, pointer: pointer, faults: faults)))
      }
    }
    return KeyedDecodingContainer(Fields(decoding: self))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer {
    guard case .json(.array(let elements)) = source else {
      if case .json = source { faults.add(pointer, .wrongType(Text(fr: "une liste", en: "a list"))) }
      isRefused = true
      return Items(elements: [], decoding: self)
    }
    return Items(elements: elements, decoding: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Problem(.internal) }
}

private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoding: Decoding
  let codingPath: [any CodingKey] = []
  let allKeys: [Key] = []

  func contains(_ key: Key) -> Bool { !decoding.values(key.stringValue).isEmpty }

  func decodeNil(forKey key: Key) -> Bool {
    if case .json(.null) = decoding.values(key.stringValue).first { true } else { false }
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    let values = decoding.values(key.stringValue)
    let pointer = decoding.pointer(to: key.stringValue)
    if values.isEmpty, !decoding.isAbsent { decoding.faults.add(pointer, .missing) }
    return try decode(type, values, at: pointer)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    let values = decoding.values(key.stringValue)
    if values.isEmpty || decodeNil(forKey: key) { return nil }
    return try decode(type, values, at: decoding.pointer(to: key.stringValue))
  }

  private func decode<T: Decodable>(_ type: T.Type, _ values: [FieldValue], at pointer: String) throws -> T {
    if let list = T.self as? any RepeatedField.Type, case .pairs = decoding.source {
      var elements: [any Field] = []
      for value in values { elements.append(try decoding.leaf(list.element, value, at: pointer)) }
      if let decoded = list.make(elements) as? T { return decoded }
    }
    if let field = T.self as? any Field.Type {
      if values.count > 1 { decoding.faults.add(pointer, .repeated) }
      return try decoding.leaf(field, values.first, at: pointer)
    }
    var source = Source.absent
    if case .json(let json) = values.first { source = .json(json) }
    return try Decoding(source: source, pointer: pointer, faults: decoding.faults).value(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw Problem(.internal) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw Problem(.internal) }
  func superDecoder() throws -> any Decoder { throw Problem(.internal) }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw Problem(.internal) }
}

/// A parameter that a query may repeat: `socket=ccs&socket=type2`.
private protocol RepeatedField {
  static var element: any Field.Type { get }
  static func make(_ elements: [any Field]) -> Self
}

extension Array: RepeatedField where Element: Field {
  static var element: any Field.Type { Element.self }
  static func make(_ elements: [any Field]) -> [Element] { elements.compactMap { $0 as? Element } }
}

private struct Items: UnkeyedDecodingContainer {
  let elements: [JSON]
  let decoding: Decoding
  let codingPath: [any CodingKey] = []
  private(set) var currentIndex = 0

  init(elements: [JSON], decoding: Decoding) {
    self.elements = elements
    self.decoding = decoding
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  private mutating func next() throws -> Decoding {
    guard !isAtEnd else { throw Problem(.internal) }
    defer { currentIndex += 1 }
    let pointer = "\(decoding.pointer)/\(currentIndex)"
    return Decoding(source: .json(elements[currentIndex]), pointer: pointer, faults: decoding.faults)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().value(type) }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}
