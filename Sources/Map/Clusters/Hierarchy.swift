import Runtime
import Stations
import Synchronization

/// The circles of every zoom for one filter. Which points they hold stays; how many of those are free is counted along with
/// every change, up the branch that it is on.
final class Hierarchy: Sendable {
  /// From here on stations are drawn, not circles.
  static let streetZoom = 14

  let ground: Ground
  let filter: StationFilter
  /// The version of the points' states that it was made from, on which a filter by availability depends.
  let builtFrom: Int
  let builtAt: Instant
  let matching: Matching
  let levels: [Level]
  let tiles = Mutex(ReadyTiles())
  private let free = Mutex(FreeCounts())

  var country: Country { ground.country }

  init(
    _ filter: StationFilter, on ground: Ground, _ states: PointStates, at now: Instant, _ matching: Matching,
    _ levels: [Level]
  ) {
    self.ground = ground
    self.filter = filter
    builtFrom = states.number
    builtAt = now
    self.matching = matching
    self.levels = levels
    // Now rather than on the thread of whoever asks first.
    free.withLock { $0.follow(states, self) }
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

  /// Bytes, with the counts of what is free.
  var memory: Int {
    levels.reduce(country.points.count / 8) { $0 + $1.memory + $1.count * 4 } + tiles.withLock { $0.memory }
  }
}
