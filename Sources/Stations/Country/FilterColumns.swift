/// What filters ask of points and stations, a column each: a filter reads those that it names and no more. Their rows do not
/// have it again.
package struct FilterColumns: Sendable {
  /// Of points; 0 when nobody knows.
  package let watts: [Int32]
  let sockets: [UInt8]
  let traits: [Traits]
  /// Where the points of each station begin; the last is their end.
  let firstPoint: [Int32]
  let brand, `operator`: [Int32]
  /// Infinite where nobody knows of a limit.
  let maxHeight: [Float]

  /// A point's terms and its accessibility.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    static let accessible = Traits(rawValue: 128)
    static let twoWheelers = Traits(.twoWheelers)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ terms: Country.Traits) { rawValue = terms.rawValue }
  }

  init(
    _ own: OwnColumns, _ stations: [Country.StationRow], _ points: [Country.PointRow], _ terms: [Country.TermsRow]
  ) {
    (watts, sockets) = (own.watts, own.sockets)
    (brand, self.operator, maxHeight) = (own.brand, own.operator, own.maxHeight)
    traits = points.map { point in
      Traits(terms[Int(point.terms)].traits).union(point.facts.isAccessible ? .accessible : [])
    }
    firstPoint = Array(unsafeUninitializedCapacity: stations.count + 1) { first, count in
      count = stations.count + 1
      for (index, station) in stations.enumerated() { first[index] = station.points.lowerBound }
      first[stations.count] = Int32(points.count)
    }
  }

  func sockets(of point: Int) -> Sockets { Sockets(rawValue: Int16(sockets[point])) }
}

/// The columns that stand in no row, filled in the order of the rows.
struct OwnColumns {
  private(set) var watts: [Int32] = []
  private(set) var sockets: [UInt8] = []
  private(set) var brand: [Int32] = []
  private(set) var `operator`: [Int32] = []
  private(set) var maxHeight: [Float] = []

  init(stations: Int, points: Int) {
    watts.reserveCapacity(points)
    sockets.reserveCapacity(points)
    brand.reserveCapacity(stations)
    self.operator.reserveCapacity(stations)
    maxHeight.reserveCapacity(stations)
  }

  mutating func addPoint(watts: Int32, _ sockets: Sockets) {
    self.watts.append(watts)
    self.sockets.append(UInt8(truncatingIfNeeded: sockets.rawValue))
  }

  /// Nil is no limit that anybody knows.
  mutating func addStation(brand: Int32, operator: Int32, maxHeight: Float?) {
    self.brand.append(brand)
    self.operator.append(`operator`)
    self.maxHeight.append(maxHeight ?? .infinity)
  }
}
