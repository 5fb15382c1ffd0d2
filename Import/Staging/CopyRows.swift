import Postgres
import Runtime

/// Rows in the binary format of COPY, written field by field into one run of bytes. Postgres's own writer takes any
/// column of any type; this one is for the few types of the national file, where each field's cost is paid millions of times.
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
  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func null() { append(Int32(-1)) }

  mutating func add(_ number: Int16) {
    append(Int32(2))
    append(number)
  }

  mutating func add(_ number: Int32?) {
    guard let number else { return null() }
    append(Int32(4))
    append(number)
  }

  mutating func add(_ number: Int64) {
    append(Int32(8))
    append(number)
  }

  mutating func add(_ number: Float?) {
    guard let number else { return null() }
    append(Int32(4))
    append(number.bitPattern)
  }

  mutating func add(_ flag: Bool?) {
    guard let flag else { return null() }
    append(Int32(1))
    bytes.append(flag ? 1 : 0)
  }

  mutating func add(_ day: CivilDay?) {
    guard let day else { return null() }
    append(Int32(4))
    append(Int32(clamping: day.daysSince1970 - 10_957))
  }

  mutating func add(_ instant: Instant) {
    append(Int32(8))
    append(instant.microseconds - 946_684_800_000_000)
  }

  mutating func add<Subject>(_ id: Identifier<Subject>) {
    append(Int32(16))
    append(id.high)
    append(id.low)
  }

  mutating func add(_ text: StaticString?) {
    guard let text else { return null() }
    append(Int32(text.utf8CodeUnitCount))
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func add(_ text: CellText) {
    switch text {
    case .absent: null()
    case .borrowed(let cell):
      append(Int32(cell.count))
      bytes.append(contentsOf: cell)
    case .owned(let text): add(text)
    }
  }

  mutating func add(_ text: String?) {
    guard let text else { return null() }
    append(Int32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// jsonb travels as text behind the number of its format.
  mutating func add(json: [UInt8]?) {
    guard let json else { return null() }
    append(Int32(json.count + 1))
    bytes.append(1)
    bytes += json
  }

  mutating func add(_ point: Coordinates) {
    append(Int32(25))
    bytes.append(1)
    append(UInt32(0x2000_0001).byteSwapped)
    append(UInt32(4326).byteSwapped)
    append(point.longitude.bitPattern.byteSwapped)
    append(point.latitude.bitPattern.byteSwapped)
  }
}

extension CopyRows {
  /// A row of `Statements.copyRejects`.
  mutating func addReject(_ refusal: Refusal, _ line: Int, id: CellText, of importID: Import.ID) {
    row(fields: 6)
    add(importID)
    add(Int64(line))
    add(refusal.code.rawValue)
    add("\(refusal.column)")
    add(refusal.value)
    add(id)
  }
}
