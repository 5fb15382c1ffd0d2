/// A set of sequence numbers as ranges: ascending, apart from one another.
struct SequenceRanges: Equatable, Sendable {
  private(set) var ranges: [ClosedRange<Int>]

  init(_ ranges: [ClosedRange<Int>] = []) {
    self.ranges = []
    for range in ranges { insert(range) }
  }

  mutating func insert(_ new: ClosedRange<Int>) {
    let before = ranges.filter { $0.upperBound < new.lowerBound - 1 }
    let after = ranges.filter { $0.lowerBound > new.upperBound + 1 }
    let touched = ranges.dropFirst(before.count).dropLast(after.count)
    let low = min(new.lowerBound, touched.first?.lowerBound ?? new.lowerBound)
    let high = max(new.upperBound, touched.last?.upperBound ?? new.upperBound)
    ranges = before + [low...high] + after
  }

  mutating func remove(_ gone: ClosedRange<Int>) {
    ranges = ranges.flatMap { range -> [ClosedRange<Int>] in
      guard range.overlaps(gone) else { return [range] }
      let left = range.lowerBound < gone.lowerBound ? [range.lowerBound...gone.lowerBound - 1] : []
      let right = range.upperBound > gone.upperBound ? [gone.upperBound + 1...range.upperBound] : []
      return left + right
    }
  }

  /// The last number up to which all are there, from 1.
  var contiguous: Int { ranges.first.flatMap { $0.lowerBound <= 1 ? $0.upperBound : nil } ?? 0 }

  /// The highest run of numbers up to `last` that is not there, at most so many.
  func newestMissing(upTo last: Int, most: Int) -> ClosedRange<Int>? {
    var high = last
    for range in ranges.reversed() {
      if high > range.upperBound { return max(range.upperBound + 1, high - most + 1)...high }
      if high >= range.lowerBound { high = range.lowerBound - 1 }
    }
    return high >= 1 ? max(1, high - most + 1)...high : nil
  }
}
