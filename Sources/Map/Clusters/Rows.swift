import Stations

/// Circles in rows from west to east. A row is higher than a circle's reach, so whoever is near another stands in its row, the
/// one above or the one below; and it goes around the world.
struct Rows: Sendable {
  struct Standing: Sendable {
    let x, y: UInt32
    /// Which it is of its level.
    let number: Int32
  }

  private let zoom: Int
  let shift: UInt32
  let reach: UInt32
  private(set) var all: [Standing] = []
  /// Where each row begins; the last is the end of all.
  private(set) var starts: [Int] = []

  var count: Int { all.count }

  /// Empty.
  private init(zoom: Int) {
    self.zoom = zoom
    reach = Greedy.reach(zoom)
    // 64 pixels.
    shift = UInt32(32 - zoom - 3)
  }

  /// Numbered as they come.
  init(_ places: [WorldPlace], zoom: Int) {
    self.init(zoom: zoom)
    let shift = shift
    all = places.indices.map { Standing(x: places[$0].x, y: places[$0].y, number: Int32($0)) }
      .sorted { ($0.y >> shift, $0.x, $0.number) < ($1.y >> shift, $1.x, $1.number) }
    for index in all.indices where index == 0 || row(index) != row(index - 1) { starts.append(index) }
    starts.append(all.count)
  }

  private func row(_ index: Int) -> UInt32 { all[index].y >> shift }

  // MARK: The zoom below

  /// Those that stay, by the numbers that they have there: two rows become one.
  func below(_ numbers: [Int32]) -> Rows {
    var kept = Rows(zoom: zoom)
    kept.all.reserveCapacity(all.count)
    let (all, numbers) = (all.span, numbers.span)
    for row in 0..<starts.count - 1 {
      let start = kept.all.count
      for index in starts[row]..<starts[row + 1] {
        let (one, number) = (all[index], numbers[Int(all[index].number)])
        if number >= 0 { kept.all.append(Standing(x: one.x, y: one.y, number: number)) }
      }
      if kept.all.count > start { kept.starts.append(start) }
    }
    kept.starts.append(kept.all.count)
    return kept.inPairs()
  }

  private func inPairs() -> Rows {
    var rows = Rows(zoom: zoom - 1)
    rows.all.reserveCapacity(all.count)
    var next = 0
    while next < starts.count - 1 {
      let first = starts[next]..<starts[next + 1]
      let hasOther = next + 2 < starts.count && rows.isOneRow(all[first.lowerBound], all[first.upperBound])
      rows.append(first, hasOther ? first.upperBound..<starts[next + 2] : first.upperBound..<first.upperBound, of: all)
      next += hasOther ? 2 : 1
    }
    rows.starts.append(rows.all.count)
    return rows
  }

  private func isOneRow(_ one: Standing, _ other: Standing) -> Bool { one.y >> shift == other.y >> shift }

  private mutating func append(_ one: Range<Int>, _ other: Range<Int>, of finer: [Standing]) {
    starts.append(all.count)
    let finer = finer.span
    var (left, right) = (one.lowerBound, other.lowerBound)
    while left < one.upperBound, right < other.upperBound {
      let isLeft = finer[left].x <= finer[right].x
      all.append(finer[isLeft ? left : right])
      if isLeft { left += 1 } else { right += 1 }
    }
    for index in left..<one.upperBound { all.append(finer[index]) }
    for index in right..<other.upperBound { all.append(finer[index]) }
  }

  // MARK: Who is near whom

  /// Two that stand nearer to one another than a circle reaches.
  struct Pair {
    let one, other: Int32
  }

  /// Every two once, but no more than so many.
  func pairs(atMost most: Int) -> [Pair] {
    var pairs: [Pair] = []
    pairs.reserveCapacity(min(count, most))
    for row in 0..<starts.count - 1 where pairs.count < most {
      let (first, end) = (starts[row], starts[row + 1])
      let isFollowed = row + 2 < starts.count && self.row(end) == self.row(first) + 1
      find(first..<end, end..<(isFollowed ? starts[row + 2] : end), all.span, &pairs)
    }
    return pairs
  }

  /// Those of a row among themselves, and with those of the next one.
  @inline(__always)
  private func find(_ row: Range<Int>, _ next: Range<Int>, _ all: Span<Standing>, _ pairs: inout [Pair]) {
    var south = Ring(next)
    for index in row {
      let one = all[index]
      var other = index + 1 == row.upperBound ? row.lowerBound : index + 1
      while other != index, all[other].x &- one.x < reach {
        if isNear(one, all[other]) { pairs.append(Pair(one: one.number, other: all[other].number)) }
        other = other + 1 == row.upperBound ? row.lowerBound : other + 1
      }
      if next.isEmpty { continue }
      let west = one.x &- reach
      other = south.enter(west, all)
      for _ in next {
        if all[other].x &- west >= 2 * reach { break }
        if isNear(one, all[other]) { pairs.append(Pair(one: one.number, other: all[other].number)) }
        other = other + 1 == next.upperBound ? next.lowerBound : other + 1
      }
    }
  }

  @inline(__always)
  func isNear(_ one: Standing, _ other: Standing) -> Bool {
    // Around the world, the shorter way.
    let east = Int64(Int32(bitPattern: other.x &- one.x))
    let south = Int64(other.y) - Int64(one.y)
    return east * east + south * south < Int64(reach) * Int64(reach)
  }

  /// A row that is entered farther and farther in the east.
  private struct Ring {
    private let row: Range<Int>
    private var at: Int

    init(_ row: Range<Int>) { (self.row, at) = (row, row.lowerBound) }

    /// Returns the first that is not west of there.
    @inline(__always)
    mutating func enter(_ west: UInt32, _ all: Span<Standing>) -> Int {
      while at < row.upperBound, all[at].x < west { at += 1 }
      // From the world's end it goes back to its beginning.
      while at > row.lowerBound, all[at - 1].x >= west { at -= 1 }
      return at == row.upperBound ? row.lowerBound : at
    }
  }
}
