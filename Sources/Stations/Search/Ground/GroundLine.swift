import Glibc
import Postgres

/// A line of great circles over the ground, as PostGIS measures it: its corners as directions from the middle of the earth.
struct GroundLine {
  private static let radius = 6_371_008.8

  private let corners: [SIMD3<Double>]

  init(_ points: [Coordinates]) {
    corners = points.map { point in
      let (latitude, longitude) = (point.latitude * .pi / 180, point.longitude * .pi / 180)
      return SIMD3(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
    }
  }

  func metres(over indices: [Int]) -> Double {
    zip(indices, indices.dropFirst()).reduce(0) { $0 + metres(corners[$1.0], corners[$1.1]) }
  }

  /// Which corners are left when those go that lie no more than so many metres off (Douglas and Peucker). Nil as soon as there
  /// are too many: the work is bounded by that, whatever was drawn.
  func simplified(to tolerance: Double, atMost most: Int) -> [Int]? {
    var kept = [0, corners.count - 1]
    var open = [(0, corners.count - 1)]
    while let (first, last) = open.popLast() {
      guard let (index, metres) = farthest(between: first, last), metres > tolerance else { continue }
      kept.append(index)
      if kept.count > most { return nil }
      open += [(first, index), (index, last)]
    }
    return kept.sorted()
  }

  private func farthest(between first: Int, _ last: Int) -> (index: Int, metres: Double)? {
    guard last - first > 1 else { return nil }
    let (a, b) = (corners[first], corners[last])
    let normal = cross(a, b)
    let length = dot(normal, normal).squareRoot()
    // Two ends in the same place have no circle between them.
    let (axis, isCircle) = length > 1e-12 ? (normal / length, true) : (normal, false)
    let (start, end) = (cross(axis, a), cross(b, axis))
    var found = (index: first, metres: -1.0)
    for index in first + 1..<last {
      let corner = corners[index]
      let isBeside = isCircle && dot(corner, start) >= 0 && dot(corner, end) >= 0
      let off = isBeside ? abs(dot(corner, axis)) : min(chord(corner, a), chord(corner, b))
      if off > found.metres { found = (index, off) }
    }
    return (found.index, found.metres * Self.radius)
  }

  private func metres(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    2 * asin(min(1, chord(a, b) / 2)) * Self.radius
  }

  private func chord(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { dot(a - b, a - b).squareRoot() }

  private func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

  private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }
}
