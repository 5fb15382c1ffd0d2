/// The ground of a commune in degrees, longitude first. Single precision is a metre: the outlines themselves are coarser.
struct Outline: Sendable {
  typealias Corner = SIMD2<Float>

  /// Each closed; a hole is a ring inside another.
  private(set) var rings: [[Corner]] = []
  private(set) var low = Corner(repeating: .infinity)
  private(set) var high = Corner(repeating: -.infinity)

  /// From the hexadecimal text of a multipolygon in little-endian WKB; nil for anything else.
  init?(hex: ArraySlice<UInt8>) {
    guard hex.withUnsafeBytes({ read(HexReader($0)) }) != nil, !rings.isEmpty else { return nil }
  }

  private mutating func read(_ hex: HexReader) -> Void? {
    var reader = hex
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
    return ()
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
    let found = hex.withUnsafeBytes { bytes in
      var reader = HexReader(bytes)
      return reader.head() == 1 ? reader.corners(1)?.first : nil
    }
    guard let corner = found, !corner.x.isNaN, !corner.y.isNaN else { return nil }
    self = corner
  }
}

/// Little-endian numbers out of pairs of hexadecimal digits, eight digits at a time: there are 36 million.
private struct HexReader {
  private let hex: UnsafeRawBufferPointer
  private var position = 0

  init(_ hex: UnsafeRawBufferPointer) { self.hex = hex }

  /// The kind of geometry that begins here, when it is little-endian.
  mutating func head() -> UInt32? {
    guard hex.count - position >= 2, hex[position] == UInt8(ascii: "0"), hex[position + 1] == UInt8(ascii: "1") else {
      return nil
    }
    position += 2
    return number()
  }

  mutating func count() -> Int? { number().map { Int($0) } }

  mutating func corners(_ count: Int) -> [Outline.Corner]? {
    guard count > 0, hex.count - position >= count * 32 else { return nil }
    var corners: [Outline.Corner] = []
    corners.reserveCapacity(count)
    for _ in 0..<count {
      guard let x = coordinate(), let y = coordinate() else { return nil }
      corners.append(Outline.Corner(x, y))
    }
    return corners
  }

  private mutating func coordinate() -> Float? {
    guard let low = number(), let high = number() else { return nil }
    return Float(Double(bitPattern: UInt64(high) << 32 | UInt64(low)))
  }

  private mutating func number() -> UInt32? {
    guard hex.count - position >= 8 else { return nil }
    let letters = UInt64(littleEndian: hex.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    position += 8
    // A letter's low bits count from 1 where a digit's count from 0, and bit 6 tells them apart.
    let digits = letters & 0x0F0F_0F0F_0F0F_0F0F &+ (letters >> 6 & 0x0101_0101_0101_0101) &* 9
    let pairs = (digits << 4 | digits >> 8) & 0x00FF_00FF_00FF_00FF
    let halves = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: halves | halves >> 16)
  }
}
