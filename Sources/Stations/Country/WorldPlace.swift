import Glibc
package import Postgres

/// A place on the map's square (Web Mercator), whose sides are 2^32 units: a centimetre in France. Whole numbers, so that a
/// place lies in exactly one tile of every zoom.
package struct WorldPlace: Hashable, Sendable {
  package let x: UInt32
  package let y: UInt32

  package init(x: UInt32, y: UInt32) {
    self.x = x
    self.y = y
  }

  package init(_ point: Coordinates) {
    let side = 4_294_967_296.0
    // 180° east is 180° west.
    x = UInt32(truncatingIfNeeded: Int64(((point.longitude + 180) / 360 * side).rounded(.down)))
    let north = asinh(tan(point.latitude * .pi / 180)) / .pi
    y = UInt32(max(0, min(side - 1, ((1 - north) / 2 * side).rounded(.down))))
  }

  package var longitude: Double { Double(x) / 4_294_967_296 * 360 - 180 }
  package var latitude: Double { atan(sinh(.pi * (1 - 2 * Double(y) / 4_294_967_296))) * 180 / .pi }

  /// Along a curve on which every tile is one stretch: the bits of x and y in turns.
  package var morton: UInt64 { WorldPlace.spread(x) | WorldPlace.spread(y) << 1 }

  private static func spread(_ number: UInt32) -> UInt64 {
    var bits = UInt64(number)
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333
    return (bits | bits << 1) & 0x5555_5555_5555_5555
  }
}
