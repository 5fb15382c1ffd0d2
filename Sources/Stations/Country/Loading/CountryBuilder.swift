import Postgres
import Runtime

/// Puts rows into the order that a `Country` needs, as they come.
struct CountryBuilder {
  struct Place {
    let id: Station.ID
    let place: WorldPlace
    let location: Coordinates
    let name: Range<Int32>
    let brand: Int32
    let `operator`: Int32
    let city, postcode: Int32
    let zone: Int32
    let maxHeight: Float?
    let said: SaidOfStation
    let evidence: String?
    /// What was set by hand for a station without points.
    let manualTerms: Terms.ID?
  }

  struct Point {
    let id: ChargePoint.ID
    let station: Int32
    let irveId: String
    let watts: Int32
    let terms: Int32
    let sockets: Sockets
    let facts: Country.Facts
    /// Days since 1970; the least number where nobody says.
    let updatedOn: Int32
    let said: SaidOfPoint
  }

  private(set) var stations: [Place] = []
  private(set) var points: [Point] = []
  private var names: [UInt8] = []
  private var brands = Words()
  private var operators = Words()
  /// Towns and postcodes.
  private var texts = Words()
  /// Signs in the texts that hardly anybody uses.
  private(set) var unusual: Set<UInt32> = []
  private var stationIndex: [Station.ID: Int32] = [:]
  var said = PiecesBuilder()
  var terms = TermsBuilder()

  mutating func add(_ station: Station, evidence: String? = nil, manualTerms: Terms.ID? = nil) {
    let (zone, written) = (terms.zone(station.timeZone), said.add(station))
    stationIndex[station.id] = Int32(stations.count)
    let first = Int32(names.count)
    names.append(contentsOf: station.name.utf8)
    note(station.name, station.brand, station.city, station.postcode)
    stations.append(
      Place(
        id: station.id, place: WorldPlace(station.location), location: station.location,
        name: first..<Int32(names.count), brand: brands.number(of: station.brand),
        operator: operators.number(of: station.operator), city: texts.number(of: station.city),
        postcode: texts.number(of: station.postcode), zone: zone,
        maxHeight: station.maxHeightM.map(Float.init), said: written, evidence: evidence,
        manualTerms: manualTerms))
  }

  private mutating func note(_ texts: String?...) {
    for case let text? in texts where !text.utf8.allSatisfy({ $0 < 0xC9 }) {
      unusual.formUnion(text.unicodeScalars.lazy.map(\.value).filter { !Folding.isUsual($0) })
    }
  }

  /// Mostly that of the point before.
  private func station(of point: ChargePoint) -> Int32? {
    if let last = points.last?.station, stations[Int(last)].id == point.stationId { return last }
    return stationIndex[point.stationId]
  }

  mutating func add(_ terms: Terms, _ id: Terms.ID) { self.terms.add(terms, id) }

  /// Left out where nobody added its terms.
  @discardableResult
  mutating func add(_ point: ChargePoint, terms id: Terms.ID, evidence: String? = nil) -> Bool {
    guard let index = station(of: point) else { return false }
    let station = Int(index)
    guard let number = terms.number(id, zone: stations[station].zone, &said) else { return false }
    let written = said.add(point, at: stations[station].location, evidence: (stations[station].evidence, evidence))
    points.append(
      Point(
        id: point.id, station: index, irveId: point.irveId, watts: point.power?.watts ?? 0, terms: number,
        sockets: point.sockets,
        facts: .init(
          point.accessibility, cableAttached: point.cableAttached, declaredReservable: point.declaredReservable),
        updatedOn: point.updatedOn.map { Int32($0.daysSince1970) } ?? .min,
        said: written))
    return true
  }

  // MARK: The whole

