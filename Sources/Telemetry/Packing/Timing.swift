/// How the times of an hour are written: whichever way takes the fewest bits.
enum Timing {
  /// As what is between two.
  case distances
  /// As changes of the distance: next to nothing where they are regular.
  case changes
  /// As delays behind a beat.
  case beat(Beat)

  static func shortest(of times: [Int64]) -> (timing: Timing, codes: [UInt64]) {
    let distances = times.differences
    var ways: [(timing: Timing, codes: [UInt64])] = [
      (.changes, (distances.prefix(1) + distances.differences).map(\.zigzag)),
      (.distances, distances.map { UInt64($0) }),
    ]
    if let beat = Beat(of: times) {
      let delays = zip(times.dropFirst(), times).map { UInt64($0 - beat.due(by: $1) - beat.period) }
      ways.append((.beat(beat), delays))
    }
    return ways.min { RiceCode.length($0.codes) < RiceCode.length($1.codes) } ?? ways[0]
  }

  func times(from first: Int64, _ codes: [UInt64]) -> [Int64] {
    var times = [first]
    times.reserveCapacity(codes.count + 1)
    var (time, distance) = (first, Int64(0))
    for code in codes {
      switch self {
      case .distances: time &+= Int64(clamping: code)
      case .changes:
        distance &+= Int64(zigzag: code)
        time &+= distance
      case .beat(let beat): time = beat.due(by: time) &+ beat.period &+ Int64(clamping: code)
      }
      times.append(time)
    }
    return times
  }
}

extension [Int64] {
  var differences: [Int64] { zip(dropFirst(), self).map { $0 &- $1 } }
}
