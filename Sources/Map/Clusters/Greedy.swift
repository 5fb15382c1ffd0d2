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
  private let reach: Int64

  init(_ level: Level, to zoom: Int, in country: Country) {
    self.level = level
    self.zoom = zoom
    places = level.spots.map { country.spots[Int($0)].place }
    // As wide as the reach at the least: whoever is near enough stands in one of nine cells.
    columns = (UInt64(Self.tilePixels) << UInt64(zoom)) / UInt64(Self.pixels)
    reach = Int64((Double(Self.pixels) / Double(Self.tilePixels) * 4_294_967_296 / Double(1 << zoom)).rounded(.up))
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
      below.maxPower.append(0)
      below.expansion.append(level.expansion[child])
    }
    var parent = [Int32](repeating: 0, count: level.count)
    for child in 0..<level.count {
      let holder = index[Int(owner[child])]
      parent[child] = holder
      below.points[Int(holder)] += level.points[child]
      below.stations[Int(holder)] += level.stations[child]
      below.maxPower[Int(holder)] = max(below.maxPower[Int(holder)], level.maxPower[child])
      if owner[child] != Int32(child) { below.expansion[Int(holder)] = UInt8(zoom + 1) }
    }
    return (below, parent)
  }

  private func owners() -> [Int32] {
    let grid = Grid(places, columns: columns)
    var owner = [Int32](repeating: -1, count: level.count)
    for seed in biggestFirst() where owner[Int(seed)] < 0 {
      owner[Int(seed)] = seed
      let place = places[Int(seed)]
      grid.forEachNear(place) { other in
        if owner[Int(other)] < 0, isNear(place, places[Int(other)]) { owner[Int(other)] = seed }
      }
    }
    return owner
  }

  /// Around the world, the shorter way.
  private func isNear(_ one: WorldPlace, _ other: WorldPlace) -> Bool {
    let east = Int64(Int32(bitPattern: one.x &- other.x))
    let south = Int64(one.y) - Int64(other.y)
    return east * east + south * south < reach * reach
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

/// Places by cells of a grid: a table of chains.
private struct Grid {
  private let columns: UInt64
  private let mask: Int
  private var heads: [Int32]
  private var next: [Int32]
  private let places: [WorldPlace]

  init(_ places: [WorldPlace], columns: UInt64) {
    self.places = places
    self.columns = columns
    var size = 16
    while size < places.count * 2 { size *= 2 }
    mask = size - 1
    heads = Array(repeating: -1, count: size)
    next = Array(repeating: -1, count: places.count)
    for index in places.indices {
      let slot = slot(column(places[index].x), column(places[index].y))
      next[index] = heads[slot]
      heads[slot] = Int32(index)
    }
  }

  private func column(_ coordinate: UInt32) -> UInt64 { (UInt64(coordinate) * columns) >> 32 }

  private func slot(_ x: UInt64, _ y: UInt64) -> Int {
    Int(truncatingIfNeeded: ((x &* 0x9E37_79B9_7F4A_7C15 ^ y) &* 0xD6E8_FEB8_6659_FD93) >> 32) & mask
  }

  /// All of the nine cells around, and by chance some from elsewhere.
  func forEachNear(_ place: WorldPlace, _ visit: (Int32) -> Void) {
    let (x, y) = (column(place.x), column(place.y))
    var west = x == 0 ? columns - 1 : x - 1
    for _ in 0..<3 {
      defer { west = west + 1 == columns ? 0 : west + 1 }
      for south in (y == 0 ? 0 : y - 1)...min(columns - 1, y + 1) {
        var index = heads[slot(west, south)]
        while index >= 0 {
          visit(index)
          index = next[Int(index)]
        }
      }
    }
  }
}
