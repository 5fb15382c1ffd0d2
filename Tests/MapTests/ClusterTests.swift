import HTTP
import Runtime
import Testing

@testable import Map
@testable import Stations

/// What must hold at every zoom and for any filter.
@Suite struct ClusterTests {
  private func hierarchy(_ random: RandomCountry, _ filter: StationFilter = StationFilter()) -> Hierarchy {
    Hierarchy(filter, on: Ground(random.country), random.states, at: RandomCountry.now)
  }

  /// Said again in other words than the program's.
  private func isWanted(_ point: Int, _ filter: StationFilter, _ random: RandomCountry) -> Bool {
    let row = random.country.points[point]
    let (columns, station) = (random.country.columns, Int(row.station))
    let (watts, sockets) = (columns.watts[point], columns.sockets(of: point))
    let terms = random.country.terms[Int(row.terms)]
    var refusals: [Bool] = []
    if let least = filter.minPower { refusals.append(watts == 0 || watts < least.watts) }
    if !filter.sockets.isEmpty { refusals.append(filter.sockets.rawValue & sockets.rawValue == 0) }
    if filter.onlyOpenAccess { refusals.append(terms.traits.rawValue & 1 == 0) }
    if filter.onlyFree { refusals.append(terms.traits.rawValue & 2 == 0) }
    if filter.onlyCard { refusals.append(terms.traits.rawValue & 4 == 0) }
    if filter.onlyAccessible { refusals.append(!row.facts.isAccessible) }
    if let wanted = filter.twoWheelers { refusals.append((terms.traits.rawValue & 8 != 0) != wanted) }
    if filter.onlyOpen24h { refusals.append(terms.traits.rawValue & 16 == 0) }
    if let brand = filter.brand { refusals.append(random.country.brands.texts[Int(columns.brand[station])] != brand) }
    let company = random.country.operators.texts[Int(columns.operator[station])]
    if let name = filter.operator { refusals.append(company != name) }
    if let height = filter.height { refusals.append(columns.maxHeight[station] < Float(height)) }
    if filter.available == .now {
      refusals.append(random.states.status[point] != .free)
      refusals.append(!random.country.schedules[Int(terms.schedule)].mayBeOpen(at: RandomCountry.now))
    }
    return !refusals.contains(true)
  }

  /// Every tile of a zoom that could hold anything.
  private func tiles(_ zoom: Int, _ country: Country) -> Set<TileAddress> {
    if zoom <= 4 {
      let side = 1 << zoom
      return Set((0..<side).flatMap { x in (0..<side).compactMap { TileAddress(z: zoom, x: x, y: $0) } })
    }
    return Set(
      country.spots.compactMap { spot in
        TileAddress(z: zoom, x: Int(spot.place.x) >> (32 - zoom), y: Int(spot.place.y) >> (32 - zoom))
      })
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `the counts of a zoom's tiles add up to exactly the points that match`(_ seed: UInt64) throws {
    let random = RandomCountry(seed: seed, stations: seed == 6 ? 800 : 300)
    var dice = Dice(seed: seed)
    for round in 0..<6 {
      let filter = round == 0 ? StationFilter() : dice.filter()
      let wanted = random.country.points.indices.filter { isWanted($0, filter, random) }
      let free = wanted.count { random.states.status[$0] == .free }
      let hierarchy = hierarchy(random, filter)
      for zoom in [0, 1, 2, 4, dice.below(10) + 5, 14, 17] {
        var (points, freePoints, stations) = (0, 0, 0)
        for tile in tiles(zoom, random.country) {
          let decoded = try DecodedTile(hierarchy.vectorTile(tile, random.states).array)
          for feature in decoded.features where feature.isInside {
            points += try #require(feature.number("points"))
            freePoints += try #require(feature.number("free"))
            let together = try #require(feature.number("stations"))
            stations += together
            #expect((feature.layer == "stations") == (zoom >= Hierarchy.streetZoom || together == 1))
            #expect((feature.text("name") == nil) == (feature.layer == "clusters"))
          }
        }
        #expect(points == wanted.count, "seed \(seed), zoom \(zoom), \(filter)")
        #expect(freePoints == free, "seed \(seed), zoom \(zoom), \(filter)")
        #expect(stations == Set(wanted.map { random.country.points[$0].station }).count, "seed \(seed), zoom \(zoom)")
      }
    }
  }

  @Test(arguments: [11, 12, 13] as [UInt64])
  func `no two circles are nearer to one another than they are wide`(_ seed: UInt64) {
    let random = RandomCountry(seed: seed)
    var dice = Dice(seed: seed)
    for filter in [StationFilter(), dice.filter()] {
      let hierarchy = hierarchy(random, filter)
      for zoom in 0..<Hierarchy.streetZoom {
        let places = hierarchy.levels[zoom].spots.map { random.country.spots[Int($0)].place }
        let pixel = 4_294_967_296.0 / Double(512 << zoom)
        for (index, one) in places.enumerated() {
          for other in places[..<index] {
            let east = Double(Int32(bitPattern: one.x &- other.x)) / pixel
            let south = (Double(one.y) - Double(other.y)) / pixel
            #expect((east * east + south * south).squareRoot() >= 43.99, "seed \(seed), zoom \(zoom)")
          }
        }
      }
    }
  }

  @Test(arguments: [21, 22] as [UInt64])
  func `a circle has the same number, place and counts in every tile that shows it`(_ seed: UInt64) throws {
    let random = RandomCountry(seed: seed)
    let hierarchy = hierarchy(random)
    for zoom in [1, 2, 3, 6, 9, 13, 14, 15] {
      let side = 4096 << zoom
      var seen: [UInt64: (x: Int, y: Int, properties: [String: DecodedTile.Value])] = [:]
      var shown = 0
      for tile in tiles(zoom, random.country) {
        let decoded = try DecodedTile(hierarchy.vectorTile(tile, random.states).array)
        #expect(Set(decoded.features.map(\.id)).count == decoded.features.count, "each once in a tile")
        for feature in decoded.features {
          #expect(-256..<4352 ~= feature.x && -256..<4352 ~= feature.y)
          let x = (tile.x * 4096 + feature.x + side) % side
          let y = tile.y * 4096 + feature.y
          shown += feature.isInside ? 1 : 0
          if let other = seen[feature.id] {
            #expect(
              other.x == x && other.y == y && other.properties == feature.properties, "seed \(seed), zoom \(zoom)")
          }
          seen[feature.id] = (x, y, feature.properties)
        }
      }
      #expect(shown == hierarchy.levels[min(zoom, 14)].count)
    }
  }

