/// An event of a line as the kernel writes it: 48 bytes, of which four numbers matter.
struct LineEvent: Equatable, Sendable {
  static let size = 48

  let nanoseconds: UInt64
  let isRising: Bool
  /// Counts this line's events: a gap is what was lost.
  let number: UInt32

  init(nanoseconds: UInt64, isRising: Bool, number: UInt32) {
    (self.nanoseconds, self.isRising, self.number) = (nanoseconds, isRising, number)
  }

  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == LineEvent.size else { return nil }
    let record = Array(bytes)
    func word(_ place: Int) -> UInt32 {
      record.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt32.self) }
    }
    guard word(8) == 1 || word(8) == 2 else { return nil }
    nanoseconds = UInt64(word(4)) << 32 | UInt64(word(0))
    isRising = word(8) == 1
    number = word(20)
  }

  var record: [UInt8] {
    func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
    let words: [UInt32] = [
      UInt32(truncatingIfNeeded: nanoseconds), UInt32(nanoseconds >> 32), isRising ? 1 : 2, 0, number, number,
    ]
    return words.flatMap(bytes) + [UInt8](repeating: 0, count: 24)
  }
}

/// Counts the pulses of a meter's contact. A level counts when it has been stable, on both edges: a dead time after one of
/// them would count the bounce of the other.
struct PulseCounter: Sendable {
  private static let stable: UInt64 = 10_000_000

  private(set) var count: Int
  /// Events that the kernel had no room for.
  private(set) var lost = 0
  private var isLow = false
  private var pending: LineEvent?

  init(from count: Int = 0) { self.count = count }

  mutating func take(_ event: LineEvent) {
    if let pending {
      let missed = Int(event.number &- pending.number) - 1
      // A pulse has two edges.
      if missed > 0, missed < 1_000_000 {
        lost += missed
        count += missed / 2
      }
      settle(at: event.nanoseconds)
    }
    pending = event
  }

  /// Nothing has come since: the last edge was one.
  mutating func settle(at nanoseconds: UInt64) {
    guard let pending, nanoseconds >= pending.nanoseconds, nanoseconds - pending.nanoseconds >= PulseCounter.stable
    else { return }
    if isLow == pending.isRising {
      isLow = !pending.isRising
      if isLow { count += 1 }
    }
  }
}
