import Stations

/// Where circles stand and how many points they hold: all that those of the zoom below are made of.
struct Outline: Sendable {
  var spots: [Int32] = []
  var points: [Int32] = []

  /// What remains when some are taken in by others.
  func merged(_ taken: [Taken]) -> (below: Outline, merge: Merge) {
    var stays = [Int32](repeating: 0, count: spots.count)
    for one in taken { stays[Int(one.number)] = -1 }
    let holders = stays.indices.filter { stays[$0] == 0 }
    for (number, holder) in holders.enumerated() { stays[holder] = Int32(number) }
    var below = Outline(spots: holders.map { spots[$0] }, points: holders.map { points[$0] })
    for one in taken { below.points[Int(stays[Int(one.by)])] += points[Int(one.number)] }
    return (below, Merge(taken: taken, holders: holders, stays: stays))
  }
}

/// How the circles of a zoom become those below.
struct Merge: Sendable {
  let taken: [Taken]
  let holders: [Int]
  /// Of each circle its number below; -1 for those that are taken.
  let stays: [Int32]
}

/// The circles of one zoom, in the order of the Morton curve. Each stands on the spot of the biggest that it holds, so it
/// stays where it is when it takes in others or lets them go.
struct Level: Sendable {
  private(set) var outline = Outline()
  private(set) var stations: [Int32] = []
  /// 0 when nobody knows.
  private(set) var maxWatts: [Int32] = []
  /// From which zoom on it is more than one.
  private(set) var expansion: [UInt8] = []
  /// Which circle of the zoom below holds it.
  private(set) var parent: [Int32] = []

  var spots: [Int32] { outline.spots }
  var points: [Int32] { outline.points }
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
    outline.spots.reserveCapacity(count)
    outline.points.reserveCapacity(count)
    stations.reserveCapacity(count)
    maxWatts.reserveCapacity(count)
    expansion.reserveCapacity(count)
  }

  private mutating func append(_ spot: Int, points: Int, stations: Int, _ maxWatts: Int32) {
    outline.spots.append(Int32(spot))
    outline.points.append(Int32(points))
    self.stations.append(Int32(stations))
    self.maxWatts.append(maxWatts)
    expansion.append(UInt8(Hierarchy.streetZoom))
  }

  // MARK: The zoom below

  /// The level below, of which the outline is known; this one learns which of its circles holds each of its own.
  mutating func merged(_ merge: Merge, into outline: Outline, at zoom: Int) -> Level {
    parent = merge.stays
    for one in merge.taken { parent[Int(one.number)] = merge.stays[Int(one.by)] }
    var below = Level(merge.holders, of: self, outline)
    // Along the curve rather than in turn: whoever holds them stands near in memory too.
    for one in parent.indices where merge.stays[one] < 0 { below.take(one, of: self, into: Int(parent[one]), zoom) }
    return below
  }

  private init(_ some: [Int], of level: Level, _ outline: Outline) {
    self.outline = outline
    stations = some.map { level.stations[$0] }
    maxWatts = some.map { level.maxWatts[$0] }
    expansion = some.map { level.expansion[$0] }
  }

  private mutating func take(_ one: Int, of level: Level, into holder: Int, _ zoom: Int) {
    stations[holder] += level.stations[one]
    maxWatts[holder] = max(maxWatts[holder], level.maxWatts[one])
    expansion[holder] = UInt8(zoom + 1)
  }
}