  @Test func `a circle that is one at a zoom stays on its place, and says where it comes apart`() {
    let random = RandomCountry(seed: 31)
    let hierarchy = hierarchy(random)
    for zoom in 0..<Hierarchy.streetZoom {
      let (here, next) = (hierarchy.levels[zoom], hierarchy.levels[zoom + 1])
      #expect(Set(here.spots).isSubset(of: Set(next.spots)))
      for (index, spot) in here.spots.enumerated() {
        let parts = next.parent.indices.filter { next.parent[$0] == Int32(index) }
        #expect(parts.contains { next.spots[$0] == spot })
        #expect((here.expansion[index] == UInt8(zoom + 1)) == (parts.count > 1 || zoom == 13))
      }
    }
  }

  @Test func `505 stations on one spot are one circle, and one feature at street level`() throws {
    let random = RandomCountry(seed: 41, stations: 700)
    let hierarchy = hierarchy(random)
    let crowd = try #require(hierarchy.levels[14].stations.max())
    #expect(crowd >= 505)
    let member = try #require(hierarchy.levels[14].stations.firstIndex(of: crowd))
    let place = random.country.spots[Int(hierarchy.levels[14].spots[member])]
    let tile = try #require(
      TileAddress(z: 16, x: Int(place.place.x) >> 16, y: Int(place.place.y) >> 16))
    let decoded = try DecodedTile(hierarchy.vectorTile(tile, random.states).array)
    #expect(decoded.name == "stations" && decoded.version == 2 && decoded.extent == 4096)
    let feature = try #require(decoded.features.first { $0.number("stations") == Int(crowd) })
    #expect(feature.text("name")?.hasSuffix("« été »") == true)
    #expect(Station.ID(feature.text("id") ?? "") != nil)
  }

  @Test func `free counts follow each change without being made anew`() {
    let random = RandomCountry(seed: 51)
    let hierarchy = hierarchy(random)
    var (states, dice) = (random.states, Dice(seed: 51))
    let all = hierarchy.levels.map { Array(0..<$0.count) }
    _ = hierarchy.free(of: all[0], zoom: 0, states)
    for round in 0..<40 {
      // Once so many at a time that nobody can follow them one by one.
      let facts = (0..<(round == 20 ? 3000 : 1 + dice.below(30))).map { _ in
        StoredPointState(
          id: random.country.points[dice.below(random.country.points.count)].id, isOutOfService: dice.below(2) == 0,
          report: nil)
      }
      _ = states.apply(facts, [:], to: random.country, at: RandomCountry.now)
      if dice.below(3) == 0 { continue }
      let fresh = self.hierarchy(random)
      for zoom in 0...Hierarchy.streetZoom {
        #expect(hierarchy.free(of: all[zoom], zoom: zoom, states) == fresh.free(of: all[zoom], zoom: zoom, states))
      }
    }
  }

  @Test func `what a filter leaves empty has no circle, and its tiles no bytes`() throws {
    let random = RandomCountry(seed: 61)
    var filter = StationFilter()
    filter.minPower = Power(kilowatts: 999)
    let hierarchy = hierarchy(random, filter)
    let tile = try #require(TileAddress(z: 0, x: 0, y: 0))
    #expect(hierarchy.levels.allSatisfy { $0.count == 0 })
    #expect(hierarchy.vectorTile(tile, random.states).count == 0)
  }
}
