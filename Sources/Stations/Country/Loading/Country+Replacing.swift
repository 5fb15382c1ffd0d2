import HTTP
import Postgres
import Runtime

extension Country {
  /// The same country with some of its stations as another, small one has them: those that it does not have are gone.
  func replacing(_ ids: Set<Station.ID>, by other: Country, version: Int) -> Country {
    var splice = Splice(of: self, with: other)
    for (index, isOther) in merged(ids, with: other) { splice.add(index, from: isOther ? other : self, isOther) }
    return splice.country(version: version)
  }

  /// Both in the one order of stations.
  private func merged(_ ids: Set<Station.ID>, with other: Country) -> [(index: Int, isOther: Bool)] {
    var rows: [(index: Int, isOther: Bool)] = []
    rows.reserveCapacity(stations.count + other.stations.count)
    var next = 0
    for (index, row) in stations.enumerated() where !ids.contains(row.id) {
      while next < other.stations.count, other.order(of: other.stations[next]) < order(of: row) {
        rows.append((next, true))
        next += 1
      }
      rows.append((index, false))
    }
    return rows + (next..<other.stations.count).map { ($0, true) }
  }

  private func order(of row: StationRow) -> (Int, UInt64, UInt64, UInt64) {
    (row.points.isEmpty ? 1 : 0, WorldPlace(row.location).morton, row.id.high, row.id.low)
  }
}

/// Two countries become one: what the second has numbers for stands behind what the first has.
private struct Splice {
  private let first, second: Country
  private let shift: Shift
  private var spots: [Country.Spot] = []
  private var stations: [Country.StationRow] = []
  private var points: [Country.PointRow] = []
  private var columns: OwnColumns
  private var brands, operators, texts: Words
  private var names: [UInt8]
  private var called: CalledBuilder

  init(of first: Country, with second: Country) {
    (self.first, self.second) = (first, second)
    shift = Shift(behind: first)
    (brands, operators, texts) = (first.brands, first.operators, Words(first.called.texts.all))
    names = first.names + second.names
    called = CalledBuilder(first.called.folding)
    let (stations, points) = (first.stations.count + second.stations.count, first.points.count + second.points.count)
    columns = OwnColumns(stations: stations, points: points)
    spots.reserveCapacity(stations)
    self.stations.reserveCapacity(stations)
    self.points.reserveCapacity(points)
  }

  mutating func add(_ index: Int, from country: Country, _ isSecond: Bool) {
    let row = country.stations[index]
    let place = WorldPlace(row.location)
    if !row.points.isEmpty, spots.last?.place != place {
      let first = Int32(stations.count)
      spots.append(.init(place: place, stations: first..<first))
    }
    let first = Int32(points.count)
    for point in row.points.ints {
      points.append(country.points[point].moved(to: Int32(stations.count), isSecond ? shift : Shift()))
      columns.addPoint(watts: country.columns.watts[point], country.columns.sockets(of: point))
    }
    addColumns(of: index, from: country, isSecond)
    let (city, postcode) = (country.called.texts.text(row.city), country.called.texts.text(row.postcode))
    let brand = country.brands.texts[Int(country.columns.brand[index])]
    let name = String(decoding: country.name(of: row), as: UTF8.self)
    called.add(name, shared: [brand, city, postcode], of: Int32(stations.count))
    stations.append(
      row.moved(
        spot: row.points.isEmpty ? -1 : Int32(spots.count - 1), points: first..<Int32(points.count),
        town: isSecond
          ? (number(city, in: &texts), number(postcode, in: &texts)) : (row.city, row.postcode),
        isSecond ? shift : Shift()))
    if row.points.isEmpty { return }
    spots[spots.count - 1].stations = spots[spots.count - 1].stations.lowerBound..<Int32(stations.count)
  }

  private mutating func addColumns(of station: Int, from country: Country, _ isSecond: Bool) {
    let columns = country.columns
    var (brand, company) = (columns.brand[station], columns.operator[station])
    if isSecond {
      brand = number(country.brands.texts[Int(brand)], in: &brands)
      company = number(country.operators.texts[Int(company)], in: &operators)
    }
    self.columns.addStation(brand: brand, operator: company, maxHeight: columns.maxHeight[station])
  }

  private func number(_ text: String, in words: inout Words) -> Int32 { words.number(of: text.isEmpty ? nil : text) }

  consuming func country(version: Int) -> Country {
    Country(
      version: version, spots: spots, stations: stations, points: points, columns: columns,
      terms: first.terms + second.terms.map { $0.moved(shift) },
      sharedTerms: first.sharedTerms + second.sharedTerms.map { $0.moved(shift) }, brands: brands, operators: operators,
      schedules: first.schedules + second.schedules, said: first.said.followed(by: second.said),
      called: called, texts: texts, names: names)
  }
}

/// By how much the numbers of a country are higher once it stands behind another one.
struct Shift {
  var names, pieces, terms, sharedTerms, schedules: Int32
  var own: UInt32

  init() { (names, pieces, terms, sharedTerms, schedules, own) = (0, 0, 0, 0, 0, 0) }

  init(behind country: Country) {
    (names, pieces) = (Int32(country.names.count), Int32(country.said.shared.count))
    (terms, sharedTerms) = (Int32(country.terms.count), Int32(country.sharedTerms.count))
    (schedules, own) = (Int32(country.schedules.count), UInt32(country.said.own.count))
  }
}
