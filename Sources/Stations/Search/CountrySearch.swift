import Postgres
import Resources
import Runtime

/// A station that was found, and what it is ordered by: metres from a place, the share of a way, how well words fit.
struct FoundStation {
  let index: Int
  let key: Double
  let distance: Double?
}

/// What PostgreSQL says of a station: whether it lies where words that are a postcode are used, and what the ground orders it by.
struct GroundStation {
  let isCalled: Bool
  let key: Double
  let distance: Double?
}

/// Looking for stations in one moment of the country. What PostgreSQL knows better, the ground, it was asked before.
struct CountrySearch {
  /// More stations or points would have to be looked at than somebody may wait for without leaving the thread.
  struct TooMuch: Error {}

  /// By the number of the station; nil where PostgreSQL was not asked.
  typealias Ground = [Int: GroundStation]

  let wanted: FindStations
  let moment: CountryMoment
  let now: Instant
  let points: WantedPoints
  private let ground: Ground?
  private var called: CalledStations?
  /// Where distances are measured from.
  private let origin: GroundPoint?
  /// How many stations and points may still be looked at.
  private var patience: Int

  private var country: Country { moment.country }

  init(
    _ wanted: FindStations, in moment: CountryMoment, _ ground: Ground?, at now: Instant, patience: Int
  ) {
    (self.wanted, self.moment, self.ground, self.now, self.patience) = (wanted, moment, ground, now, patience)
    points = WantedPoints(wanted.filter, in: moment.country, moment.states, at: now)
    origin = wanted.near.map { GroundPoint($0.point) }
    called = wanted.q.map { CalledStations($0, in: moment.country) }
  }

  private mutating func look(at count: Int = 1) throws(TooMuch) {
    patience -= count
    if patience < 0 { throw TooMuch() }
  }

  func id(of found: FoundStation) -> Station.ID { country.stations[found.index].id }

  // MARK: An answer

  /// A page of so many, and what there is on all pages, where that is asked for.
  mutating func gather(_ count: Int) throws -> (page: [FoundStation], facets: Facets?) {
    if let near = wanted.near, ground == nil, called == nil {
      let page = try nearest(count, around: near.point)
      return (page, wanted.wantsFacets ? try harvest(0).facets : nil)
    }
    let harvest = try harvest(count)
    return (harvest.page, harvest.facets)
  }

  private mutating func harvest(_ count: Int) throws -> Harvest {
    var harvest = Harvest(
      of: country, points, from: PageStart(wanted.cursor, in: country), count, wantsFacets: wanted.wantsFacets)
    try place(into: &harvest)
    return harvest
  }

  private mutating func nearest(_ count: Int, around place: Coordinates) throws -> [FoundStation] {
    var found: [FoundStation] = []
    found.reserveCapacity(count)
    var stations = NearestStations(in: country, around: place)
    let start = PageStart(wanted.cursor, in: country)
    while found.count < count, let (index, metres) = stations.next() {
      if let radius = wanted.radius, metres > radius.value { break }
      try look()
      let row = country.stations[index]
      guard start.isBefore(metres, country.ranks[index]), isInBox(row.location), points.hasAny(ofStation: index)
      else { continue }
      found.append(FoundStation(index: index, key: metres, distance: metres))
    }
    return found
  }

  // MARK: Places

  /// Every station with points where it is asked for, filters apart.
  private mutating func place(into harvest: inout Harvest) throws {
    if let ground { try place(ground, into: &harvest) }
    if called != nil { return wanted.isOnGround ? () : try placeCalled(into: &harvest) }
    if ground == nil { for spots in leaves() { try place(spots, into: &harvest) } }
  }

  /// Those that words call, in the order of their ids. Most are not looked at any closer once there are enough that fit as well.
  private mutating func placeCalled(into harvest: inout Harvest) throws {
    guard var called = called.take() else { return }
    try look(at: called.looked / 8)
    let (stationsByID, isFirst) = (country.stationsByID, ground == nil)
    for rank in called.ranks {
      let bar = isFirst ? harvest.bar : .infinity
      if bar <= 0 { return }
      let index = Int(stationsByID[rank])
      guard ground?[index] == nil, let key = origin == nil ? called.key(of: index, below: bar) : 0 else { continue }
      try place(index, key: key, into: &harvest)
    }
  }

  private func leaves() -> [Range<Int>] {
    let (ranges, radius) = (wanted.bbox?.parts, wanted.radius)
    if ranges == nil, wanted.near == nil || radius == nil { return [country.spots.indices] }
    let direction = wanted.near.map { SIMD3<Float>(GroundPoint($0.point).direction) }
    var leaves: [Range<Int>] = []
    leaves.reserveCapacity(128)
    func isMeant(_ box: SpotTree.Box) -> Bool {
      (ranges?.contains { box.meets($0) } ?? true)
        && (direction.flatMap { place in radius.map { box.metres(from: place) <= $0.value } } ?? true)
    }
    country.tree.spots(among: country.spots.count, where: isMeant) { leaves.append($0) }
    return leaves
  }

  private mutating func place(_ spots: Range<Int>, into harvest: inout Harvest) throws {
    if spots.isEmpty { return }
    let all = country.spots
    let stations = all[spots.lowerBound].stations.lowerBound..<all[spots.upperBound - 1].stations.upperBound
    for index in stations.ints { try place(index, into: &harvest) }
  }

  private mutating func place(_ ground: Ground, into harvest: inout Harvest) throws {
    for (index, station) in ground where station.isCalled || called?.contains(index) ?? true {
      try place(index, station, into: &harvest)
    }
  }

  /// With its key and its distance, where those are asked for; left out where it lies outside.
  private mutating func place(
    _ index: Int, _ station: GroundStation? = nil, key: Double? = nil, into harvest: inout Harvest
  ) throws {
    let (points, location) = (country.stations[index].points, country.stations[index].location)
    try look(at: wanted.wantsFacets ? 1 + points.count : 1)
    guard !points.isEmpty, isInBox(location) else { return }
    guard let origin else {
      let key = key ?? (wanted.along == nil ? called?.key(of: index) : station?.key)
      return harvest.take(FoundStation(index: index, key: key ?? 0, distance: station?.distance))
    }
    let metres = GroundPoint(location).metres(to: origin)
    if let radius = wanted.radius, metres > radius.value { return }
    harvest.take(FoundStation(index: index, key: metres, distance: metres))
  }

  private func isInBox(_ place: Coordinates) -> Bool { wanted.bbox?.contains(place) ?? true }
}

extension BoundingBox {
  func contains(_ place: Coordinates) -> Bool {
    guard south...north ~= place.latitude else { return false }
    return west <= east
      ? west...east ~= place.longitude : place.longitude >= west || place.longitude <= east
  }
}
