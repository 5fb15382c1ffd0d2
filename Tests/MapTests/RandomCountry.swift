import Postgres
import Runtime
import Stations

@testable import Map

/// A country as the real one is: half of the points share their places, a car park has 505 stations on one spot, some stand
/// on either side of the antimeridian and overseas.
struct RandomCountry {
  let country: Country
  let states: PointStates
  static let now = Instant(seconds: 1_795_248_000)

  init(seed: UInt64, stations count: Int = 600) {
    var dice = Dice(seed: seed)
    var builder = CountryBuilder()
    var places: [WorldPlace] = []
    var number: UInt64 = 0
    for index in 0..<count {
      let place =
        index < 505 && count > 505
        ? WorldPlace(Coordinates(longitude: 2.35, latitude: 48.85))
        : index.isMultiple(of: 2) && !places.isEmpty ? places[dice.below(places.count)] : dice.place()
      places.append(place)
      builder.add(dice.station(number: number, at: place, into: &builder))
      for _ in 0...dice.below(4) {
        number += 1
        builder.add(
          CountryBuilder.Point(
            id: ChargePoint.ID(high: 2, low: number &* 0x9E37_79B9_7F4A_7C15), station: Int32(index),
            watts: [0, 3700, 7400, 22_000, 22_080, 50_000, 150_000, 300_000][dice.below(8)],
            terms: dice.terms(at: Int32(index), into: &builder), sockets: Sockets(rawValue: Int16(dice.below(32))),
            isAccessible: dice.below(3) == 0))
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

  mutating func place() -> WorldPlace {
    switch below(12) {
    case 0: WorldPlace(Coordinates(longitude: 179.99 + unit() * 0.01, latitude: -13.3))
    case 1: WorldPlace(Coordinates(longitude: -180 + unit() * 0.01, latitude: -13.3))
    case 2: WorldPlace(Coordinates(longitude: 55.2 + unit() * 0.6, latitude: -21.4 + unit() * 0.5))
    case 3: WorldPlace(Coordinates(longitude: -61.8 + unit() * 0.7, latitude: 15.8 + unit() * 0.8))
    case 4...6: WorldPlace(Coordinates(longitude: 2.2 + unit() * 0.3, latitude: 48.8 + unit() * 0.15))
    default: WorldPlace(Coordinates(longitude: -4.5 + unit() * 12, latitude: 42.5 + unit() * 8))
    }
  }

  fileprivate mutating func station(
    number: UInt64, at place: WorldPlace, into builder: inout CountryBuilder
  ) -> CountryBuilder.Station {
    let bytes = Array("Borne \(number) « été »".utf8)
    return CountryBuilder.Station(
      id: Station.ID(high: 1, low: number &* 0xD6E8_FEB8_6659_FD93 | 1), place: place,
      name: bytes.withUnsafeBytes { builder.name($0) }, brand: builder.brand([nil, "Izivia", "Freshmile"][below(3)]),
      operator: builder.operator([nil, "Recharge SA"][below(2)]),
      zone: builder.zone("Europe/Paris"), maxHeight: [nil, 1.9, 2.3][below(3)])
  }

  fileprivate mutating func terms(at station: Int32, into builder: inout CountryBuilder) -> Int32 {
    let (traits, hours) = (below(32), below(3))
    let id = Terms.ID(high: UInt64(traits), low: UInt64(hours))
    builder.add(
      CountryBuilder.Terms(
        traits: Country.Traits(rawValue: UInt8(traits)), hours: [nil, "24/7", "Mo-Fr 08:00-20:00"][hours]), id)
    return builder.terms(id, at: station) ?? 0
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
