/// Reads Mapbox Vector Tiles as the specification tells, independently of how ours are written.
struct DecodedTile {
  struct Feature {
    var layer = ""
    var id: UInt64 = 0
    var properties: [String: Value] = [:]
    var x = 0
    var y = 0

    func number(_ name: String) -> Int? { if case .number(let number)? = properties[name] { Int(number) } else { nil } }
    func text(_ name: String) -> String? { if case .text(let text)? = properties[name] { text } else { nil } }

    /// Not one of those that only surround the tile.
    var isInside: Bool { 0..<4096 ~= x && 0..<4096 ~= y }
  }

  enum Value: Equatable {
    case text(String)
    case number(Double)
  }

  struct Malformed: Error {}

  var name = ""
  var version = 1
  var extent = 4096
  var features: [Feature] = []

  /// The layers of a tile are read as one, whose name is that of the last; each feature says where it is from.
  init(_ bytes: [UInt8]) throws {
    var tile = Protobuf(bytes[...])
    while let layer = try tile.next() {
      guard layer.field == 3 else { throw Malformed() }
      try read(try layer.content())
    }
  }

  private mutating func read(_ layer: ArraySlice<UInt8>) throws {
    var reader = Protobuf(layer)
    var keys: [String] = []
    var values: [Value] = []
    var raw: [ArraySlice<UInt8>] = []
    while let field = try reader.next() {
      switch field.field {
      case 1: name = String(decoding: try field.content(), as: UTF8.self)
      case 2: raw.append(try field.content())
      case 3: keys.append(String(decoding: try field.content(), as: UTF8.self))
      case 4: values.append(try DecodedTile.value(try field.content()))
      case 5: extent = Int(field.number)
      case 15: version = Int(field.number)
      default: throw Malformed()
      }
    }
    if raw.isEmpty { throw Malformed() }
    for one in raw {
      var feature = try DecodedTile.feature(one, keys, values)
      feature.layer = name
      features.append(feature)
    }
  }

  private static func value(_ bytes: ArraySlice<UInt8>) throws -> Value {
    var reader = Protobuf(bytes)
    guard let field = try reader.next(), reader.isOver else { throw Malformed() }
    switch field.field {
    case 1: return .text(String(decoding: try field.content(), as: UTF8.self))
    case 3: return .number(Double(bitPattern: field.number))
    case 5: return .number(Double(field.number))
    default: throw Malformed()
    }
  }

  private static func feature(_ bytes: ArraySlice<UInt8>, _ keys: [String], _ values: [Value]) throws -> Feature {
    var feature = Feature()
    var reader = Protobuf(bytes)
    while let field = try reader.next() {
      switch field.field {
      case 1: feature.id = field.number
      case 2:
        let tags = try Protobuf.numbers(try field.content())
        guard tags.count.isMultiple(of: 2) else { throw Malformed() }
        for index in stride(from: 0, to: tags.count, by: 2) {
          let (key, value) = (Int(tags[index]), Int(tags[index + 1]))
          guard keys.indices.contains(key), values.indices.contains(value) else { throw Malformed() }
          feature.properties[keys[key]] = values[value]
        }
      case 3: guard field.number == 1 else { throw Malformed() }
      case 4:
        let geometry = try Protobuf.numbers(try field.content())
        guard geometry.count == 3, geometry[0] == 1 << 3 | 1 else { throw Malformed() }
        (feature.x, feature.y) = (Protobuf.signed(geometry[1]), Protobuf.signed(geometry[2]))
      default: throw Malformed()
      }
    }
    return feature
  }
}

private struct Protobuf {
  struct Field {
    let field: Int
    var number: UInt64 = 0
    var bytes: ArraySlice<UInt8>?

    func content() throws -> ArraySlice<UInt8> {
      guard let bytes else { throw DecodedTile.Malformed() }
      return bytes
    }
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isOver: Bool { rest.isEmpty }

  mutating func next() throws -> Field? {
    if rest.isEmpty { return nil }
    let head = try varint()
    var field = Field(field: Int(head >> 3))
    switch head & 7 {
    case 0: field.number = try varint()
    case 1: field.number = try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    case 2: field.bytes = try take(Int(try varint()))
    default: throw DecodedTile.Malformed()
    }
    return field
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw DecodedTile.Malformed() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func varint() throws -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw DecodedTile.Malformed() }
      number |= UInt64(byte & 127) << shift
      if byte < 128 { return number }
    }
    throw DecodedTile.Malformed()
  }

  static func numbers(_ bytes: ArraySlice<UInt8>) throws -> [UInt64] {
    var reader = Protobuf(bytes)
    var numbers: [UInt64] = []
    while !reader.isOver { numbers.append(try reader.varint()) }
    return numbers
  }

  static func signed(_ number: UInt64) -> Int { Int(number >> 1) ^ -Int(number & 1) }
}