  consuming func country(version: Int, folding: Folding = Folding()) -> Country {
    var called = CalledBuilder(folding)
    let groups = pointsByStation()
    let order = orderedStations(groups)
    var spots: [Country.Spot] = []
    var rows: [Country.StationRow] = []
    var placed: [Country.PointRow] = []
    var columns = OwnColumns(stations: order.count, points: points.count)
    spots.reserveCapacity(order.count)
    rows.reserveCapacity(order.count)
    placed.reserveCapacity(points.count)
    for old in order {
      let station = stations[Int(old)]
      let here = groups.members[Int(groups.starts[Int(old)])..<Int(groups.starts[Int(old) + 1])]
      if !here.isEmpty, spots.last?.place != station.place {
        let first = Int32(rows.count)
        spots.append(.init(place: station.place, stations: first..<first))
      }
      called.add(name(of: station), shared: shared(of: station), of: Int32(rows.count))
      let first = Int32(placed.count)
      number(here, of: Int32(rows.count), into: &placed, &columns)
      columns.addStation(brand: station.brand, operator: station.operator, maxHeight: station.maxHeight)
      rows.append(row(station, here, spot: here.isEmpty ? -1 : Int32(spots.count - 1), first..<Int32(placed.count)))
      if here.isEmpty { continue }
      spots[spots.count - 1].stations = spots[spots.count - 1].stations.lowerBound..<Int32(rows.count)
    }
    return Country(
      version: version, spots: spots, stations: rows, points: placed, columns: columns, terms: terms.rows,
      sharedTerms: terms.shared, brands: brands, operators: operators, schedules: terms.schedules, said: said.finish(),
      called: called, texts: texts, names: names)
  }

  private func name(of station: Place) -> String { String(decoding: names[station.name.ints], as: UTF8.self) }

  private func shared(of station: Place) -> [String] {
    [brands.texts[Int(station.brand)], texts.texts[Int(station.city)], texts.texts[Int(station.postcode)]]
  }

  private mutating func row(
    _ station: Place, _ here: ArraySlice<Int32>, spot: Int32, _ range: Range<Int32>
  ) -> Country.StationRow {
    let numbers = here.map { points[Int($0)].terms }
    return Country.StationRow(
      id: station.id, spot: spot, points: range, name: station.name, city: station.city, postcode: station.postcode,
      access: terms.access(of: numbers), location: station.location, said: station.said,
      terms: terms.shared(numbers, orSetByHand: station.manualTerms, zone: station.zone, &said), sum: sum(here))
  }

  private mutating func sum(_ here: ArraySlice<Int32>) -> Country.Sum {
    let (watts, sockets, accessibility, latest) = here.reduce(
      into: (Int32(0), Sockets(), ChargePoint.Accessibility.unknown, Int32.min)
    ) { sum, index in
      let point = points[Int(index)]
      sum = (
        max(sum.0, point.watts), sum.1.union(point.sockets), min(sum.2, point.facts.accessibility),
        max(sum.3, point.updatedOn)
      )
    }
    let day = latest == .min ? nil : CivilDay(daysSince1970: Int(latest))
    return Country.Sum(watts: watts, said: said.add(sockets, accessibility, updatedOn: day))
  }

  /// Which points are whose: those of the station n stand from `starts[n]` to `starts[n + 1]`.
  private func pointsByStation() -> (starts: [Int32], members: [Int32]) {
    var starts = [Int32](repeating: 0, count: stations.count + 1)
    for point in points { starts[Int(point.station) + 1] += 1 }
    for index in stations.indices { starts[index + 1] += starts[index] }
    var next = starts
    var members = [Int32](repeating: 0, count: points.count)
    for (index, point) in points.enumerated() {
      members[Int(next[Int(point.station)])] = Int32(index)
      next[Int(point.station)] += 1
    }
    return (starts, members)
  }

  /// Along the curve; a station without a point is nothing to charge at, and stands behind all.
  private func orderedStations(_ groups: (starts: [Int32], members: [Int32])) -> [Int32] {
    var all = stations.indices.map { index in
      (
        isEmpty: groups.starts[index] == groups.starts[index + 1], morton: stations[index].place.morton,
        number: Int32(index)
      )
    }
    all.sort { left, right in
      if left.isEmpty != right.isEmpty { return right.isEmpty }
      return left.morton != right.morton
        ? left.morton < right.morton : stations[Int(left.number)].id < stations[Int(right.number)].id
    }
    return all.map(\.number)
  }

  /// In the order of their numbers.
  private func number(
    _ members: ArraySlice<Int32>, of station: Int32, into rows: inout [Country.PointRow], _ columns: inout OwnColumns
  ) {
    let numbers = PointNumber.numbers(members.map { points[Int($0)].irveId })
    for (number, index) in zip(numbers, members).sorted(by: { $0.0 < $1.0 }) {
      let point = points[Int(index)]
      columns.addPoint(watts: point.watts, point.sockets)
      rows.append(
        Country.PointRow(
          id: point.id, station: station, terms: point.terms, facts: point.facts.numbered(number), said: point.said))
    }
  }
}
