/// Rows in the binary format of COPY, written field by field into one run of bytes. Postgres's own writer takes any
/// column of any type; this one is for the few types of the files that are read here, where each field's cost is paid
/// millions of times.
struct CopyRows {
  static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
  static let trailer: [UInt8] = [0xFF, 0xFF]

  private(set) var bytes: [UInt8] = []

  /// Hands over what has been written and goes on with nothing.
  mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    bytes.reserveCapacity(taken.count + 4096)
    return taken
  }

  mutating func row(fields: Int16) { append(fields) }

  @inline(__always)
  mutating func add(_ value: some CopyValue) { value.write(to: &self) }

  private static let blanks = [UInt8](repeating: 0xFF, count: 1024)

  /// Many numbers at once, for a fraction of the cost of each: those at these places, up to a hundred.
  mutating func add(_ values: [Int32?], at places: [Int]) {
    let size = places.reduce(4 * places.count) { $0 + (values[$1] == nil ? 0 : 4) }
    var offset = bytes.count
    bytes.append(contentsOf: Self.blanks[..<size])
    bytes.withUnsafeMutableBytes { buffer in
      for place in places {
        // What is not there has the length -1, which stands there already.
        if let value = values[place] {
          buffer.storeBytes(
            of: UInt64(4 << 32 | UInt64(UInt32(bitPattern: value))).bigEndian, toByteOffset: offset, as: UInt64.self)
          offset += 4
        }
        offset += 4
      }
    }
  }

  mutating func null() { append(Int32(-1)) }

  @inline(__always)
  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  @inline(__always)
  mutating func append(contentsOf more: some Collection<UInt8>) { bytes.append(contentsOf: more) }
}
