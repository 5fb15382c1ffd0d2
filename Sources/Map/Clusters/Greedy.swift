import Stations

/// Makes the circles of one zoom out of those of the next: the biggest first, each takes in whoever stands closer than a
/// circle is wide. It stays on its own spot (a common centre of weight would move it onto its neighbours), so no two of
/// those that remain can cover one another.
struct Greedy {
  /// Between centres, of a tile of 512: what MapLibre draws a vector tile at.
  static let pixels = 44
  static let tilePixels = 512

  static func reach(_ zoom: Int) -> UInt32 {
    UInt32((Double(pixels) / Double(tilePixels) * 4_294_967_296 / Double(1 << zoom)).rounded(.up))
  }

  private var zoom = Hierarchy.streetZoom
  private var rows: Rows
  private var neighbours: Neighbours
  /// The numbers that the rows and the neighbours have for the circles of the level, where those are others.
  private var spots: [Int32]?

  /// Begins with those spots of the ground where anything is wanted.
  init(_ streets: Level, on ground: Ground) {
    (rows, neighbours, spots) = (ground.rows, ground.neighbours, streets.spots)
  }

  /// The level below; `level` learns which of its circles holds each of its own.
  mutating func merge(_ level: inout Level) -> Level {
    zoom -= 1
    let taken = taken(level)
    let (below, stays) = level.merged(taken, at: zoom)
    if zoom > 0 {
      rows = rows.below(numbered(stays))
      neighbours = Neighbours(rows, count: below.count)
      spots = nil
    }
    return below
  }

  private func taken(_ level: Level) -> [Taken] {
    let order = Greedy.biggestFirst(level.points)
    guard let spots else { return neighbours.taken(inTurn: order) }
    let numbers = inverse(spots)
    return neighbours.taken(inTurn: order.map { spots[Int($0)] })
      .map { Taken(number: numbers[Int($0.number)], by: numbers[Int($0.by)]) }
  }

  private func numbered(_ stays: [Int32]) -> [Int32] {
    guard let spots else { return stays }
    return inverse(spots).map { $0 < 0 ? -1 : stays[Int($0)] }
  }

  private func inverse(_ spots: [Int32]) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: rows.count)
    for (number, spot) in spots.enumerated() { numbers[Int(spot)] = Int32(number) }
    return numbers
  }

  /// Sorted by their points, ties as they stand: rounds of eleven bits.
  private static func biggestFirst(_ points: [Int32]) -> [Int32] {
    var order = (0..<Int32(points.count)).map { $0 }
    var sorted = order
    var shift: Int32 = 0
    let most = points.max() ?? 0
    while most >> shift > 0 {
      var starts = [Int](repeating: 0, count: 2049)
      for points in points { starts[2048 - Int(points >> shift) & 2047] += 1 }
      var next = 0
      for bucket in 0..<2049 {
        (starts[bucket], next) = (next, next + starts[bucket])
      }
      for index in order {
        let bucket = 2048 - Int(points[Int(index)] >> shift) & 2047
        sorted[starts[bucket]] = index
        starts[bucket] += 1
      }
      swap(&order, &sorted)
      shift += 11
    }
    return order
  }
}
