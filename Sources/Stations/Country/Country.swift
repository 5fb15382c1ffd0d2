import HTTP
import Postgres
import Runtime

/// Every station and point that is not withdrawn, as one version of the data has them: flat rows, the stations in the order
/// of their places, the points in that of their stations, and what is said of them as pieces of JSON. Never changed; the next
/// version takes its place as a whole.
package final class Country: Sendable {
  package let version: Int
  package let spots: [Spot]
  /// Those without a point stand at the end, on no spot.
  package let stations: [StationRow]
  package let points: [PointRow]
  package let columns: FilterColumns
  let terms: [TermsRow]
  /// What is said of the terms that the points of a station share.
  let sharedTerms: [TermsSaid]
  let brands: Words
  let operators: Words
  let schedules: [Schedule]
  let said: Said
  let called: Called
  let tree: SpotTree
  /// Where stations stand in space, in single precision.
  let directions: [SIMD3<Float>]
  let names: [UInt8]
  /// Points in the order of their ids.
  private let pointsByID: [Int32]
  /// Stations in the order of their ids, and the place of each in that.
  let stationsByID: [Int32]
  let ranks: [Int32]

  /// What is said of stations and points: what many share, and their own.
  struct Said: Sendable {
    let shared: Pieces
    let own: Bytes

    func followed(by other: Said) -> Said {
      Said(shared: shared.followed(by: other.shared), own: .joining(own, other.own))
    }

    /// Holds as long as this does.
    var view: SaidView { SaidView(shared: shared.view, own: own.raw) }
  }

  init(
    version: Int, spots: [Spot], stations: [StationRow], points: [PointRow], columns: OwnColumns, terms: [TermsRow],
    sharedTerms: [TermsSaid], brands: Words, operators: Words, schedules: [Schedule], said: Said,
    called: CalledBuilder, texts: Words, names: [UInt8]
  ) {
    self.version = version
    self.spots = spots
    self.stations = stations
    self.points = points
    self.columns = FilterColumns(columns, stations, points, terms)
    self.terms = terms
    self.sharedTerms = sharedTerms
    self.brands = brands
    self.operators = operators
    self.schedules = schedules
    self.said = said
    self.names = names
    tree = SpotTree(spots, stations)
    directions = stations.map { SIMD3<Float>(GroundPoint($0.location).direction) }
    pointsByID = Country.order(of: points.lazy.map(\.id))
    stationsByID = Country.order(of: stations.lazy.map(\.id))
    var ranks = [Int32](repeating: 0, count: stations.count)
    for (rank, station) in stationsByID.enumerated() { ranks[Int(station)] = Int32(rank) }
    self.ranks = ranks
    self.called = called.finish(texts: texts, brands: brands, ranks: ranks)
  }

  /// Their places in the order of the ids; sorted side by side with the ids, which lie far apart in the rows.
  private static func order<Subject>(of ids: some Sequence<Identifier<Subject>>) -> [Int32] {
    var all = ids.enumerated().map { (id: $1, place: Int32($0)) }
    all.sort { $0.id < $1.id }
    return all.map(\.place)
  }

  package func name(of station: StationRow) -> ArraySlice<UInt8> { names[station.name.ints] }

  package func index(of id: ChargePoint.ID) -> Int? {
    let place = pointsByID.partitioningIndex { points[Int($0)].id >= id }
    guard place < pointsByID.count, points[Int(pointsByID[place])].id == id else { return nil }
    return Int(pointsByID[place])
  }

  func index(of id: Station.ID) -> Int? {
    let place = stationsByID.partitioningIndex { stations[Int($0)].id >= id }
    guard place < stationsByID.count, stations[Int(stationsByID[place])].id == id else { return nil }
    return Int(stationsByID[place])
  }

  /// Where in the order of ids those after this one begin.
  func rank(after id: Station.ID) -> Int32 { Int32(stationsByID.partitioningIndex { stations[Int($0)].id > id }) }

  func schedule(of point: Int) -> Int { Int(terms[Int(points[point].terms)].schedule) }

  /// The range of a spot's points; those of its stations follow one another.
  package func points(of spot: Spot) -> Range<Int> {
    let first = Int(stations[Int(spot.stations.lowerBound)].points.lowerBound)
    return first..<Int(stations[Int(spot.stations.upperBound) - 1].points.upperBound)
  }
}

extension Range<Int32> {
  @inlinable package var ints: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}

/// The hours that many stations share.
struct Schedule: Sendable {
  /// Nil when nobody can say.
  let hours: OpeningHours?
  let zone: Zone?
  private let isAlways: Bool

  init(hours: OpeningHours?, zone: Zone?) {
    (self.hours, self.zone, isAlways) = (hours, zone, hours?.isAlways == true)
  }

  /// Nil when nobody can say.
  func isOpen(at instant: Instant) -> Bool? {
    if isAlways { return true }
    guard let hours else { return nil }
    return zone.map { hours.isOpen(at: instant, in: $0) }
  }

  /// True unless it is known to be closed.
  func mayBeOpen(at instant: Instant) -> Bool { isOpen(at: instant) ?? true }

  /// When that may be otherwise; nil for never.
  func turn(after instant: Instant) -> Instant? {
    guard let hours, let zone else { return nil }
    return hours.turn(after: instant, in: zone)
  }
}
