/// A circle that another one has taken in.
struct Taken {
  let number, by: Int32
}

/// Of each circle of a level, those that it reaches.
struct Neighbours: Sendable {
  /// Where those of each begin; the last but one is their end.
  private var starts: [Int32]
  private var numbers: [Int32]

  /// Nil where that are more than so many.
  init?(_ rows: Rows, atMost most: Int) {
    let pairs = rows.pairs(atMost: most / 2 + 1)
    if 2 * pairs.count > most { return nil }
    self.init(pairs, among: rows.count)
  }

  private init(_ pairs: [Rows.Pair], among count: Int) {
    starts = Neighbours.starts(pairs, count)
    numbers = Array(repeating: 0, count: 2 * pairs.count)
    for pair in pairs {
      add(pair.other, to: pair.one)
      add(pair.one, to: pair.other)
    }
  }

  /// Those of each, one place farther on.
  private static func starts(_ pairs: [Rows.Pair], _ count: Int) -> [Int32] {
    var starts = [Int32](repeating: 0, count: count + 2)
    for pair in pairs {
      starts[Int(pair.one) + 2] += 1
      starts[Int(pair.other) + 2] += 1
    }
    for index in 0..<count { starts[index + 2] += starts[index + 1] }
    return starts
  }

  /// Moves the start of the next one to behind it.
  private mutating func add(_ number: Int32, to one: Int32) {
    numbers[Int(starts[Int(one) + 1])] = number
    starts[Int(one) + 1] += 1
  }

  var count: Int { numbers.count }

  func hasAny(_ number: Int32) -> Bool { starts[Int(number)] < starts[Int(number) + 1] }

  /// Takes circles in turn, each of which takes in all that it reaches and nobody took before it. Those that are not in the
  /// order are not there, or alone. Returns who was taken in, and by whom.
  func taken(inTurn order: [Int32]) -> [Taken] {
    var isFree = [Bool](repeating: false, count: starts.count - 2)
    for number in order { isFree[Int(number)] = true }
    var taken: [Taken] = []
    taken.reserveCapacity(order.count / 2)
    let (starts, numbers) = (starts.span, numbers.span)
    for number in order where isFree[Int(number)] {
      for index in Int(starts[Int(number)])..<Int(starts[Int(number) + 1]) {
        let other = numbers[index]
        guard isFree[Int(other)] else { continue }
        isFree[Int(other)] = false
        taken.append(Taken(number: other, by: number))
      }
    }
    return taken
  }
}
