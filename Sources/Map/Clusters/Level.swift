import Stations

/// The circles of one zoom, in the order of the Morton curve. Each stands on the spot of the biggest that it holds, so it
/// stays where it is when it takes in others or lets them go.
struct Level: Sendable {
  var spots: [Int32] = []
  var points: [Int32] = []
  var stations: [Int32] = []
  /// 0 when nobody knows.
  var maxWatts: [Int32] = []
  /// From which zoom on it is more than one.
  var expansion: [UInt8] = []
  /// Which circle of the zoom below holds it.
  var parent: [Int32] = []

  var count: Int { spots.count }

  mutating func reserve(_ count: Int) {
    spots.reserveCapacity(count)
    points.reserveCapacity(count)
    stations.reserveCapacity(count)
    maxWatts.reserveCapacity(count)
    expansion.reserveCapacity(count)
  }

  /// Street level: a spot each, those apart that hold nothing that is wanted.
  static func streets(of country: Country, _ matching: Matching) -> Level {
    var level = Level()
    let (rows, all) = (country.stations, country.points)
    level.reserve(country.spots.count)
    for (index, spot) in country.spots.enumerated() {
      var (points, stations): (Int32, Int32) = (0, 0)
      var maxWatts: Int32 = 0
      for station in spot.stations.ints {
        let before = points
        for point in rows[station].points.ints where matching[point] {
          points += 1
          maxWatts = max(maxWatts, all[point].watts)
        }
        if points > before { stations += 1 }
      }
      guard points > 0 else { continue }
      level.spots.append(Int32(index))
      level.points.append(points)
      level.stations.append(stations)
      level.maxWatts.append(maxWatts)
      level.expansion.append(UInt8(Hierarchy.streetZoom))
    }
    return level
  }
}
