import Runtime

extension Demonstration {
  /// Chance that follows from a seed, on every machine the same: whole numbers only, and none of libm's last digits
  /// (SplitMix64).
  struct Dice: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(UInt64(bound).multipliedFullWidth(by: next()).high) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// From 0 up to, not including, 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func chance(_ share: Double) -> Bool { unit() < share }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// Around 0, seldom beyond 1, never beyond 2: four dice make a bell.
    mutating func bell() -> Double { unit() + unit() + unit() + unit() - 2 }
  }

  /// Values that come as often as their weights say.
  struct Weighted<Value: Sendable>: Sendable {
    let values: [Value]
    private let ends: [Int]

    init(_ weights: [(Value, Int)]) {
      values = weights.map(\.0)
      var sum = 0
      ends = weights.map { weight in
        sum += weight.1
        return sum
      }
    }

    var total: Int { ends.last ?? 0 }

    func weight(at index: Int) -> Int { ends[index] - (index == 0 ? 0 : ends[index - 1]) }

    func draw(_ dice: inout Dice) -> Value {
      let wanted = dice.below(total)
      return values[ends.partitioningIndex { wanted < $0 }]
    }
  }
}

extension Demonstration.Weighted<String> {
  /// "75:8125 59:5348": a value, a colon, its weight.
  init(table: String) {
    self.init(
      table.split(whereSeparator: \.isWhitespace).map { entry in
        let parts = entry.split(separator: ":")
        return (String(parts[0]), parts.count == 2 ? Int(parts[1]) ?? 0 : 0)
      })
  }
}
