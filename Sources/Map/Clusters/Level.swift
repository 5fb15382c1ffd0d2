import Stations

/// The circles of one zoom, in the order of the Morton curve. Each stands on the spot of the biggest that it holds, so it
/// stays where it is when it takes in others or lets them go.
struct Level: Sendable {
  private(set) var spots: [Int32] = []
  private(set) var points: [Int32] = []
  private(set) var stations: [Int32] = []
  /// 0 when nobody knows.
  private(set) var maxWatts: [Int32] = []
  /// From which zoom on it is more than one.
  private(set) var expansion: [UInt8] = []
  /// Which circle of the zoom below holds it.
  private(set) var parent: [Int32] = []

  var count: Int { spots.count }
  /// Bytes.
  var memory: Int { spots.count * 17 + parent.count * 4 }

  init() {}

  // MARK: Street level

  /// A spot each, those apart that hold nothing that is wanted.
  static func streets(of ground: Ground, _ matching: Matching) -> Level {
    var level = Level()
    let spots = ground.spots
    level.reserve(min(spots.count, matching.count(in: 0..<ground.country.points.count)))
    for spot in spots.indices {
      let all = ground.points(ofSpot: spot)
      let wanted = matching.count(in: all)
      if wanted == all.count {
        level.append(spot, points: wanted, stations: spots[spot].stations.count, ground.maxWatts[spot])
      } else if wanted > 0 {
        let part = ground.part(ofSpot: spot, matching)
        level.append(spot, points: wanted, stations: part.stations, part.maxWatts)
      }
    }
    return level
  }

  private mutating func reserve(_ count: Int) {
    spots.reserveCapacity(count)
    points.reserveCapacity(count)
    stations.reserveCapacity(count)
    maxWatts.reserveCapacity(count)
    expansion.reserveCapacity(count)
  }

  private mutating func append(_ spot: Int, points: Int, stations: Int, _ maxWatts: Int32) {
    spots.append(Int32(spot))
    self.points.append(Int32(points))
    self.stations.append(Int32(stations))
    self.maxWatts.append(maxWatts)
    expansion.append(UInt8(Hierarchy.streetZoom))
  }

  // MARK: The zoom below

  /// What remains when some are taken in by others, and of each its number there; -1 for those that are taken.
  mutating func merged(_ taken: [Taken], at zoom: Int) -> (below: Level, stays: [Int32]) {
    var stays = [Int32](repeating: 0, count: count)
    for one in taken { stays[Int(one.number)] = -1 }
    let holders = stays.indices.filter { stays[$0] == 0 }
    for (number, holder) in holders.enumerated() { stays[holder] = Int32(number) }
    var below = Level(holders, of: self)
    parent = stays
    for one in taken { parent[Int(one.number)] = stays[Int(one.by)] }
    // Along the curve rather than in turn: whoever holds them stands near in memory too.
    for one in stays.indices where stays[one] < 0 { below.take(one, of: self, into: Int(parent[one]), zoom) }
    return (below, stays)
  }

  private init(_ some: [Int], of level: Level) {
    spots = some.map { level.spots[$0] }
    points = some.map { level.points[$0] }
    stations = some.map { level.stations[$0] }
    maxWatts = some.map { level.maxWatts[$0] }
    expansion = some.map { level.expansion[$0] }
  }

  private mutating func take(_ one: Int, of level: Level, into holder: Int, _ zoom: Int) {
    points[holder] += level.points[one]
    stations[holder] += level.stations[one]
    maxWatts[holder] = max(maxWatts[holder], level.maxWatts[one])
    expansion[holder] = UInt8(zoom + 1)
  }
}
