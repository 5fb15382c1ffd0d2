import Runtime

/// The quarters of an hour that a file has named, of each perimeter: a bit for each, as files with all regions over ten
/// years have millions.
struct InstantSet {
  private var words: [Int: UInt64] = [:]
  // Rows come in their order: most are beside the one before.
  private var key = Int.min
  private var word: UInt64 = 0

  /// About what it takes in memory.
  var footprint: Int { words.count * 32 }

  /// False for what is there already.
  mutating func insert(_ at: Instant, of perimeter: Int) -> Bool {
    let quarter = Int(at.seconds) / 900
    return insert(quarter, perimeter)
  }

  mutating func insert(_ day: CivilDay) -> Bool { insert(day.daysSince1970, 15) }

  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    (key, word) = (.min, 0)
  }

  private mutating func insert(_ number: Int, _ perimeter: Int) -> Bool {
    let wanted = (number >> 6) * 16 + perimeter
    if wanted != key {
      if key != .min { words[key] = word }
      (key, word) = (wanted, words[wanted] ?? 0)
    }
    let bit = UInt64(1) << UInt64(number & 63)
    guard word & bit == 0 else { return false }
    word |= bit
    return true
  }
}
