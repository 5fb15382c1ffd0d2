/// The number of a tile in an archive: zoom after zoom, and each along the Hilbert curve, so that neighbours on the ground
/// are neighbours in the file.
enum ArchiveTile {
  /// The deepest zoom whose numbers are below 2^63.
  static let deepest = 30

  static func number(z: Int, x: Int, y: Int) -> UInt64 {
    let shallower = (UInt64(1) << (2 * UInt64(z)) - 1) / 3
    var (x, y) = (UInt64(x), UInt64(y))
    var along: UInt64 = 0
    var side = (UInt64(1) << UInt64(z)) / 2
    while side > 0 {
      let (isEast, isSouth) = (x & side > 0, y & side > 0)
      along += side * side * ((isEast ? 3 : 0) ^ (isSouth ? 1 : 0))
      (x, y) = (x & (side - 1), y & (side - 1))
      if !isSouth {
        if isEast { (x, y) = (side - 1 - x, side - 1 - y) }
        swap(&x, &y)
      }
      side >>= 1
    }
    return shallower + along
  }
}
