import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// The tree against looking at all stations, half of which stand where others do, some at a pole or on the antimeridian.
@Suite struct SpotTreeTests {
  private static func country(_ count: Int, _ dice: inout SplitMix) -> Country {
    var builder = CountryBuilder()
    let terms = Terms()
    builder.add(terms, terms.id)
    var places: [Coordinates] = []
    for number in 0..<UInt64(count) {
      let place = number.isMultiple(of: 2) ? places.randomElement(using: &dice) ?? draw(&dice) : draw(&dice)
      places.append(place)
      let station = Station(
        id: Station.ID(high: .random(in: 0...9, using: &dice), low: number), irveId: "FRABCP\(number)", name: "Borne",
        location: place)
      builder.add(station)
      builder.add(
        ChargePoint(
          id: ChargePoint.ID(high: 1, low: number), stationId: station.id, irveId: "FRABCE\(number)", sockets: []),
        terms: terms.id)
    }
    return builder.country(version: 1)
  }

  private static func draw(_ dice: inout SplitMix) -> Coordinates {
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: Coordinates(longitude: 179.999, latitude: -13 + .random(in: 0...1, using: &dice))
    case 1: Coordinates(longitude: -179.999, latitude: -13 + .random(in: 0...1, using: &dice))
    case 2: Coordinates(longitude: .random(in: -180...180, using: &dice), latitude: 89.9)
    default:
      Coordinates(longitude: .random(in: -5...9, using: &dice), latitude: .random(in: 42...51, using: &dice))
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the nearest come in the order of their distances, all of them`(_ seed: UInt64) {
    var dice = SplitMix(seed: seed)
    let country = Self.country([1, 17, 700][Int(seed) - 1], &dice)
    for _ in 0..<10 {
      let place = Self.draw(&dice)
      var stations = NearestStations(in: country, around: place)
      var found: [Int] = []
      while let next = stations.next() { found.append(next.station) }
      let metres = country.stations.map { GroundPoint($0.location).metres(to: GroundPoint(place)) }
      let expected = country.stations.indices.sorted {
        (metres[$0], country.ranks[$0]) < (metres[$1], country.ranks[$1])
      }
      #expect(found == expected, "seed \(seed), \(place)")
    }
  }

  @Test func `no station is beyond the boxes that hold it`() {
    var dice = SplitMix(seed: 4)
    let country = Self.country(700, &dice)
    for _ in 0..<50 {
      let place = Self.draw(&dice)
      let (from, direction) = (GroundPoint(place), SIMD3<Float>(GroundPoint(place).direction))
      for (number, box) in (country.tree.levels.first ?? []).enumerated() {
        for spot in country.spots[number * 16..<min(number * 16 + 16, country.spots.count)] {
          for station in country.stations[spot.stations.ints] {
            #expect(box.metres(from: direction) <= from.metres(to: GroundPoint(station.location)) + 0.001)
            #expect(Double(box.west) <= station.location.longitude && Double(box.east) >= station.location.longitude)
          }
        }
      }
    }
  }

  @Test func `an empty country has no nearest`() {
    var stations = NearestStations(
      in: CountryBuilder().country(version: 1), around: Coordinates(longitude: 2, latitude: 48))
    let next = stations.next()
    #expect(next == nil)
  }
}
