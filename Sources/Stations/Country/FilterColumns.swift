/// What filters ask of points and stations, a column each: a filter reads those that it names and no more.
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

  init(_ stations: [Country.StationRow], _ points: [Country.PointRow], _ terms: [Country.TermsRow]) {
    watts = points.map(\.watts)
    sockets = points.map { UInt8(truncatingIfNeeded: $0.sockets.rawValue) }
    traits = points.map { point in
      Traits(terms[Int(point.terms)].traits).union(point.facts.isAccessible ? .accessible : [])
    }
    firstPoint = stations.map(\.points.lowerBound) + [Int32(points.count)]
    (brand, self.operator) = (stations.map(\.brand), stations.map(\.operator))
    maxHeight = stations.map { $0.maxHeight ?? .infinity }
  }
}
