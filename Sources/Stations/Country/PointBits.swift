/// Points, a bit each.
package struct PointBits: Sendable {
  @usableFromInline var words: [UInt64]
  private let count: Int

  init(all count: Int) {
    self.count = count
    words = Array(repeating: .max, count: count / 64 + 1)
    words[count / 64] = ~(.max << UInt64(count % 64))
  }

  @inlinable package subscript(point: Int) -> Bool { words[point / 64] & 1 << UInt64(point % 64) != 0 }

  package func count(in range: Range<Int>) -> Int {
    let (first, last) = (range.lowerBound / 64, range.upperBound / 64)
    let start = words[first] >> UInt64(range.lowerBound % 64)
    if first == last { return (start & ~(.max << UInt64(range.count))).nonzeroBitCount }
    var count = start.nonzeroBitCount
    for word in first + 1..<last { count += words[word].nonzeroBitCount }
    return count + (words[last] & ~(.max << UInt64(range.upperBound % 64))).nonzeroBitCount
  }

  /// Leaves out those that are not so. Asks of all the others, and in a word that holds any perhaps of some more.
  @inline(__always)
  mutating func keep(where isSo: (Int) -> Bool) {
    for word in words.indices where words[word] != 0 {
      let first = word * 64
      var kept: UInt64 = 0
      for bit in 0..<min(64, count - first) { kept |= (isSo(first + bit) ? 1 : 0) << UInt64(bit) }
      words[word] &= kept
    }
  }

  /// The same for what costs more to know.
  mutating func keepEach(where isSo: (Int) -> Bool) {
    for word in words.indices {
      var rest = words[word]
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        if !isSo(word * 64 + bit) { words[word] &= ~(1 << UInt64(bit)) }
        rest &= rest - 1
      }
    }
  }

  mutating func remove(_ range: Range<Int>) {
    for word in range.lowerBound / 64..<range.upperBound / 64 + 1 {
      let (from, to) = (max(range.lowerBound - word * 64, 0), min(range.upperBound - word * 64, 64))
      words[word] &= ~((.max << UInt64(from)) & ~(to == 64 ? 0 : .max << UInt64(to)))
    }
  }
}
