/// Small numbers in few bits: what is above the lowest k bits is counted in ones. Every 32 numbers have a k of their own, so
/// that a quiet half of an hour does not pay for a lively one; where that is shorter they have a width instead, such as none
/// at all for 32 zeros.
enum RiceCode {
  fileprivate static let block = 32
  /// Longer counts cost more than the number itself.
  private static let mostOnes: UInt64 = 24
  private static let mostBits = 48
  /// Heads beyond those of a k stand for a width.
  private static let mostWidth = 14

  /// How a block is written, and how many bits that takes.
  private enum Shape {
    case counted(lowBits: Int, length: Int)
    case wide(width: Int, length: Int)

    init(_ block: ArraySlice<UInt64>) {
      let lengths = (0...RiceCode.lowBits(of: block)).map { bits in
        (bits: bits, length: block.reduce(0) { $0 + RiceCode.length($1, bits) })
      }
      let (bits, counted) = lengths.min { $0.length < $1.length } ?? (0, .max)
      let width = 64 - block.reduce(0, |).leadingZeroBitCount
      self =
        width <= mostWidth && width * block.count < counted
        ? .wide(width: width, length: width * block.count) : .counted(lowBits: bits, length: counted)
    }
  }

  /// In bits.
  static func length(_ values: [UInt64]) -> Int {
    values.blocks.reduce(0) { sum, block in
      switch Shape(block) {
      case .counted(_, let length), .wide(_, let length): sum + 6 + length
      }
    }
  }

  static func write(_ values: [UInt64], to writer: inout BitWriter) {
    for block in values.blocks {
      switch Shape(block) {
      case .counted(let bits, _):
        writer.append(UInt64(bits), bits: 6)
        for value in block { write(value, bits, to: &writer) }
      case .wide(let width, _):
        writer.append(UInt64(mostBits + 1 + width), bits: 6)
        for value in block { writer.append(value, bits: width) }
      }
    }
  }

  static func read(_ count: Int, from reader: inout BitReader) throws(Damaged) -> [UInt64] {
    var values: [UInt64] = []
    values.reserveCapacity(count)
    while values.count < count {
      let head = Int(try reader.read(6))
      let length = min(block, count - values.count)
      if head > mostBits {
        for _ in 0..<length { values.append(try reader.read(head - mostBits - 1)) }
      } else {
        for _ in 0..<length { values.append(try value(head, from: &reader)) }
      }
    }
    return values
  }

  /// About as many as the mean has; fewer are better where one among small numbers is large.
  private static func lowBits(of values: ArraySlice<UInt64>) -> Int {
    let sum = values.reduce(UInt64(0)) { $0 + min($1, 1 << 56) }
    let mean = sum / UInt64(max(1, values.count))
    return min(mostBits, max(0, 64 - mean.leadingZeroBitCount - (mean > 1 ? 1 : 0)))
  }

  private static func length(_ value: UInt64, _ bits: Int) -> Int {
    let ones = value >> UInt64(bits)
    return ones < mostOnes ? Int(ones) + 1 + bits : Int(mostOnes) + 64
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
    let ones = UInt64(try reader.ones(most: Int(mostOnes)))
    guard ones < mostOnes else {
      let high = try reader.read(32)
      return high << 32 | (try reader.read(32))
    }
    return ones << UInt64(bits) | (try reader.read(bits))
  }
}

extension [UInt64] {
  fileprivate var blocks: [ArraySlice<UInt64>] {
    stride(from: 0, to: count, by: RiceCode.block).map { self[$0..<Swift.min($0 + RiceCode.block, count)] }
  }
}
