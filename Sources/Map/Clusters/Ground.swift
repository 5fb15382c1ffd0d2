import Stations

/// What the circles of any filter are made of, worked out once for a country.
final class Ground: Sendable {
  let country: Country
  /// Where the points of each spot begin; the last is their end.
  private let firstPoint: [Int32]
  /// Of all points of each spot.
  let maxWatts: [Int32]
  /// Whom each spot reaches, from the finest circles on as far as that are few; the rest is found for each filter.
  let neighbours: [Neighbours]
  /// Spots as they stand at the last of those zooms.
  let rows: Rows

  var spots: [Country.Spot] { country.spots }

  init(_ country: Country) {
    self.country = country
    firstPoint = country.spots.map { Int32(country.points(of: $0).lowerBound) } + [Int32(country.points.count)]
    maxWatts = country.spots.map { spot in
      country.points(of: spot).reduce(0) { max($0, country.columns.watts[$1]) }
    }
    (neighbours, rows) = Ground.neighbours(of: country.spots)
  }

  private static let mostNeighbours = 8

  private static func neighbours(of spots: [Country.Spot]) -> ([Neighbours], Rows) {
    var neighbours: [Neighbours] = []
    var rows = Rows(spots.map(\.place), zoom: Hierarchy.streetZoom)
    let all = spots.indices.map(Int32.init)
    var most = mostNeighbours * spots.count
    while neighbours.count < Hierarchy.streetZoom {
      let below = rows.below(all)
      guard let next = Neighbours(below, atMost: most) else { break }
      neighbours.append(next)
      rows = below
      most -= next.count
    }
    return (neighbours, rows)
  }

  func points(ofSpot spot: Int) -> Range<Int> { Int(firstPoint[spot])..<Int(firstPoint[spot + 1]) }

  /// What a spot has of what is wanted.
  func part(ofSpot spot: Int, _ matching: Matching) -> (stations: Int, maxWatts: Int32) {
    var (stations, maxWatts) = (0, Int32(0))
    for station in spots[spot].stations.ints {
      let points = country.stations[station].points.ints
      if matching.count(in: points) == 0 { continue }
      stations += 1
      for point in points where matching[point] { maxWatts = max(maxWatts, country.columns.watts[point]) }
    }
    return (stations, maxWatts)
  }
}
