import Stations

/// Makes the circles of one zoom out of those of the next: the biggest first, each takes in whoever stands closer than a
/// circle is wide. It stays on its own spot (a common centre of weight would move it onto its neighbours), so no two of
/// those that remain can cover one another.
struct Greedy {
  /// Between centres, of a tile of 512: what MapLibre draws a vector tile at.
  static let pixels = 44
  static let tilePixels = 512

  private let level: Level
  private let zoom: Int
  private let places: [WorldPlace]
  private let columns: UInt64
  private let reach: UInt32

  init(_ level: Level, to zoom: Int, in country: Country) {
    self.level = level
    self.zoom = zoom
    places = level.spots.map { country.spots[Int($0)].place }
    // Twice as wide as the reach at the least: whoever is near enough stands in one of four cells.
    columns = (UInt64(Self.tilePixels) << UInt64(zoom)) / UInt64(2 * Self.pixels)
    reach = UInt32((Double(Self.pixels) / Double(Self.tilePixels) * 4_294_967_296 / Double(1 << zoom)).rounded(.up))
  }

  /// The level below, and for each circle of this one which of those holds it.
  func merged() -> (level: Level, parent: [Int32]) {
    let owner = owners()
    var below = Level()
    below.reserve(level.count)
    var index = [Int32](repeating: 0, count: level.count)
    for child in 0..<level.count where owner[child] == Int32(child) {
      index[child] = Int32(below.count)
      below.spots.append(level.spots[child])
      below.points.append(0)
      below.stations.append(0)
      below.maxWatts.append(0)
      below.expansion.append(level.expansion[child])
    }
    var parent = [Int32](repeating: 0, count: level.count)
    for child in 0..<level.count {
      let holder = index[Int(owner[child])]
      parent[child] = holder
      below.points[Int(holder)] += level.points[child]
      below.stations[Int(holder)] += level.stations[child]
      below.maxWatts[Int(holder)] = max(below.maxWatts[Int(holder)], level.maxWatts[child])
      if owner[child] != Int32(child) { below.expansion[Int(holder)] = UInt8(zoom + 1) }
    }
    return (below, parent)
  }

  private func owners() -> [Int32] {
    var grid = Grid(places, columns: columns)
    for seed in biggestFirst() { grid.gather(around: seed, within: reach) }
    return grid.owners
  }

  /// Sorted by their points, ties as they stand; two rounds of eleven bits.
  private func biggestFirst() -> [Int32] {
    var order = (0..<Int32(level.count)).map { $0 }
    var sorted = order
    for shift in [0, 11] {
      var starts = [Int](repeating: 0, count: 2049)
      for points in level.points { starts[2048 - Int(points >> Int32(shift)) & 2047] += 1 }
      var next = 0
      for bucket in 0..<2049 {
        (starts[bucket], next) = (next, next + starts[bucket])
      }
      for index in order {
        let bucket = 2048 - Int(level.points[Int(index)] >> Int32(shift)) & 2047
        sorted[starts[bucket]] = index
        starts[bucket] += 1
      }
      swap(&order, &sorted)
    }
    return order
  }
}

/// Places by cells of a grid: a table of chains. What is looked at together stands together, and so do the cells of a row,
/// as nearly all the time of a new filter is spent here, waiting for memory.
private struct Grid {
  private struct Node {
    let place: WorldPlace
    var next: Int32 = -1
    var owner: Int32 = -1
  }

  private let columns: UInt64
  private let mask: Int
  private var heads: [Int32]
  private var nodes: [Node]

  var owners: [Int32] { nodes.map(\.owner) }

  init(_ places: [WorldPlace], columns: UInt64) {
    self.columns = columns
    var size = 16
    while size < places.count * 2 { size *= 2 }
    mask = size - 1
    heads = Array(repeating: -1, count: size)
    nodes = places.map { Node(place: $0) }
    for index in places.indices {
      let slot = Grid.slot(column(places[index].x), column(places[index].y)) & mask
      nodes[index].next = heads[slot]
      heads[slot] = Int32(index)
    }
  }

  private func column(_ coordinate: UInt32) -> UInt64 { (UInt64(coordinate) * columns) >> 32 }

  private static func slot(_ x: UInt64, _ y: UInt64) -> Int {
    Int(truncatingIfNeeded: (y &* 0x9E37_79B9_7F4A_7C15) >> 32 &+ x)
  }

  /// Gives the seed, unless it is owned, itself and every cell nearer than `reach` that has no owner yet.
  mutating func gather(around seed: Int32, within reach: UInt32) {
    guard nodes[Int(seed)].owner < 0 else { return }
    nodes[Int(seed)].owner = seed
    let place = nodes[Int(seed)].place
    let (west, east) = (column(place.x &- reach), column(place.x &+ reach))
    let north = column(place.y < reach ? 0 : place.y - reach)
    let south = column(place.y > .max - reach ? .max : place.y + reach)
    for row in north...south {
      gather(in: Grid.slot(west, row) & mask, around: place, seed, within: Int64(reach))
      if east != west { gather(in: Grid.slot(east, row) & mask, around: place, seed, within: Int64(reach)) }
    }
  }

  /// Gathers from one chain: a cell, and by chance some from elsewhere. Owned ones leave the chain, so that none is
  /// passed again.
  private mutating func gather(in slot: Int, around place: WorldPlace, _ seed: Int32, within reach: Int64) {
    nodes.withUnsafeMutableBufferPointer { nodes in
      var previous = -1
      var index = Int(heads[slot])
      while index >= 0 {
        let next = nodes[index].next
        if nodes[index].owner < 0, nodes[index].place.isNear(place, within: reach) { nodes[index].owner = seed }
        if nodes[index].owner < 0 {
          previous = index
        } else if previous < 0 {
          heads[slot] = next
        } else {
          nodes[previous].next = next
        }
        index = Int(next)
      }
    }
  }
}

extension WorldPlace {
  /// Around the world, the shorter way.
  fileprivate func isNear(_ other: WorldPlace, within reach: Int64) -> Bool {
    let east = Int64(Int32(bitPattern: x &- other.x))
    let south = Int64(y) - Int64(other.y)
    return east * east + south * south < reach * reach
  }
}
