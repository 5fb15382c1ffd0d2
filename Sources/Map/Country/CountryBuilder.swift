import Postgres
import Runtime
import Stations

/// Puts rows into the order that a `Country` needs, as they come.
struct CountryBuilder {
  struct Station {
    let id: Stations.Station.ID
    let place: WorldPlace
    let name: Range<Int32>
    let brand: Int32
    let `operator`: Int32
    let zone: Int32
    let maxHeight: Float?
  }

  struct Terms {
    let traits: Country.Traits
    let hours: String?
  }

  struct Point {
    let id: ChargePoint.ID
    let station: Int32
    let watts: Int32
    let terms: Int32
    let sockets: Sockets
    let isAccessible: Bool
  }

  private(set) var stations: [Station] = []
  private(set) var points: [Point] = []
  private(set) var brands = Words()
  private(set) var operators = Words()
  private var zones = Words()
  private var said: [Stations.Terms.ID: Terms] = [:]
  private var knownTerms: [TermsKey: Int32] = [:]
  private var terms: [Country.TermsRow] = []
  private var schedules: [Schedule] = []
  private var knownSchedules: [String: Int32] = [:]
  private var names: [UInt8] = []
  private var stationIndex: [Stations.Station.ID: Int32] = [:]

  /// Texts that many rows share, numbered. 0 is none.
  struct Words {
    private(set) var texts = [""]
    private var known: [String: Int32] = [:]

    mutating func number(of text: String?) -> Int32 {
      guard let text else { return 0 }
      if let number = known[text] { return number }
      let number = Int32(texts.count)
      texts.append(text)
      known[text] = number
      return number
    }
  }

  private struct TermsKey: Hashable {
    let id: Stations.Terms.ID
    let zone: Int32
  }

  mutating func zone(_ name: String) -> Int32 { zones.number(of: name) }
  mutating func brand(_ text: String?) -> Int32 { brands.number(of: text) }
  mutating func `operator`(_ text: String?) -> Int32 { operators.number(of: text) }

  mutating func add(_ terms: Terms, _ id: Stations.Terms.ID) { said[id] = terms }

  /// By the clock of the station; nil for terms that nobody added.
  mutating func terms(_ id: Stations.Terms.ID, at station: Int32) -> Int32? {
    let key = TermsKey(id: id, zone: stations[Int(station)].zone)
    if let number = knownTerms[key] { return number }
    guard let said = said[id] else { return nil }
    let schedule = schedule(said.hours, zone: zones.texts[Int(key.zone)])
    knownTerms[key] = Int32(terms.count)
    terms.append(Country.TermsRow(traits: said.traits, schedule: schedule))
    return knownTerms[key]
  }

  private mutating func schedule(_ hours: String?, zone: String) -> Int32 {
    let key = (hours ?? "") + "|" + zone
    if let number = knownSchedules[key] { return number }
    let read = hours.flatMap { OpeningHours.read($0).hours }
    let number = Int32(schedules.count)
    schedules.append(Schedule(hours: read, zone: Zone.named(zone)))
    knownSchedules[key] = number
    return number
  }

  mutating func name(_ bytes: UnsafeRawBufferPointer) -> Range<Int32> {
    let start = Int32(names.count)
    names.append(contentsOf: bytes)
    return start..<Int32(names.count)
  }

  mutating func add(_ station: Station) {
    stationIndex[station.id] = Int32(stations.count)
    stations.append(station)
  }

  func station(_ id: Stations.Station.ID) -> Int32? { stationIndex[id] }

  mutating func add(_ point: Point) { points.append(point) }

  // MARK: The whole

  consuming func country(version: Int) -> Country {
    let (counts, access) = (countPoints(), accesses())
    // A station without a point is nothing to charge at.
    let order = orderedStations(counts)
    var spots: [Country.Spot] = []
    var rows: [Country.StationRow] = []
    var firstPoint = [Int32](repeating: 0, count: stations.count)
    var newIndex = [Int32](repeating: 0, count: stations.count)
    rows.reserveCapacity(order.count)
    var next: Int32 = 0
    for old in order {
      let station = stations[Int(old)]
      if spots.last?.place != station.place {
        let first = Int32(rows.count)
        spots.append(.init(place: station.place, morton: station.place.morton, stations: first..<first))
      }
      newIndex[Int(old)] = Int32(rows.count)
      firstPoint[Int(old)] = next
      let points = next..<next + counts[Int(old)]
      next = points.upperBound
      rows.append(
        .init(
          id: station.id, spot: Int32(spots.count - 1), points: points, name: station.name, brand: station.brand,
          operator: station.operator, maxHeight: station.maxHeight, access: access[Int(old)] ?? .open))
      spots[spots.count - 1].stations = spots[spots.count - 1].stations.lowerBound..<Int32(rows.count)
    }
    return Country(
      version: version, spots: spots, stations: rows, points: placed(firstPoint, newIndex), terms: terms,
      brands: brands.texts, operators: operators.texts, schedules: schedules, names: names)
  }

  private func countPoints() -> [Int32] {
    var counts = [Int32](repeating: 0, count: stations.count)
    for point in points { counts[Int(point.station)] += 1 }
    return counts
  }

  private func accesses() -> [Country.Access?] {
    var accesses = [Country.Access?](repeating: nil, count: stations.count)
    for point in points {
      let access: Country.Access = terms[Int(point.terms)].traits.contains(.openAccess) ? .open : .restricted
      let known = accesses[Int(point.station)] ?? access
      accesses[Int(point.station)] = known == access ? access : .varies
    }
    return accesses
  }

  private func orderedStations(_ counts: [Int32]) -> [Int32] {
    let keys = stations.map(\.place.morton)
    return stations.indices.map(Int32.init).filter { counts[Int($0)] > 0 }.sorted { left, right in
      let (first, second) = (keys[Int(left)], keys[Int(right)])
      return first != second ? first < second : stations[Int(left)].id < stations[Int(right)].id
    }
  }

  private func placed(_ firstPoint: [Int32], _ newIndex: [Int32]) -> [Country.PointRow] {
    var next = firstPoint
    var order = [Int32](repeating: 0, count: points.count)
    for (index, point) in points.enumerated() {
      order[Int(next[Int(point.station)])] = Int32(index)
      next[Int(point.station)] += 1
    }
    return order.map { index in
      let point = points[Int(index)]
      return .init(
        id: point.id, station: newIndex[Int(point.station)], watts: point.watts, terms: point.terms,
        sockets: point.sockets, isAccessible: point.isAccessible)
    }
  }
}
