import Glibc

/// Answers kept by the bytes that they were worked out from. Bounded: the newest of those that meet in a place stays.
struct BytesCache<Answer> {
  private struct Entry {
    let key: [UInt8]
    let answer: Answer
  }

  private static var longestKey: Int { 256 }
  private var entries: [Entry?]
  private let mask: Int

  /// - Parameter places: a power of two.
  init(places: Int) {
    entries = Array(repeating: nil, count: places)
    mask = places - 1
  }

  mutating func answer(for cell: Record.Cell, _ work: (Record.Cell) -> Answer) -> Answer {
    guard cell.count <= Self.longestKey else { return work(cell) }
    let place = Self.hash(cell) & mask
    if let entry = entries[place], Self.isSame(entry.key, cell) { return entry.answer }
    let answer = work(cell)
    entries[place] = Entry(key: Array(cell), answer: answer)
    return answer
  }

  private static func isSame(_ key: [UInt8], _ cell: Record.Cell) -> Bool {
    guard key.count == cell.count, let bytes = cell.baseAddress else { return false }
    return key.withUnsafeBytes { $0.baseAddress.map { memcmp($0, bytes, cell.count) == 0 } ?? false }
  }

  private static func hash(_ cell: Record.Cell) -> Int {
    var hash = UInt64(truncatingIfNeeded: cell.count)
    var place = 0
    while place + 8 <= cell.count {
      hash = mixed(hash ^ cell.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    while place < cell.count {
      hash = (hash ^ UInt64(cell[place])) &* 0x0000_0100_0000_01B3
      place += 1
    }
    return Int(truncatingIfNeeded: mixed(hash) >> 17)
  }

  private static func mixed(_ bits: UInt64) -> UInt64 {
    let product = (bits ^ bits >> 32) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 29
  }
}
