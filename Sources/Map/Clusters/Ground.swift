import Stations

/// What the circles of any filter are made of, worked out once for a country.
final class Ground: Sendable {
  let country: Country
  /// Where the points of each spot begin; the last is their end.
  private let firstPoint: [Int32]
  /// Of all points of each spot.
  let maxWatts: [Int32]
  /// Spots, as the circles of the finest zoom take them in.
  let rows: Rows
  let neighbours: Neighbours

  var spots: [Country.Spot] { country.spots }

  init(_ country: Country) {
    self.country = country
    firstPoint = country.spots.map { Int32(country.points(of: $0).lowerBound) } + [Int32(country.points.count)]
    maxWatts = country.spots.map { spot in
      country.points(of: spot).reduce(0) { max($0, country.columns.watts[$1]) }
    }
    rows = Rows(country.spots.map(\.place), zoom: Hierarchy.streetZoom - 1)
    neighbours = Neighbours(rows, count: country.spots.count)
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
