import HTTP

/// One layer of a Mapbox Vector Tile 2.1, protobuf written by hand: points with properties.
struct VectorLayer: ~Copyable {
  private let name: StaticString
  private let keys: [StaticString]
  private var features = ByteWriter(capacity: 8192)
  private var values = ByteWriter(capacity: 4096)
  private var valueCount = 0
  /// The places of small whole numbers, which most values are, among the values.
  private var small = [Int32](repeating: -1, count: 256)
  private var others: [UInt64: Int32] = [:]
  private var tags = Varints()

  init(_ name: StaticString, keys: [StaticString]) {
    self.name = name
    self.keys = keys
  }

  // MARK: A feature: its properties first, then its place

  mutating func tag(_ key: Int, _ number: UInt64) {
    tags.append(UInt64(key))
    if number < 256 {
      if small[Int(number)] < 0 { small[Int(number)] = add(number) }
      return tags.append(UInt64(small[Int(number)]))
    }
    if let known = others[number] { return tags.append(UInt64(known)) }
    let index = add(number)
    others[number] = index
    tags.append(UInt64(index))
  }

  mutating func tag(_ key: Int, _ number: Double) {
    if number >= 0, let whole = UInt64(exactly: number) { return tag(key, whole) }
    tags.append(UInt64(key))
    values.append(0x22)  // Layer.values
    values.append(9)
    values.append(0x19)  // Value.double_value
    withUnsafeBytes(of: number.bitPattern.littleEndian) { values.append($0) }
    tags.append(UInt64(next()))
  }

  mutating func tag(_ key: Int, _ text: UnsafeRawBufferPointer) {
    tags.append(UInt64(key))
    values.append(0x22)
    values.append(varint: UInt64(1 + ByteWriter.size(ofVarint: UInt64(text.count)) + text.count))
    values.append(0x0A)  // Value.string_value
    values.append(varint: UInt64(text.count))
    values.append(text)
    tags.append(UInt64(next()))
  }

  mutating func tag(_ key: Int, _ text: String) {
    var text = text
    text.withUTF8 { tag(key, UnsafeRawBufferPointer($0)) }
  }

  mutating func point(x: Int, y: Int, id: UInt64) {
    let (x, y) = (zigzag(x), zigzag(y))
    let geometry = 1 + ByteWriter.size(ofVarint: x) + ByteWriter.size(ofVarint: y)
    let length =
      1 + ByteWriter.size(ofVarint: id) + 1 + ByteWriter.size(ofVarint: UInt64(tags.count)) + tags.count + 2 + 2
      + geometry
    features.append(0x12)  // Layer.features
    features.append(varint: UInt64(length))
    features.append(0x08)  // Feature.id
    features.append(varint: id)
    features.append(0x12)  // Feature.tags
    features.append(varint: UInt64(tags.count))
    tags.move(to: &features)
    features.append(0x18)  // Feature.type
    features.append(1)  // POINT
    features.append(0x22)  // Feature.geometry
    features.append(varint: UInt64(geometry))
    features.append(9)  // MoveTo, once
    features.append(varint: x)
    features.append(varint: y)
  }

  private mutating func add(_ number: UInt64) -> Int32 {
    values.append(0x22)
    values.append(varint: UInt64(1 + ByteWriter.size(ofVarint: number)))
    values.append(0x28)  // Value.uint_value
    values.append(varint: number)
    return next()
  }

  private mutating func next() -> Int32 {
    defer { valueCount += 1 }
    return Int32(valueCount)
  }

  // MARK: The layer

  /// What the layer takes at most, but for its name and its keys.
  var capacity: Int { features.count + values.count + 256 }

  /// Adds the layer to a tile; one without features is none.
  consuming func finish(into tile: inout ByteWriter) {
    if features.count == 0 { return }
    var head = ByteWriter()
    head.append(0x0A)  // Layer.name
    head.append(varint: UInt64(name.utf8CodeUnitCount))
    head.append(name)
    for key in keys {
      head.append(0x1A)  // Layer.keys
      head.append(varint: UInt64(key.utf8CodeUnitCount))
      head.append(key)
    }
    head.append(0x28)  // Layer.extent
    head.append(varint: UInt64(TileAddress.extent))
    head.append(0x78)  // Layer.version
    head.append(2)
    let parts = [head.finish(), features.finish(), values.finish()]
    tile.append(0x1A)  // Tile.layers
    tile.append(varint: UInt64(parts.reduce(0) { $0 + $1.count }))
    for part in parts { tile.append(part.raw) }
  }
}

private func zigzag(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number << 1 ^ number >> 63)) }

/// The numbers of one feature's tags, encoded and counted before they are written.
private struct Varints {
  private var bytes: [UInt8] = []
  var count: Int { bytes.count }

  mutating func append(_ number: UInt64) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func move(to writer: inout ByteWriter) {
    bytes.withUnsafeBytes { writer.append($0) }
    bytes.removeAll(keepingCapacity: true)
  }
}

extension ByteWriter {
  fileprivate mutating func append(varint number: UInt64) {
    var rest = number
    while rest > 127 {
      append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  fileprivate static func size(ofVarint number: UInt64) -> Int { max(1, (70 - number.leadingZeroBitCount) / 7) }
}
