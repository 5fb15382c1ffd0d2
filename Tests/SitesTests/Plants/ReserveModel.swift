import Runtime

/// A fraction without rounding.
struct Fraction: Equatable, Comparable {
  let above: Int128
  let below: Int128

  init(_ above: Int128, _ below: Int128 = 1) {
    var (a, b) = (above.magnitude, below.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = Int128(max(a, 1)) * (below < 0 ? -1 : 1)
    (self.above, self.below) = (above / divisor, below / divisor)
  }

  static func + (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.above * right.below + right.above * left.below, left.below * right.below)
  }
  static func * (left: Fraction, right: Fraction) -> Fraction {
    Fraction(left.above * right.above, left.below * right.below)
  }
  static prefix func - (value: Fraction) -> Fraction { Fraction(-value.above, value.below) }
  static func < (left: Fraction, right: Fraction) -> Bool { left.above * right.below < right.above * left.below }

  var rounded: Int {
    let doubled = above * 2 + below
    let (quotient, remainder) = doubled.quotientAndRemainder(dividingBy: below * 2)
    return Int(remainder < 0 ? quotient - 1 : quotient)
  }
}

/// The reserve as anybody would work it out on paper: every entry that was ever accepted, added up from the start each time.
struct ReserveModel {
  struct Entry {
    var id = ""
    let from: Int
    let to: Int
    let effect: Fraction
    /// The level that was counted; nil for what flows.
    var counted: Int?
    /// Where it stands among what happened in one instant.
    let place: Int
    /// The entry that this one, or what it reverses, goes back to.
    let root: Int
    var isReversal = false
    var isReversed = false
  }

  struct Point: Equatable {
    let at: Int
    let before: Fraction
    let after: Fraction
  }

  let capacity: Int
  let efficiencyIn: Fraction
  let efficiencyOut: Fraction
  var entries: [Entry] = []

  func effect(charging: Bool, _ wh: Int) -> Fraction {
    let declared = Fraction(Int128(wh))
    return charging
      ? declared * efficiencyIn : -(declared * Fraction(efficiencyOut.below, efficiencyOut.above))
  }

  /// A count whose reversals do not cancel out counts for nothing.
  private func isActive(_ root: Int, among entries: [Entry]) -> Bool {
    entries.count { $0.root == root } % 2 == 1
  }

  func points(_ entries: [Entry]) -> [Point] {
    var level = Fraction(0)
    var last: Int?
    return Set(entries.flatMap { [$0.from, $0.to] }).sorted().map { at in
      if let last {
        for entry in entries where entry.from < entry.to && entry.from <= last && entry.to >= at {
          level = level + entry.effect * Fraction(Int128(at - last), Int128(entry.to - entry.from))
        }
      }
      let before = level
      for entry in entries.filter({ $0.from == at && $0.to == at }).sorted(by: { $0.place < $1.place }) {
        if let counted = entry.counted {
          if !entry.isReversal, isActive(entry.root, among: entries) { level = Fraction(Int128(counted)) }
        } else {
          level = level + entry.effect
        }
      }
      last = at
      return Point(at: at, before: before, after: level)
    }
  }

  /// The first point that lies outside.
  func fault(with more: Entry?) -> Int? {
    let range = Fraction(0)...Fraction(Int128(capacity))
    return points(entries + (more.map { [$0] } ?? [])).first {
      !range.contains($0.before) || !range.contains($0.after)
    }?.at
  }

  /// The most that can be declared, found by trying, and the first point that a Wh more would break.
  func largest(charging: Bool, _ from: Int, _ to: Int) -> (wh: Int, at: Int) {
    func trial(_ wh: Int) -> Int? {
      fault(with: Entry(from: from, to: to, effect: effect(charging: charging, wh), place: .max, root: .max))
    }
    var (low, high) = (0, 1)
    while trial(high) == nil { (low, high) = (high, high * 2) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if trial(middle) == nil { low = middle } else { high = middle }
    }
    return (low, trial(low + 1) ?? -1)
  }
}
