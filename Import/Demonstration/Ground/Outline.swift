/// The ground of a commune in degrees, longitude first. Single precision is a metre: the outlines themselves are coarser.
struct Outline: Sendable {
  typealias Corner = SIMD2<Float>

  /// Each closed; a hole is a ring inside another.
  private(set) var rings: [[Corner]] = []
  private(set) var low = Corner(repeating: .infinity)
  private(set) var high = Corner(repeating: -.infinity)

  /// From the hexadecimal text of a multipolygon in little-endian WKB; nil for anything else.
  init?(hex: ArraySlice<UInt8>) {
    var reader = HexReader(hex)
    guard reader.head() == 6, let polygons = reader.count() else { return nil }
    for _ in 0..<polygons {
      guard reader.head() == 3, let count = reader.count() else { return nil }
      for _ in 0..<count {
        guard let corners = reader.count(), let ring = reader.corners(corners) else { return nil }
        for corner in ring {
          low = pointwiseMin(low, corner)
          high = pointwiseMax(high, corner)
        }
        rings.append(ring)
      }
    }
    if rings.isEmpty { return nil }
  }

  func contains(_ place: Corner) -> Bool {
    var isInside = false
    for ring in rings {
      var before = ring[ring.count - 1]
      for corner in ring {
        if (corner.y > place.y) != (before.y > place.y),
          place.x < (before.x - corner.x) * (place.y - corner.y) / (before.y - corner.y) + corner.x
        {
          isInside.toggle()
        }
        before = corner
      }
    }
    return isInside
  }

  /// A place inside: the middle of the widest stretch of ground half way up.
  var inside: Corner {
    let y = (low.y + high.y) / 2
    var crossings: [Float] = []
    for ring in rings {
      for (one, other) in zip(ring, ring.dropFirst()) where (one.y > y) != (other.y > y) {
        crossings.append((other.x - one.x) * (y - one.y) / (other.y - one.y) + one.x)
      }
    }
    crossings.sort()
    let stretches = stride(from: 0, to: crossings.count - 1, by: 2).map { (crossings[$0], crossings[$0 + 1]) }
    let widest = stretches.max { $0.1 - $0.0 < $1.1 - $1.0 } ?? (low.x, high.x)
    return Corner((widest.0 + widest.1) / 2, y)
  }
}

/// A point in the same form, with or without a reference system; nil for anything else, empty ones included.
extension Outline.Corner {
  init?(hex: ArraySlice<UInt8>) {
    var reader = HexReader(hex)
    guard reader.head() == 1, let corner = reader.corners(1)?.first, !corner.x.isNaN, !corner.y.isNaN else {
      return nil
    }
    self = corner
  }
}

private struct HexReader {
  private let hex: ArraySlice<UInt8>
  private var position: Int

  init(_ hex: ArraySlice<UInt8>) {
    self.hex = hex
    position = hex.startIndex
  }

  /// The kind of geometry that begins here, when it is little-endian.
  mutating func head() -> UInt32? { number(bytes: 1) == 1 ? number(bytes: 4).map { UInt32($0) } : nil }

  mutating func count() -> Int? { number(bytes: 4).map { Int($0) } }

  mutating func corners(_ count: Int) -> [Outline.Corner]? {
    guard count > 0, hex.endIndex - position >= count * 32 else { return nil }
    var corners: [Outline.Corner] = []
    corners.reserveCapacity(count)
    for _ in 0..<count {
      guard let x = number(bytes: 8), let y = number(bytes: 8) else { return nil }
      corners.append(Outline.Corner(Float(Double(bitPattern: x)), Float(Double(bitPattern: y))))
    }
    return corners
  }

  private mutating func number(bytes: Int) -> UInt64? {
    guard hex.endIndex - position >= bytes * 2 else { return nil }
    var value: UInt64 = 0
    for index in 0..<bytes {
      let byte = Self.digits[Int(hex[position])] << 4 | Self.digits[Int(hex[position + 1])]
      value |= UInt64(byte) << (8 * UInt64(index))
      position += 2
    }
    return value
  }

  private static let digits: [UInt8] = (0..<256).map { (code: Int) -> UInt8 in
    UInt8(Character(UnicodeScalar(UInt8(code))).hexDigitValue ?? 0)
  }
}
