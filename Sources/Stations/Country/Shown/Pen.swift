import Glibc
import HTTP
import Runtime

/// Puts pieces one behind the other, in memory that is used again. A list is made of hundreds of them: here each is a copy and no
/// call into another module.
struct Pen: ~Copyable {
  private var memory: UnsafeMutableRawPointer
  private var room: Int
  private var count = 0

  init(room: Int = 2048) {
    guard let memory = malloc(room) else { preconditionFailure("out of memory") }
    (self.memory, self.room) = (memory, room)
  }

  deinit { free(memory) }

  /// What is written, without a copy.
  consuming func finish() -> Bytes {
    let bytes = Bytes(adopting: memory, count: count)
    discard self
    return bytes
  }

  /// As long as nothing more is written.
  var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

  mutating func clear() { count = 0 }

  @inline(__always)
  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    (memory + count).copyMemory(from: start, byteCount: bytes.count)
    count += bytes.count
  }

  @inline(__always)
  mutating func write(_ text: StaticString) {
    write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// What needs no escape. Named, as a literal would be this before it were a `StaticString`.
  mutating func write(text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// In quotes, with its escapes.
  mutating func write(quoted text: String) {
    if text.utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      write("\"")
      write(text: text)
      return write("\"")
    }
    var json = JSONWriter()
    json.write(text)
    let quoted = json.finish()
    withExtendedLifetime(quoted) { write(quoted.raw) }
  }

  /// Eight digits at a time, each in a byte of a word.
  mutating func write(_ id: Station.ID) {
    reserve(36)
    let (first, second) = ((id.high >> 32).digits, (id.high & 0xFFFF_FFFF).digits)
    let (third, fourth) = ((id.low >> 32).digits, (id.low & 0xFFFF_FFFF).digits)
    put(first.bigEndian, at: 0)
    put(UInt32(second >> 32).bigEndian, at: 9)
    put(UInt32(truncatingIfNeeded: second).bigEndian, at: 14)
    put(UInt32(third >> 32).bigEndian, at: 19)
    put(UInt32(truncatingIfNeeded: third).bigEndian, at: 24)
    put(fourth.bigEndian, at: 28)
    put(UInt8(ascii: "-"), at: 8)
    put(UInt8(ascii: "-"), at: 13)
    put(UInt8(ascii: "-"), at: 18)
    put(UInt8(ascii: "-"), at: 23)
    count += 36
  }

  @inline(__always)
  private func put<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at place: Int) {
    memory.storeBytes(of: value, toByteOffset: count + place, as: Value.self)
  }

  /// What is not negative.
  mutating func write(_ number: Int) {
    var (digits, rest) = (1, number / 10)
    while rest > 0 { (digits, rest) = (digits + 1, rest / 10) }
    reserve(digits)
    rest = number
    for place in stride(from: digits - 1, through: 0, by: -1) {
      memory.storeBytes(of: UInt8(48 + rest % 10), toByteOffset: count + place, as: UInt8.self)
      rest /= 10
    }
    count += digits
  }

  /// So many thousandths, or tenths; as their division would be written.
  mutating func write(_ parts: Int, in whole: Int) {
    var (number, rest) = parts.quotientAndRemainder(dividingBy: whole)
    write(number)
    if rest == 0 { return }
    write(".")
    var scale = whole
    while rest > 0 {
      scale /= 10
      (number, rest) = rest.quotientAndRemainder(dividingBy: scale)
      write(number)
    }
  }

  /// 0 is not known.
  mutating func write(kilowattsOf watts: Int32) {
    if watts == 0 { write("null") } else { write(Int(watts), in: 1000) }
  }

  mutating func write(_ flag: Bool?) {
    if let flag { flag ? write("true") : write("false") } else { write("null") }
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more > room { grow(more) }
  }

  private mutating func grow(_ more: Int) {
    room = 2 * (count + more)
    guard let grown = realloc(memory, room) else { preconditionFailure("out of memory") }
    memory = grown
  }
}

extension UInt64 {
  /// The hexadecimal digits of 32 bits, the first in the highest byte.
  fileprivate var digits: UInt64 {
    var spread = (self << 16 | self) & 0x0000_FFFF_0000_FFFF
    spread = (spread << 8 | spread) & 0x00FF_00FF_00FF_00FF
    spread = (spread << 4 | spread) & 0x0F0F_0F0F_0F0F_0F0F
    let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return spread &+ 0x3030_3030_3030_3030 &+ letters &* 39
  }
}
