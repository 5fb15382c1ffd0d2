import Runtime

/// Puts pieces one behind the other, in memory that is used again. A list is made of hundreds of them: here each is a copy and no
/// call into another module.
struct Pen: ~Copyable {
  private var memory = UnsafeMutableRawPointer.allocate(byteCount: 2048, alignment: 1)
  private var room = 2048
  private var count = 0

  deinit { memory.deallocate() }

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

  mutating func write(_ id: Station.ID) {
    reserve(36)
    let place = UnsafeMutableRawBufferPointer(start: memory + count, count: 36)
    id.write(to: place.bindMemory(to: UInt8.self))
    count += 36
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
    let grown = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 1)
    grown.copyMemory(from: memory, byteCount: count)
    memory.deallocate()
    memory = grown
  }
}
