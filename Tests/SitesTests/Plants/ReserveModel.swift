import Runtime

/// Energy without rounding: in such small parts of a Wh that whatever the tests declare comes out even.
enum Parts {
  /// 100, 9 and 87 of the efficiencies, and times of up to eleven grains.
  static let ofWh = 26_100 * 27_720

  static func rounded(_ parts: Int) -> Int {
    let doubled = parts * 2 + ofWh
    let (quotient, remainder) = doubled.quotientAndRemainder(dividingBy: ofWh * 2)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// The reserve as anybody would work it out on paper: every entry that was ever accepted, added up from the start each time.
struct ReserveModel {
  /// In per cent or in ninths: what is charged is multiplied, what is consumed divided.
  struct Efficiency {
    let above: Int
    let below: Int

    var value: Double { Double(above) / Double(below) }
  }

  struct Entry {
    var id = ""
    let from: Int
    let to: Int
    /// In parts.
    let effect: Int
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
    let before: Int
    let after: Int
  }

  let capacity: Int
  let efficiencyIn: Efficiency
  let efficiencyOut: Efficiency
  var entries: [Entry] = []

  /// In whole Wh, rounded here and never again.
  func effect(charging: Bool, _ wh: Int) -> Int {
    let factor = charging ? efficiencyIn : Efficiency(above: efficiencyOut.below, below: efficiencyOut.above)
    let whole = (2 * wh * factor.above + factor.below) / (2 * factor.below) * Parts.ofWh
    return charging ? whole : -whole
  }

  private static func part(_ value: Int, _ above: Int, _ below: Int) -> Int {
    precondition(value % below == 0, "\(value) does not come out even by \(below)")
    return value / below * above
  }

  /// A count whose reversals do not cancel out counts for nothing.
  private func isActive(_ root: Int, among entries: [Entry]) -> Bool {
    entries.count { $0.root == root } % 2 == 1
  }

  func points(_ entries: [Entry]) -> [Point] {
    var level = 0
    var last: Int?
    return Set(entries.flatMap { [$0.from, $0.to] }).sorted().map { at in
      if let last {
        for entry in entries where entry.from <= last && entry.to >= at && entry.from < entry.to {
          level += Self.part(entry.effect * (at - last), 1, entry.to - entry.from)
        }
      }
      let before = level
      for entry in entries.filter({ $0.from == at && $0.to == at }).sorted(by: { $0.place < $1.place }) {
        if let counted = entry.counted {
          if !entry.isReversal, isActive(entry.root, among: entries) { level = counted * Parts.ofWh }
        } else {
          level += entry.effect
        }
      }
      last = at
      return Point(at: at, before: before, after: level)
    }
  }

  /// The first point that lies outside.
  func fault(with more: Entry?) -> Int? {
    let range = 0...capacity * Parts.ofWh
    return points(entries + (more.map { [$0] } ?? [])).first {
      !range.contains($0.before) || !range.contains($0.after)
    }?.at
  }

  /// The first point that a declaration would break.
  func fault(charging: Bool, _ wh: Int, _ from: Int, _ to: Int) -> Int? {
    fault(with: Entry(from: from, to: to, effect: effect(charging: charging, wh), place: .max, root: .max))
  }

  /// Whether so much is the most that can be declared, and a Wh more breaks that point first.
  func forbids(moreThan largest: Int, charging: Bool, _ from: Int, _ to: Int, at blocked: Int) -> Bool {
    fault(charging: charging, largest, from, to) == nil
      && fault(charging: charging, largest + 1, from, to) == blocked
  }
}
