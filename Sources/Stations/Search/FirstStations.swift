import Runtime

/// The place in the order of stations from which on a page goes.
struct PageStart {
  private let key: Double
  private let rank: Int32

  init(_ cursor: StationCursor?, in country: Country) {
    key = cursor?.key ?? -.infinity
    rank = cursor.map { country.rank(after: $0.id) } ?? 0
  }

  func isBefore(_ key: Double, _ rank: Int32) -> Bool { key != self.key ? key > self.key : rank >= self.rank }
}

/// As many stations as are asked for, those with the smallest keys, in order.
struct FirstStations {
  private let count: Int
  private var ranks: [Int32] = []
  private(set) var found: [FoundStation] = []

  init(_ count: Int) {
    self.count = count
    found.reserveCapacity(count)
    ranks.reserveCapacity(count)
  }

  func isWanted(_ key: Double, _ rank: Int32) -> Bool {
    if found.count < count { return true }
    guard let last = found.last, let lastRank = ranks.last else { return false }
    return (key, rank) < (last.key, lastRank)
  }

  /// What comes behind all these in the order of ids is wanted with a key below that alone.
  var bar: Double { found.count < count ? .infinity : found.last?.key ?? -.infinity }

  mutating func take(_ station: FoundStation, _ rank: Int32) {
    if found.count == count {
      found.removeLast()
      ranks.removeLast()
    }
    let place = found.indices.partitioningIndex { (found[$0].key, ranks[$0]) > (station.key, rank) }
    found.insert(station, at: place)
    ranks.insert(rank, at: place)
  }
}
