import Glibc

/// Bytes of an answer, at an address that stays: they are sent from where they are.
package final class Bytes: Sendable {
  package let count: Int
  // Written before the object is shared, never after.
  nonisolated(unsafe) private let start: UnsafeMutableRawPointer

  /// Takes over memory that came from malloc.
  package init(adopting start: UnsafeMutableRawPointer, count: Int) {
    self.start = start
    self.count = count
  }

  deinit { free(start) }

  package var raw: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  package convenience init(_ bytes: some Sequence<UInt8>) {
    var writer = ByteWriter(capacity: bytes.underestimatedCount)
    // What lies in one piece is copied as a whole: byte by byte a megabyte takes 25 ms.
    let whole: Void? = bytes.withContiguousStorageIfAvailable { writer.append(UnsafeRawBufferPointer($0)) }
    if whole == nil { for byte in bytes { writer.append(byte) } }
    self.init(writer.finish())
  }

  package convenience init(_ text: String) {
    var writer = ByteWriter(capacity: text.utf8.count)
    writer.append(text)
    self.init(writer.finish())
  }

  private convenience init(_ other: Bytes) {
    let copy = ByteWriter.allocate(other.count)
    copy.copyMemory(from: other.start, byteCount: other.count)
    self.init(adopting: copy, count: other.count)
  }

  /// A copy. `raw` of something that nobody else holds is gone before it is read.
  package var array: [UInt8] { Array(raw) }
  package var text: String { String(decoding: raw, as: UTF8.self) }
}

/// Grows a block of memory and hands it over without a copy.
package struct ByteWriter: ~Copyable {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  package private(set) var count = 0

  package init(capacity: Int = 256) {
    self.capacity = max(16, capacity)
    start = ByteWriter.allocate(self.capacity)
  }

  deinit { free(start) }

  static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    guard let memory = malloc(max(1, count)) else { preconditionFailure("out of memory") }
    return memory
  }

  package mutating func append(_ byte: UInt8) {
    reserve(1)
    start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  package mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (start + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  package mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  /// What is not negative.
  package mutating func append(decimal number: Int) {
    var digits = 1
    var rest = number / 10
    while rest > 0 { (rest, digits) = (rest / 10, digits + 1) }
    reserve(digits)
    var left = number
    for place in stride(from: digits - 1, through: 0, by: -1) {
      start.storeBytes(of: UInt8(48 + left % 10), toByteOffset: count + place, as: UInt8.self)
      left /= 10
    }
    count += digits
  }

  /// Room for `length` bytes that `fill` writes; it returns how many it wrote.
  package mutating func append(upTo length: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    reserve(length)
    let room = UnsafeMutableRawBufferPointer(start: start + count, count: length)
    count += fill(room.bindMemory(to: UInt8.self))
  }

  package mutating func removeLast() { count -= 1 }

  /// Keeps the memory, unless it has grown beyond what is usual.
  mutating func removeAll() {
    count = 0
    guard capacity > ByteWriter.usual, let shrunk = realloc(start, ByteWriter.usual) else { return }
    (start, capacity) = (shrunk, ByteWriter.usual)
  }

  private static var usual: Int { 256 * 1024 }

  /// As long as nothing more is written.
  var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  package var last: UInt8? { count == 0 ? nil : start.load(fromByteOffset: count - 1, as: UInt8.self) }

  package consuming func finish() -> Bytes {
    let bytes = Bytes(adopting: start, count: count)
    discard self
    return bytes
  }

  private mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity * 2, count + more)
    guard let grown = realloc(start, capacity) else { preconditionFailure("out of memory") }
    start = grown
  }
}
