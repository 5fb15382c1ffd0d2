/// The bytes are not what was written.
struct Damaged: Error {}

/// Bits one behind the other, the highest of a byte first.
struct BitWriter {
  private(set) var bytes: [UInt8]
  private var pending: UInt64 = 0
  private var count = 0

  init(behind bytes: [UInt8] = []) { self.bytes = bytes }

  /// The lowest bits of a value, up to 56.
  mutating func append(_ value: UInt64, bits: Int) {
    guard bits > 0 else { return }
    pending = pending << UInt64(bits) | value & (1 << UInt64(bits) - 1)
    count += bits
    while count >= 8 {
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: pending >> UInt64(count)))
    }
  }

  consuming func finish() -> [UInt8] {
    if count > 0 { append(0, bits: 8 - count) }
    return bytes
  }
}

struct BitReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var pending: UInt64 = 0
  private var count = 0

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Up to 56 bits.
  mutating func read(_ bits: Int) throws(Damaged) -> UInt64 {
    while count < bits {
      guard position < bytes.endIndex else { throw Damaged() }
      pending = pending << 8 | UInt64(bytes[position])
      position += 1
      count += 8
    }
    count -= bits
    return pending >> UInt64(count) & (1 << UInt64(bits) - 1)
  }

  /// How many ones there are up to a zero, which goes with them; or so many at the most, up to 56.
  mutating func ones(most: Int) throws(Damaged) -> Int {
    while count <= 56, position < bytes.endIndex {
      pending = pending << 8 | UInt64(bytes[position])
      position += 1
      count += 8
    }
    let ahead = pending << UInt64(64 - count)
    let ones = min((~ahead).leadingZeroBitCount, most)
    let length = ones < most ? ones + 1 : most
    guard length <= count else { throw Damaged() }
    count -= length
    return ones
  }
}
