import Runtime
import Stations

/// How many points of each circle are free, as the states had it that were asked about last.
struct FreeCounts: Sendable {
  private(set) var levels: [[Int32]] = []
  private var number = -1

  mutating func follow(_ states: PointStates, _ hierarchy: Hierarchy) {
    if number >= states.number { return }
    if number < states.recentFrom || number < 0 {
      countAll(hierarchy, hierarchy.matching.free(states))
    } else {
      for change in states.recent.reversed() {
        if change.number <= number { break }
        count(change.spot, states, hierarchy)
      }
    }
    number = states.number
  }

  /// Carries a change up the branch that it is on.
  private mutating func count(_ spot: Int32, _ states: PointStates, _ hierarchy: Hierarchy) {
    guard var member = hierarchy.street(of: spot) else { return }
    let difference = hierarchy.freePoints(ofSpot: spot, states) - levels[Hierarchy.streetZoom][member]
    if difference == 0 { return }
    for zoom in (0...Hierarchy.streetZoom).reversed() {
      levels[zoom][member] += difference
      if zoom > 0 { member = Int(hierarchy.levels[zoom].parent[member]) }
    }
  }

  private mutating func countAll(_ hierarchy: Hierarchy, _ free: Matching) {
    var counts = hierarchy.levels[Hierarchy.streetZoom].spots.map { spot in
      Int32(free.count(in: hierarchy.ground.points(ofSpot: Int(spot))))
    }
    levels = [counts]
    for zoom in (1...Hierarchy.streetZoom).reversed() {
      var sums = [Int32](repeating: 0, count: hierarchy.levels[zoom - 1].count)
      for (count, parent) in zip(counts, hierarchy.levels[zoom].parent) { sums[Int(parent)] += count }
      levels.append(sums)
      counts = sums
    }
    levels.reverse()
  }
}

extension Hierarchy {
  fileprivate func freePoints(ofSpot spot: Int32, _ states: PointStates) -> Int32 {
    Int32(ground.points(ofSpot: Int(spot)).count { states.status[$0] == .free && matching[$0] })
  }

  fileprivate func street(of spot: Int32) -> Int? {
    let spots = levels[Hierarchy.streetZoom].spots
    let place = spots.partitioningIndex { $0 >= spot }
    return place < spots.count && spots[place] == spot ? place : nil
  }
}
