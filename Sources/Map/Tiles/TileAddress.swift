import HTTP
import Runtime
import Stations

/// A square of the map: zoom, column from the west, row from the north.
struct TileAddress: Hashable, Sendable {
  static let deepest = 20
  /// Units of a tile's side, and how far beyond it neighbours are drawn too.
  static let extent = 4096
  static let buffer = 256

  let z: Int
  let x: Int
  let y: Int

  /// Nil where there is no such square.
  init?(z: Int, x: Int, y: Int) {
    guard 0...Self.deepest ~= z, 0..<1 << z ~= x, 0..<1 << z ~= y else { return nil }
    (self.z, self.x, self.y) = (z, x, y)
  }

  /// Which zoom's circles it shows.
  var level: Int { min(z, Hierarchy.streetZoom) }

  /// The position of a place in this tile's units; nil beyond `buffer`. Where the map meets itself, a place is near
  /// both ends.
  func position(of place: WorldPlace, buffer: Int) -> (x: Int, y: Int)? {
    let shift = Self.deepest - z
    let y = (Int(place.y) - self.y << (32 - z)) >> shift
    guard y >= -buffer, y < Self.extent + buffer else { return nil }
    let width = 1 << 32
    let east = Int(place.x) - self.x << (32 - z)
    for east in z == 0 ? [east] : [east, east - width, east + width] {
      let x = east >> shift
      if x >= -buffer, x < Self.extent + buffer { return (x, y) }
    }
    return nil
  }

  /// The tiles around and this one.
  fileprivate var surroundings: [TileAddress] {
    let side = 1 << z
    var tiles: [TileAddress] = []
    for row in max(0, y - 1)...min(side - 1, y + 1) {
      for column in [x - 1, x, x + 1] {
        if let tile = TileAddress(z: z, x: (column + side) % side, y: row) { tiles.append(tile) }
      }
    }
    return tiles
  }

  /// Its stretch of the Morton curve.
  fileprivate var stretch: ClosedRange<UInt64> {
    let shift = UInt64(64 - 2 * z)
    let first = WorldPlace(x: UInt32(x), y: UInt32(y)).morton << shift
    return first...(first | ((1 << shift) - 1))
  }
}

extension Hierarchy {
  struct Member: Sendable {
    let index: Int
    let x: Int
    let y: Int
  }

  /// The members of a tile, with those within `buffer` units around it.
  func members(of tile: TileAddress, buffer: Int) -> [Member] {
    let spots = levels[tile.level].spots
    var members: [Member] = []
    func add(_ index: Int) {
      guard let at = tile.position(of: country.spots[Int(spots[index])].place, buffer: buffer) else { return }
      members.append(Member(index: index, x: at.x, y: at.y))
    }
    // On the first two the neighbours are one another.
    if tile.z < 2 {
      for index in spots.indices { add(index) }
      return members
    }
    for square in buffer == 0 ? [tile] : tile.surroundings {
      let stretch = square.stretch
      var index = first(notBefore: stretch.lowerBound, in: spots)
      while index < spots.count, country.spots[Int(spots[index])].morton <= stretch.upperBound {
        add(index)
        index += 1
      }
    }
    return members
  }

  private func first(notBefore morton: UInt64, in spots: [Int32]) -> Int {
    spots.partitioningIndex { country.spots[Int($0)].morton >= morton }
  }
}
