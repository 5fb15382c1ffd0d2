/// Small numbers in few bits: what is above the lowest k bits is counted in ones. Every 32 numbers have a k of their own, so
/// that a quiet half of an hour does not pay for a lively one.
enum RiceCode {
  private static let block = 32
  /// Longer counts cost more than the number itself.
  private static let mostOnes: UInt64 = 24
  private static let mostBits = 48

  static func write(_ values: [UInt64], to writer: inout BitWriter) {
    var start = 0
    while start < values.count {
      let block = values[start..<min(start + block, values.count)]
      let bits = lowBits(of: block)
      writer.append(UInt64(bits), bits: 6)
      for value in block { write(value, bits, to: &writer) }
      start += block.count
    }
  }

  static func read(_ count: Int, from reader: inout BitReader) throws(Damaged) -> [UInt64] {
    var values: [UInt64] = []
    values.reserveCapacity(count)
    while values.count < count {
      let bits = Int(try reader.read(6))
      guard bits <= mostBits else { throw Damaged() }
      for _ in 0..<min(block, count - values.count) { values.append(try value(bits, from: &reader)) }
    }
    return values
  }

  /// About as many as the mean has.
  private static func lowBits(of values: ArraySlice<UInt64>) -> Int {
    let sum = values.reduce(UInt64(0)) { $0 + min($1, 1 << 56) }
    let mean = sum / UInt64(max(1, values.count))
    return min(mostBits, max(0, 64 - mean.leadingZeroBitCount - (mean > 1 ? 1 : 0)))
  }

  private static func write(_ value: UInt64, _ bits: Int, to writer: inout BitWriter) {
    let ones = value >> UInt64(bits)
    if ones < mostOnes {
      writer.append(1 << (ones + 1) - 2, bits: Int(ones) + 1)
      writer.append(value, bits: bits)
    } else {
      writer.append(1 << mostOnes - 1, bits: Int(mostOnes))
      writer.append(value >> 32, bits: 32)
      writer.append(value, bits: 32)
    }
  }

  private static func value(_ bits: Int, from reader: inout BitReader) throws(Damaged) -> UInt64 {
    var ones: UInt64 = 0
    while ones < mostOnes, try reader.read(1) == 1 { ones += 1 }
    guard ones < mostOnes else {
      let high = try reader.read(32)
      return high << 32 | (try reader.read(32))
    }
    return ones << UInt64(bits) | (try reader.read(bits))
  }
}
