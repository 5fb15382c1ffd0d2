import Runtime
import Stations
import Synchronization

/// The circles of every zoom for one filter. Which points they hold stays; how many of those are free is counted along with
/// every change, up the branch that it is on.
final class Hierarchy: Sendable {
  /// From here on stations are drawn, not circles.
  static let streetZoom = 14

  let country: Country
  let filter: StationFilter
  /// The version of the points' states that it was made from, on which a filter by availability depends.
  let builtFrom: Int
  let builtAt: Instant
  let matching: Matching
  let levels: [Level]
  let tiles = Mutex(ReadyTiles())
  private let free: Mutex<FreeCounts>

  init(_ filter: StationFilter, in country: Country, _ states: PointStates, at now: Instant) {
    self.country = country
    self.filter = filter
    builtFrom = states.number
    builtAt = now
    matching = Matching(filter, in: country, states, at: now)
    levels = Hierarchy.levels(of: country, matching)
    free = Mutex(FreeCounts(levels))
  }

  private static func levels(of country: Country, _ matching: Matching) -> [Level] {
    var levels = [Level](repeating: Level(), count: streetZoom + 1)
    levels[streetZoom] = .streets(of: country, matching)
    for zoom in (0..<streetZoom).reversed() {
      let made = Greedy(levels[zoom + 1], to: zoom, in: country).merged()
      levels[zoom] = made.level
      levels[zoom + 1].parent = made.parent
    }
    return levels
  }

  /// True once the states that it depends on are others; for a second nobody minds.
  func isOutdated(by states: PointStates, at now: Instant) -> Bool {
    switch filter.available {
    case nil: false
    case .now?, .at?:
      now - builtAt >= .seconds(1) && (states.number != builtFrom || now - builtAt >= .seconds(60)) || now < builtAt
    }
  }

  /// How many of the points of these circles are free now; of a moment to come, all that match are.
  func free(of members: [Int], zoom: Int, _ states: PointStates) -> [Int32] {
    if case .at? = filter.available { return members.map { levels[zoom].points[$0] } }
    return free.withLock { free in
      free.follow(states, self)
      return members.map { free.levels[zoom][$0] }
    }
  }

  /// A circle's number: that of the station it stands on, whatever tile or version shows it.
  func identifier(of member: Int, zoom: Int) -> UInt64 {
    let spot = country.spots[Int(levels[zoom].spots[member])]
    // As much as a number of JavaScript's holds.
    return country.stations[Int(spot.stations.lowerBound)].id.low & 0x1F_FFFF_FFFF_FFFF
  }

  var memory: Int { levels.reduce(country.points.count / 8) { $0 + $1.count * 29 } + tiles.withLock { $0.memory } }

  fileprivate func freePoints(ofSpot spot: Int32, _ states: PointStates) -> Int32 {
    var count: Int32 = 0
    for point in country.points(of: country.spots[Int(spot)]) where states.status[point] == .free && matching[point] {
      count += 1
    }
    return count
  }

  fileprivate func street(of spot: Int32) -> Int? {
    let spots = levels[Hierarchy.streetZoom].spots
    let place = spots.partitioningIndex { $0 >= spot }
    return place < spots.count && spots[place] == spot ? place : nil
  }
}

private struct FreeCounts: Sendable {
  private(set) var levels: [[Int32]]
  private var number = -1

  init(_ levels: [Level]) { self.levels = levels.map { Array(repeating: 0, count: $0.count) } }

  mutating func follow(_ states: PointStates, _ hierarchy: Hierarchy) {
    if number >= states.number { return }
    if number < states.recentFrom || number < 0 {
      countAll(states, hierarchy)
    } else {
      for change in states.recent.reversed() {
        if change.number <= number { break }
        count(change.spot, states, hierarchy)
      }
    }
    number = states.number
  }

  private mutating func count(_ spot: Int32, _ states: PointStates, _ hierarchy: Hierarchy) {
    guard var member = hierarchy.street(of: spot) else { return }
    let difference = hierarchy.freePoints(ofSpot: spot, states) - levels[Hierarchy.streetZoom][member]
    if difference == 0 { return }
    for zoom in (0...Hierarchy.streetZoom).reversed() {
      levels[zoom][member] += difference
      if zoom > 0 { member = Int(hierarchy.levels[zoom].parent[member]) }
    }
  }

  private mutating func countAll(_ states: PointStates, _ hierarchy: Hierarchy) {
    for zoom in (0...Hierarchy.streetZoom).reversed() {
      levels[zoom] = Array(repeating: 0, count: levels[zoom].count)
      if zoom == Hierarchy.streetZoom {
        for (member, spot) in hierarchy.levels[zoom].spots.enumerated() {
          levels[zoom][member] = hierarchy.freePoints(ofSpot: spot, states)
        }
      } else {
        for (child, parent) in hierarchy.levels[zoom + 1].parent.enumerated() {
          levels[zoom][Int(parent)] += levels[zoom + 1][child]
        }
      }
    }
  }
}
