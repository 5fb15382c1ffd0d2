import Runtime
import Stations

/// Every station and point that is not withdrawn, as one version of the data has them: flat rows, the stations in the order
/// of their places, the points in that of their stations. Never changed; the next version takes its place as a whole.
final class Country: Sendable {
  /// Stations that stand on the same centimetre. What is drawn at street level.
  struct Spot: Sendable {
    let place: WorldPlace
    let morton: UInt64
    var stations: Range<Int32>
  }

  struct StationRow: Sendable {
    let id: Station.ID
    let spot: Int32
    let points: Range<Int32>
    let name: Range<Int32>
    let brand: Int32
    let `operator`: Int32
    /// Nil is no limit that anybody knows.
    let maxHeight: Float?
    let access: Access
  }

  /// Whom a station's points are for.
  enum Access: UInt8, Sendable { case open, restricted, varies }

  /// Terms that many points share, by the clock of some zone.
  struct TermsRow: Sendable {
    let traits: Traits
    let schedule: Int32
  }

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    static let openAccess = Traits(rawValue: 1)
    static let free = Traits(rawValue: 2)
    static let card = Traits(rawValue: 4)
    static let twoWheelers = Traits(rawValue: 8)
    static let open24h = Traits(rawValue: 16)
  }

  struct PointRow: Sendable {
    let id: ChargePoint.ID
    let station: Int32
    /// 0 when nobody knows.
    let watts: Int32
    let terms: Int32
    let sockets: Sockets
    let isAccessible: Bool
  }

  let version: Int
  let spots: [Spot]
  let stations: [StationRow]
  let points: [PointRow]
  let terms: [TermsRow]
  let brands: [String]
  let operators: [String]
  let schedules: [Schedule]
  private let names: [UInt8]
  /// Points in the order of their ids.
  private let byID: [Int32]

  init(
    version: Int, spots: [Spot], stations: [StationRow], points: [PointRow], terms: [TermsRow], brands: [String],
    operators: [String], schedules: [Schedule], names: [UInt8]
  ) {
    self.version = version
    self.spots = spots
    self.stations = stations
    self.points = points
    self.terms = terms
    self.brands = brands
    self.operators = operators
    self.schedules = schedules
    self.names = names
    byID = points.indices.map(Int32.init).sorted { points[Int($0)].id < points[Int($1)].id }
  }

  func name(of station: StationRow) -> ArraySlice<UInt8> { names[station.name.ints] }

  func index(of id: ChargePoint.ID) -> Int? {
    let place = byID.partitioningIndex { points[Int($0)].id >= id }
    guard place < byID.count, points[Int(byID[place])].id == id else { return nil }
    return Int(byID[place])
  }

  func schedule(of point: Int) -> Int { Int(terms[Int(points[point].terms)].schedule) }

  /// The range of a spot's points; those of its stations follow one another.
  func points(of spot: Spot) -> Range<Int> {
    let first = Int(stations[Int(spot.stations.lowerBound)].points.lowerBound)
    return first..<Int(stations[Int(spot.stations.upperBound) - 1].points.upperBound)
  }
}

extension Range<Int32> {
  var ints: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}

/// The hours that many stations share.
struct Schedule: Sendable {
  /// Nil when nobody can say.
  let hours: OpeningHours?
  let zone: Zone?

  /// True unless it is known to be closed.
  func mayBeOpen(at instant: Instant) -> Bool {
    guard let hours, let zone else { return true }
    return hours.isOpen(at: instant, in: zone)
  }

  /// When that may be otherwise; nil for never.
  func turn(after instant: Instant) -> Instant? {
    guard let hours, let zone else { return nil }
    return hours.turn(after: instant, in: zone)
  }
}
