/// What a counter has grown by from one reading to the next.
struct Growth: Equatable, Sendable {
  var by = 0.0
  var resets = 0

  init() {}

  /// A counter that shows less has begun again from zero. One that shows less by under an eighth has not: meters round, and
  /// a whole reading would be counted twice.
  init(from before: Double, to after: Double) {
    if after >= before {
      by = after - before
    } else if (before - after) * 8 >= before {
      (by, resets) = (after, 1)
    }
  }

  static func + (left: Growth, right: Growth) -> Growth {
    var sum = left
    sum.by += right.by
    sum.resets += right.resets
    return sum
  }
}
