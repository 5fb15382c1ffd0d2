import Glibc

/// The box of a tile, in degrees, with the 256 of 4096 units that are drawn beyond its edges; never beyond the world's.
extension GroundTile {
  var ground: (west: Double, south: Double, east: Double, north: Double) {
    let side = Double(1 << z)
    let margin = 256.0 / 4096
    func longitude(_ column: Double) -> Double { min(max(column / side, 0), 1) * 360 - 180 }
    func latitude(_ row: Double) -> Double { atan(sinh(.pi * (1 - 2 * min(max(row / side, 0), 1)))) * 180 / .pi }
    return (
      longitude(Double(x) - margin), latitude(Double(y) + 1 + margin), longitude(Double(x) + 1 + margin),
      latitude(Double(y) - margin)
    )
  }

  /// In degrees, of the 512 pixels that a tile is drawn with. What is finer is left out.
  var halfPixel: Double { 360 / Double(1 << z) / 1024 }

  /// People in the smallest town that is named: a few dozen names on a screen.
  var smallestTown: Int {
    switch z {
    case ...4: 200_000
    case 5: 100_000
    case 6: 50_000
    case 7: 20_000
    case 8: 10_000
    case 9: 4_000
    case 10: 1_000
    default: 0
    }
  }
}
