import Postgres
import Resources
import Runtime

/// A station that was found, and what it is ordered by: metres from a place, the share of a way, how well words fit.
struct FoundStation {
  let index: Int
  let key: Double
  let distance: Double?
}

/// Looking for stations in one moment of the country. What PostgreSQL knows better, the ground and words, it was asked before.
struct CountrySearch {
  /// More stations or points would have to be looked at than somebody may wait for without leaving the thread.
  struct TooMuch: Error {}

  let wanted: FindStations
  let moment: CountryMoment
  let now: Instant
  /// By the number of the station; nil where nothing was asked of PostgreSQL.
  let known: [Int: FoundStation]?
  private let points: WantedPoints
  /// How many stations and points may still be looked at.
  private var patience: Int

  private var country: Country { moment.country }

  init(
    _ wanted: FindStations, in moment: CountryMoment, _ known: [Int: FoundStation]?, at now: Instant, patience: Int
  ) {
    (self.wanted, self.moment, self.known, self.now, self.patience) = (wanted, moment, known, now, patience)
    points = WantedPoints(wanted.filter, in: moment.country, moment.states, at: now)
  }

  private mutating func look(at count: Int = 1) throws(TooMuch) {
    patience -= count
    if patience < 0 { throw TooMuch() }
  }

  func summary(of found: FoundStation) -> StationSummary {
    StationSummary(of: country.stations[found.index], points, in: moment, at: now)
  }

  func id(of found: FoundStation) -> Station.ID { country.stations[found.index].id }

  // MARK: A page

  mutating func page(_ count: Int) throws -> [FoundStation] {
    if let near = wanted.near, known == nil { return try nearest(count, around: near.point) }
    return try first(count)
  }

  private mutating func nearest(_ count: Int, around place: Coordinates) throws -> [FoundStation] {
    var found: [FoundStation] = []
    var stations = NearestStations(in: country, around: place)
    let start = PageStart(wanted.cursor, in: country)
    while found.count < count, let (index, metres) = stations.next() {
      if let radius = wanted.radius, metres > radius.value { break }
      try look()
      let row = country.stations[index]
      guard start.isBefore(metres, country.ranks[index]), isInBox(row), points.hasAny(of: row) else { continue }
      found.append(FoundStation(index: index, key: metres, distance: metres))
    }
    return found
  }

  /// Those with the smallest keys, as many as are asked for, of all that are meant.
  private mutating func first(_ count: Int) throws -> [FoundStation] {
    let (country, points) = (country, points)
    let start = PageStart(wanted.cursor, in: country)
    var best = FirstStations(count)
    try forEachStation { found in
      let rank = country.ranks[found.index]
      guard start.isBefore(found.key, rank), best.isWanted(found.key, rank) else { return }
      if points.hasAny(of: country.stations[found.index]) { best.take(found, rank) }
    }
    return best.found
  }

  // MARK: Facets

  mutating func facets() throws -> Facets {
    let (country, points) = (country, points)
    var counts = FacetCounts(operators: country.operators.texts.count)
    var looked = 0
    let most = patience
    try forEachStation { found in
      let station = country.stations[found.index]
      guard points.matches(station) else { return }
      looked += station.points.count
      if looked > most { throw TooMuch() }
      counts.take(station, in: country, points)
    }
    return counts.facets(country.operators)
  }

  // MARK: Places

  /// Every station with points where it is asked for, filters apart.
  private mutating func forEachStation(_ body: (FoundStation) throws -> Void) throws {
    if let known {
      for found in known.values { if let found = try placed(found) { try body(found) } }
      return
    }
    let (ranges, radius) = (wanted.bbox?.parts, wanted.radius)
    if ranges == nil, wanted.near == nil || radius == nil { return try forEach(of: country.spots.indices, body) }
    let direction = wanted.near.map { SIMD3<Float>(GroundPoint($0.point).direction) }
    let tree = country.tree
    var leaves: [Range<Int>] = []
    func isMeant(_ box: SpotTree.Box) -> Bool {
      (ranges?.contains { box.meets($0) } ?? true)
        && (direction.flatMap { place in radius.map { box.metres(from: place) <= $0.value } } ?? true)
    }
    tree.spots(among: country.spots.count, where: isMeant) { leaves.append($0) }
    for leaf in leaves { try forEach(of: leaf, body) }
  }

  private mutating func forEach(of spots: Range<Int>, _ body: (FoundStation) throws -> Void) throws {
    for spot in spots {
      for index in country.spots[spot].stations.ints {
        if let found = try placed(FoundStation(index: index, key: 0, distance: nil)) { try body(found) }
      }
    }
  }

  /// With its distance, where that is asked for; nil where it lies outside.
  private mutating func placed(_ found: FoundStation) throws -> FoundStation? {
    try look()
    let row = country.stations[found.index]
    guard !row.points.isEmpty, isInBox(row) else { return nil }
    guard let near = wanted.near else { return found }
    let metres = GroundPoint(near.point).metres(to: GroundPoint(row.location))
    if let radius = wanted.radius, metres > radius.value { return nil }
    return FoundStation(index: found.index, key: metres, distance: metres)
  }

  private func isInBox(_ row: Country.StationRow) -> Bool {
    guard let bbox = wanted.bbox else { return true }
    return bbox.contains(row.location)
  }
}

/// The place in the order of stations from which on a page goes.
private struct PageStart {
  private let key: Double
  private let rank: Int32

  init(_ cursor: StationCursor?, in country: Country) {
    key = cursor?.key ?? -.infinity
    rank = cursor.map { country.rank(after: $0.id) } ?? 0
  }

  func isBefore(_ key: Double, _ rank: Int32) -> Bool { key != self.key ? key > self.key : rank >= self.rank }
}

/// As many stations as are asked for, those with the smallest keys, in order.
private struct FirstStations {
  private let count: Int
  private var ranks: [Int32] = []
  private(set) var found: [FoundStation] = []

  init(_ count: Int) { self.count = count }

  func isWanted(_ key: Double, _ rank: Int32) -> Bool {
    guard found.count == count, let last = found.last, let lastRank = ranks.last else { return true }
    return (key, rank) < (last.key, lastRank)
  }

  mutating func take(_ station: FoundStation, _ rank: Int32) {
    if found.count == count {
      found.removeLast()
      ranks.removeLast()
    }
    let place = found.indices.partitioningIndex { (found[$0].key, ranks[$0]) > (station.key, rank) }
    found.insert(station, at: place)
    ranks.insert(rank, at: place)
  }
}

extension BoundingBox {
  func contains(_ place: Coordinates) -> Bool {
    guard south...north ~= place.latitude else { return false }
    return west <= east
      ? west...east ~= place.longitude : place.longitude >= west || place.longitude <= east
  }
}
