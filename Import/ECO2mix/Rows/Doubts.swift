import Grid
import Runtime

/// What the rows of a file say together, from which follows whether any of them may have to be doubted for what others say.
/// Nearly none ever has, and to ask the database for it would cost as much as a third of them.
struct Doubts {
  private var loads = Perimeter.allCases.map { _ in Loads() }
  /// In nights in which the clock is put forward: loads at three o'clock, and an hour before.
  private var copies: [Int: [Instant: Int32]] = [:]

  mutating func note(_ row: GridRow, isOfChange: Bool) {
    let place = row.place
    loads[place].isNamed = true
    guard let load = row.values[GridColumn.consumption] else { return }
    loads[place].add(load)
    if isOfChange { copies[place, default: [:]][row.at] = load }
  }

  /// Those of which the file has rows.
  var perimeters: [Perimeter] { Perimeter.allCases.filter { loads[$0.place].isNamed } }

  /// Whether some load may be far from the median of its perimeter.
  var mayBeFar: Bool { loads.contains(where: \.mayBeFar) }

  /// Whether the hour after the clock was put forward repeats the one before.
  var mayRepeat: Bool {
    copies.values.contains { loads in
      loads.contains { at, load in Spring.changes.contains(at) && loads[at - .seconds(3600)] == load }
    }
  }
}

/// How the loads of a perimeter lie: the median is known to a sixteenth.
struct Loads {
  var isNamed = false
  private var count = 0
  private var least = Int32.max
  private var most = Int32.min
  private var counts = [Int](repeating: 0, count: 33 * 16)

  mutating func add(_ load: Int32) {
    count += 1
    (least, most) = (min(least, load), max(most, load))
    counts[Self.place(of: load)] += 1
  }

  /// Never false where the limits by the median itself are passed.
  var mayBeFar: Bool {
    guard count > Outliers.enough else { return false }
    let (low, high) = (place(ofRank: (count - 1) / 2), place(ofRank: count / 2))
    return Double(least) < Outliers.low * Self.start(of: high + 1) || Double(most) > Outliers.high * Self.start(of: low)
  }

  private func place(ofRank rank: Int) -> Int {
    var passed = 0
    return counts.firstIndex { count in
      passed += count
      return passed > rank
    } ?? 0
  }

  /// Sixteen to each power of two; nothing is told apart below one.
  private static func place(of load: Int32) -> Int {
    guard load > 0 else { return 0 }
    let power = 31 - load.leadingZeroBitCount
    return 16 * (power + 1) + Int((Int64(load) << 4) >> power) - 16
  }

  /// The least load there, or less.
  static func start(of place: Int) -> Double {
    place < 16 ? 0 : Double((16 + place % 16) << (place / 16 - 1)) / 16
  }
}

/// How far a load may lie from the median of its perimeter, where there are enough of them.
enum Outliers {
  static let enough = 48
  static let low = 0.35
  static let high = 2.8
}

/// Three o'clock in nights in which the clock is put forward.
enum Spring {
  static let changes: Set<Instant> = {
    let zone = Paris.zone
    var (changes, at) = (Set<Instant>(), Instant(seconds: 946_684_800))
    while let next = zone.change(after: at), next.seconds < 4_102_444_800 {
      if zone.offset(at: next) > zone.offset(at: next - .seconds(1)) { changes.insert(next) }
      at = next
    }
    return changes
  }()
}
