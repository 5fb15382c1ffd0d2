import Postgres
import Runtime

@testable import Stations

/// A country as the real one is: half of the points share their places, a car park has 505 stations on one spot, some stand
/// on either side of the antimeridian and overseas.
struct RandomCountry {
  let country: Country
  let states: PointStates
  static let now = Instant(seconds: 1_795_248_000)

  init(seed: UInt64, stations count: Int = 600) {
    var dice = Dice(seed: seed)
    var builder = CountryBuilder()
    var places: [Coordinates] = []
    var number: UInt64 = 0
    for index in 0..<count {
      let place =
        index < 505 && count > 505
        ? Coordinates(longitude: 2.35, latitude: 48.85)
        : index.isMultiple(of: 2) && !places.isEmpty ? places[dice.below(places.count)] : dice.place()
      places.append(place)
      let station = dice.station(number: number, at: place)
      builder.add(station)
      for _ in 0...dice.below(4) {
        number += 1
        let terms = dice.terms()
        builder.add(terms, terms.id)
        builder.add(dice.point(number: number, of: station), terms: terms.id)
      }
      number += 1
    }
    let country = builder.country(version: 1)
    var facts: [StoredPointState] = []
    for point in country.points where dice.below(3) == 0 {
      facts.append(
        StoredPointState(
          id: point.id, isOutOfService: dice.below(4) == 0,
          report: .init(condition: .inService, occupancy: .occupied, at: Self.now - .seconds(60))))
    }
    states = PointStates(of: country, facts, [:], at: Self.now)
    self.country = country
  }
}

/// SplitMix64, with what a country is made of.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  mutating func place() -> Coordinates {
    switch below(12) {
    case 0: Coordinates(longitude: 179.99 + unit() * 0.01, latitude: -13.3)
    case 1: Coordinates(longitude: -180 + unit() * 0.01, latitude: -13.3)
    case 2: Coordinates(longitude: 55.2 + unit() * 0.6, latitude: -21.4 + unit() * 0.5)
    case 3: Coordinates(longitude: -61.8 + unit() * 0.7, latitude: 15.8 + unit() * 0.8)
    case 4...6: Coordinates(longitude: 2.2 + unit() * 0.3, latitude: 48.8 + unit() * 0.15)
    default: Coordinates(longitude: -4.5 + unit() * 12, latitude: 42.5 + unit() * 8)
    }
  }

  fileprivate mutating func station(number: UInt64, at place: Coordinates) -> Station {
    var station = Station(
      id: Station.ID(high: 1, low: number &* 0xD6E8_FEB8_6659_FD93 | 1), irveId: "FRABCP\(number)",
      name: "Borne \(number) « été »", location: place)
    station.brand = [nil, "Izivia", "Freshmile"][below(3)]
    station.operator = [nil, "Recharge SA"][below(2)]
    station.maxHeightM = [nil, 1.9, 2.3][below(3)]
    return station
  }

  fileprivate mutating func point(number: UInt64, of station: Station) -> ChargePoint {
    var point = ChargePoint(
      id: ChargePoint.ID(high: 2, low: number &* 0x9E37_79B9_7F4A_7C15), stationId: station.id,
      irveId: "FRABCE\(number)", localId: nil,
      power: Power(watts: [0, 3700, 7400, 22_000, 22_080, 50_000, 150_000, 300_000][below(8)]),
      sockets: Sockets(rawValue: Int16(below(32))))
    if below(3) == 0 { point.accessibility = .accessible }
    return point
  }

  fileprivate mutating func terms() -> Terms {
    var terms = Terms()
    terms.access = below(2) == 0 ? .open : .restricted
    terms.free = [nil, false, true][below(3)]
    terms.payCard = [nil, false, true][below(3)]
    terms.twoWheelersOnly = below(2) == 0
    terms.hours = [nil, "24/7", "Mo-Fr 08:00-20:00"][below(3)]
    return terms
  }

  /// Any of the filters, some of them at once.
  mutating func filter() -> StationFilter {
    var filter = StationFilter()
    if below(3) == 0 { filter.minPower = Power(kilowatts: [3.7, 22, 22.08, 50, 400][below(5)]) }
    if below(3) == 0 { filter.sockets = Sockets(rawValue: Int16(1 + below(31))) }
    if below(4) == 0 { filter.onlyOpenAccess = true }
    if below(5) == 0 { filter.onlyFree = true }
    if below(5) == 0 { filter.onlyCard = true }
    if below(4) == 0 { filter.onlyAccessible = true }
    if below(5) == 0 { filter.twoWheelers = below(2) == 0 }
    if below(6) == 0 { filter.onlyOpen24h = true }
    if below(4) == 0 { filter.brand = ["Izivia", "Nobody"][below(2)] }
    if below(6) == 0 { filter.operator = "Recharge SA" }
    if below(4) == 0 { filter.height = [1.8, 2.0, 3.0][below(3)] }
    if below(4) == 0 { filter.available = .now }
    return filter
  }
}
