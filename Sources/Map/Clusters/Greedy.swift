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

  private let ground: Ground
  private var zoom = Hierarchy.streetZoom
  private var rows: Rows
  /// The numbers that circles of the rows have in the level; nil while the rows are those of all spots.
  private var numbers: [Int32]?

  init(on ground: Ground) { (self.ground, rows) = (ground, ground.rows) }

  /// The outline of the zoom below, and how it comes about.
  mutating func merge(_ outline: Outline) -> (below: Outline, merge: Merge) {
    zoom -= 1
    let step = Hierarchy.streetZoom - 1 - zoom
    if step < ground.neighbours.count { return outline.merged(taken(outline, bySpots: ground.neighbours[step])) }
    rows = rows.below(numbers ?? numbers(ofSpots: outline.spots))
    let made = outline.merged(taken(outline.points))
    numbers = made.merge.stays
    return made
  }

  private static let mostNeighbours = 64

  private func taken(_ points: [Int32]) -> [Taken] {
    let all = 0..<Int32(points.count)
    guard let neighbours = Neighbours(rows, atMost: Self.mostNeighbours * points.count) else {
      return rows.taken(inTurn: Self.biggestFirst(Array(all), points))
    }
    return neighbours.taken(inTurn: Self.biggestFirst(all.filter(neighbours.hasAny), points))
  }

  private func taken(_ outline: Outline, bySpots neighbours: Neighbours) -> [Taken] {
    let spots = outline.spots
    let which = (0..<Int32(spots.count)).filter { neighbours.hasAny(spots[Int($0)]) }
    let order = Self.biggestFirst(which, outline.points).map { spots[Int($0)] }
    let numbers = numbers(ofSpots: spots)
    return neighbours.taken(inTurn: order)
      .map { Taken(number: numbers[Int($0.number)], by: numbers[Int($0.by)]) }
  }

  /// By spot; -1 for those that the level does not have.
  private func numbers(ofSpots spots: [Int32]) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: ground.spots.count)
    for (number, spot) in spots.enumerated() { numbers[Int(spot)] = Int32(number) }
    return numbers
  }

  /// Sorted by their points, ties as they stand: rounds of eleven bits.
  private static func biggestFirst(_ which: [Int32], _ points: [Int32]) -> [Int32] {
    var (order, sorted) = (which, which)
    let most = which.reduce(0) { max($0, points[Int($1)]) }
    var shift: Int32 = 0
    while most >> shift > 0 {
      var starts = [Int](repeating: 0, count: 2049)
      for index in order { starts[2048 - Int(points[Int(index)] >> shift) & 2047] += 1 }
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
