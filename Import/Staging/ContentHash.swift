/// 64 bits of what stands in some cells: equal rows have equal ones, and that two that differ agree is as good as
/// impossible, unless somebody who knows the seed works at it.
struct ContentHash {
  private var state: UInt64

  init(seed: UInt64) { state = seed ^ 0x9E37_79B9_7F4A_7C15 }

  static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    var hash = ContentHash(seed: seed)
    hash.add(bytes)
    return hash.value
  }

  var value: UInt64 { Self.fold(state, 0xD6E8_FEB8_6659_FD93) }

  /// One cell, and what it is the cell of. Its length counts too: "ab" beside "c" is not "a" beside "bc".
  mutating func add(_ bytes: UnsafeRawBufferPointer, of column: Int = 0) {
    var offset = 0
    let count = bytes.count
    var mixed = state ^ UInt64(truncatingIfNeeded: column << 32 | count) &* 0xA076_1D64_78BD_642F
    while offset &+ 8 <= count {
      mixed = Self.fold(mixed ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xE703_7ED1_A0B4_28DB)
      offset &+= 8
    }
    var rest: UInt64 = 0
    while offset < count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset &+= 1
    }
    state = Self.fold(mixed ^ rest, 0x8EBC_6AF0_9C88_C6E3)
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
