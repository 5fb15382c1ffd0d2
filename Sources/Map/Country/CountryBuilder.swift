import Ground
import Postgres
import Stations

/// Puts rows into the order that a `Country` needs, as they come.
struct CountryBuilder {
  struct Station {
    let id: Stations.Station.ID
    let place: WorldPlace
    let name: Range<Int32>
    let brand: Int32
    let `operator`: Int32
    let schedule: Int32
    let maxHeight: Float?
    let traits: Country.Traits
  }

  struct Point {
    let id: ChargePoint.ID
    let station: Int32
    let watts: Int32
    let sockets: Sockets
    let isAccessible: Bool
  }

  private(set) var stations: [Station] = []
  private(set) var points: [Point] = []
  private(set) var brands = Words()
  private(set) var operators = Words()
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

  mutating func brand(_ text: String?) -> Int32 { brands.number(of: text) }
  mutating func `operator`(_ text: String?) -> Int32 { operators.number(of: text) }

  mutating func schedule(_ hours: String?, isAlways: Bool, zone: String) -> Int32 {
    let key = (isAlways ? "24/7" : hours ?? "") + "|" + zone
    if let number = knownSchedules[key] { return number }
    let read = isAlways ? OpeningHours.always : hours.flatMap { OpeningHours.read($0).hours }
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
    let counts = countPoints()
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
          operator: station.operator, schedule: station.schedule, maxHeight: station.maxHeight, traits: station.traits))
      spots[spots.count - 1].stations = spots[spots.count - 1].stations.lowerBound..<Int32(rows.count)
    }
    return Country(
      version: version, spots: spots, stations: rows, points: placed(firstPoint, newIndex), brands: brands.texts,
      operators: operators.texts, schedules: schedules, names: names)
  }

  private func countPoints() -> [Int32] {
    var counts = [Int32](repeating: 0, count: stations.count)
    for point in points { counts[Int(point.station)] += 1 }
    return counts
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
        id: point.id, station: newIndex[Int(point.station)], watts: point.watts, sockets: point.sockets,
        isAccessible: point.isAccessible)
    }
  }
}
