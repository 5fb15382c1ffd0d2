/// A JSON Schema (2020-12), as OpenAPI 3.1 wants it.
package struct Schema: Sendable, ExpressibleByDictionaryLiteral {
  package var json: JSON
  package init(_ json: JSON) { self.json = json }
  package init(dictionaryLiteral elements: (String, JSON)...) { json = .object(elements) }

  /// The way of the value: a nullable member may be left out of what is taken, and is always there in what is given.
  package enum Direction: Sendable { case taken, given }

  /// The schema of any decodable type, found by decoding a sample and noting what it asks for.
  package static func of(_ type: any Decodable.Type, _ direction: Direction = .taken) -> Schema {
    if let field = type as? any Field.Type { return field.schema }
    if type is [String: String].Type { return ["type": "object", "additionalProperties": ["type": "string"]] }
    let probe = SchemaProbe(direction)
    _ = try? type.init(from: probe)
    if let element = probe.element { return ["type": "array", "items": element.json] }
    return .object(probe.members, title: name(of: type), direction)
  }

  /// The members that a refusal has beside those of every refusal: what does not apply is left out, as there.
  package static func ofRefusal(_ type: any Decodable.Type) -> Schema {
    let probe = SchemaProbe(.given)
    _ = try? type.init(from: probe)
    return .object(probe.members, title: name(of: type), .taken)
  }

  static func object(_ members: [Member], title: String?, _ direction: Direction) -> Schema {
    var json: [(String, JSON)] = title.map { [("title", .string($0))] } ?? []
    json.append(("type", "object"))
    json.append(
      ("properties", .object(members.map { ($0.name, ($0.isRequired ? $0.schema : $0.schema.orNull).json) })))
    let required = direction == .given ? members : members.filter(\.isRequired)
    if !required.isEmpty { json.append(("required", .array(required.map { .string($0.name) }))) }
    json.append(("additionalProperties", false))
    return Schema(.object(json))
  }

  package var orNull: Schema {
    guard case .object(var members) = json, let index = members.firstIndex(where: { $0.0 == "type" }) else {
      return self
    }
    // A schema with a name stays whole, so that it can be referred to.
    if json["title"] != nil { return ["anyOf": [json, ["type": "null"]]] }
    guard case .string = members[index].1 else { return self }
    members[index].1 = [members[index].1, "null"]
    if let words = members.firstIndex(where: { $0.0 == "enum" }), case .array(let choices) = members[words].1 {
      members[words].1 = .array(choices + [.null])
    }
    return Schema(.object(members))
  }

  /// The name of a type in the document: nested types after their outer ones, `Page<Import>` as ImportPage. A private
  /// type has no name there.
  static func name(of type: Any.Type) -> String? {
    let parts = String(reflecting: type).split(separator: "<", maxSplits: 1)
    guard let outer = plainName(parts[0]) else { return nil }
    guard parts.count == 2 else { return outer }
    return plainName(parts[1].dropLast()).map { $0 + outer }
  }

  private static func plainName(_ path: Substring) -> String? {
    let name = path.split(separator: ".").dropFirst().joined()
    return name.allSatisfy { $0.isLetter || $0.isNumber } ? name : nil
  }

  struct Member {
    let name: String
    let schema: Schema
    let isRequired: Bool
  }

  /// The members of a path or a query, one parameter each.
  static func members(of type: any Decodable.Type) -> [Member] {
    let probe = SchemaProbe(.taken)
    _ = try? type.init(from: probe)
    return probe.members
  }
}

/// A decoder that hands out samples and remembers what was asked.
private final class SchemaProbe: Decoder {
  let direction: Schema.Direction
  var members: [Schema.Member] = []
  /// Names that were asked about before they were decoded: the standard library does so for optional Strings, Ints...
  var optional: Set<String> = []
  var element: Schema?
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(_ direction: Schema.Direction) { self.direction = direction }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(ProbedMembers(probe: self))
  }
  func unkeyedContainer() -> any UnkeyedDecodingContainer { ProbedElements(probe: self) }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw NotDescribable() }

  struct NotDescribable: Error {}

  func sample<T: Decodable>(_ type: T.Type) throws -> T {
    if let field = T.self as? any Field.Type, let sample = field.sample as? T { return sample }
    return try T(from: SchemaProbe(direction))
  }
}

private struct ProbedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let probe: SchemaProbe
  let codingPath: [any CodingKey] = []
  let allKeys: [Key] = []

  private func note(_ key: Key, _ type: any Decodable.Type, required: Bool) {
    let isRequired = required && !probe.optional.contains(key.stringValue)
    probe.members.append(.init(name: key.stringValue, schema: Schema.of(type, probe.direction), isRequired: isRequired))
  }

  func contains(_ key: Key) -> Bool {
    probe.optional.insert(key.stringValue)
    return true
  }
  func decodeNil(forKey key: Key) -> Bool { false }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    note(key, type, required: true)
    return try probe.sample(type)
  }
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    note(key, type, required: false)
    return try probe.sample(type)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw SchemaProbe.NotDescribable() }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw SchemaProbe.NotDescribable()
  }
  func superDecoder() throws -> any Decoder { throw SchemaProbe.NotDescribable() }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw SchemaProbe.NotDescribable() }
}

private struct ProbedElements: UnkeyedDecodingContainer {
  let probe: SchemaProbe
  let codingPath: [any CodingKey] = []
  let count: Int? = 1
  private(set) var currentIndex = 0
  var isAtEnd: Bool { currentIndex > 0 }

  init(probe: SchemaProbe) { self.probe = probe }

  mutating func decodeNil() -> Bool { false }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    currentIndex += 1
    probe.element = Schema.of(type, probe.direction)
    return try probe.sample(type)
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { throw SchemaProbe.NotDescribable() }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw SchemaProbe.NotDescribable() }
  mutating func superDecoder() throws -> any Decoder { throw SchemaProbe.NotDescribable() }
}
