import Glibc
import Postgres

/// The spots of a country in a tree that is built once: sixteen to a leaf, in their order along the curve, which keeps
/// neighbours together. Its boxes are told in degrees and in space, where no pole and no meridian is in the way.
struct SpotTree: Sendable {
  static let width = 16

  struct Box: Sendable {
    fileprivate(set) var low: SIMD3<Float>
    fileprivate(set) var high: SIMD3<Float>
    fileprivate(set) var west, south, east, north: Float

    fileprivate static let nothing = Box(
      low: SIMD3(repeating: .infinity), high: SIMD3(repeating: -.infinity), west: .infinity, south: .infinity,
      east: -.infinity, north: -.infinity)

    fileprivate mutating func take(_ other: Box) {
      low = pointwiseMin(low, other.low)
      high = pointwiseMax(high, other.high)
      (west, south) = (min(west, other.west), min(south, other.south))
      (east, north) = (max(east, other.east), max(north, other.north))
    }

    /// Six metres, or one in degrees, more than the place itself: single precision is no better.
    fileprivate init(around place: Coordinates) {
      let direction = SIMD3<Float>(GroundPoint(place).direction)
      let (longitude, latitude) = (Float(place.longitude), Float(place.latitude))
      self.init(
        low: direction - 1e-6, high: direction + 1e-6, west: longitude - 3e-5, south: latitude - 1e-5,
        east: longitude + 3e-5, north: latitude + 1e-5)
    }

    private init(
      low: SIMD3<Float>, high: SIMD3<Float>, west: Float, south: Float, east: Float, north: Float
    ) {
      (self.low, self.high) = (low, high)
      (self.west, self.south, self.east, self.north) = (west, south, east, north)
    }

    /// No place in the box is nearer: as the mole digs, which is no farther than as the crow flies.
    func metres(from direction: SIMD3<Float>) -> Double {
      let off = pointwiseMax(pointwiseMax(low - direction, direction - high), SIMD3(repeating: 0))
      return Double((off * off).sum().squareRoot()) * GroundPoint.radius
    }

    func meets(_ box: BoundingBox) -> Bool {
      Double(west) <= box.east && Double(east) >= box.west && Double(south) <= box.north && Double(north) >= box.south
    }
  }

  /// The boxes of sixteen spots each, of sixteen of those, and so on up to a single one.
  private(set) var levels: [[Box]] = []

  init(_ spots: [Country.Spot], _ stations: [Country.StationRow]) {
    if spots.isEmpty { return }
    var boxes = spots.map { spot in
      spot.stations.ints.reduce(into: Box.nothing) { $0.take(Box(around: stations[$1].location)) }
    }
    repeat {
      boxes = stride(from: 0, to: boxes.count, by: Self.width).map { first in
        boxes[first..<min(first + Self.width, boxes.count)].reduce(into: Box.nothing) { $0.take($1) }
      }
      levels.append(boxes)
    } while boxes.count > 1
  }

  /// The spots of all leaves whose boxes, and all boxes around them, are meant.
  func spots(among count: Int, where isMeant: (Box) -> Bool, _ body: (Range<Int>) throws -> Void) rethrows {
    guard let top = levels.indices.last else { return }
    var open = [(level: top, index: 0)]
    while let (level, index) = open.popLast() {
      guard isMeant(levels[level][index]) else { continue }
      let children = index * Self.width..<min((index + 1) * Self.width, level == 0 ? count : levels[level - 1].count)
      if level == 0 { try body(children) } else { for child in children.reversed() { open.append((level - 1, child)) } }
    }
  }
}

/// A place as distances are measured from it: on the sphere that PostGIS measures on, with its very sums, so that both put
/// stations in one order.
struct GroundPoint: Sendable {
  static let radius = (2 * 6_378_137.0 + 6_356_752.314245179) / 3

  private let longitude, latitude, sinLatitude, cosLatitude: Double

  init(_ place: Coordinates) {
    longitude = .pi * place.longitude / 180
    latitude = .pi * place.latitude / 180
    (sinLatitude, cosLatitude) = (sin(latitude), cos(latitude))
  }

  /// From the middle of the earth, one long.
  var direction: SIMD3<Double> {
    SIMD3(cosLatitude * cos(longitude), cosLatitude * sin(longitude), sinLatitude)
  }

  /// No more than what it is, by some metres: single precision is no better.
  static func metres(from place: SIMD3<Float>, atLeastTo other: SIMD3<Float>) -> Double {
    let off = place - other
    return Double((off * off).sum().squareRoot()) * (radius * (1 - 1e-6)) - 4
  }

  func metres(to other: GroundPoint) -> Double {
    if abs(latitude - other.latitude) <= 1e-12, abs(longitude - other.longitude) <= 1e-12 { return 0 }
    let east = other.longitude - longitude
    let cosEast = cos(east)
    let across = other.cosLatitude * sin(east)
    let along = cosLatitude * other.sinLatitude - sinLatitude * other.cosLatitude * cosEast
    let upright = sinLatitude * other.sinLatitude + cosLatitude * other.cosLatitude * cosEast
    return Self.radius * atan2((across * across + along * along).squareRoot(), upright)
  }
}
