import Runtime

/// The number of a series, which a metric of a device is: the id of its row.
typealias SeriesNumber = Int32

/// A value at a moment, to the millisecond.
struct Sample: Equatable, Sendable {
  let at: Instant
  let value: Double
}

extension Instant {
  var milliseconds: Int64 { microseconds.flooredQuotient(by: 1000) }

  init(milliseconds: Int64) { self.init(microseconds: milliseconds * 1000) }

  var flooredToMillisecond: Instant { Instant(milliseconds: milliseconds) }

  func floored(to seconds: Int64) -> Instant { Instant(seconds: self.seconds.flooredQuotient(by: seconds) * seconds) }

  var hour: Instant { floored(to: 3600) }
}

extension Int64 {
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension [Sample] {
  /// Both in the order of time; of two at one moment that of the first list stays.
  func merged(with others: [Sample]) -> [Sample] {
    if others.isEmpty { return self }
    var merged: [Sample] = []
    merged.reserveCapacity(count + others.count)
    var (left, right) = (startIndex, others.startIndex)
    while left < endIndex || right < others.endIndex {
      let isMine = right == others.endIndex || left < endIndex && self[left].at <= others[right].at
      let next = isMine ? self[left] : others[right]
      if isMine { left += 1 } else { right += 1 }
      if merged.last?.at != next.at { merged.append(next) }
    }
    return merged
  }
}
