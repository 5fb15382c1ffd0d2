import Runtime
import Testing

@testable import Map
@testable import Stations

/// The circles beside what the rule says in plain words: the biggest first, ties as they stand, each takes in all that is
/// nearer than it is wide.
@Suite struct GreedyTests {
  @Test(arguments: [71, 72, 73, 74] as [UInt64])
  func `circles are those of the plain rule`(_ seed: UInt64) {
    let random = RandomCountry(seed: seed, stations: 500)
    var dice = Dice(seed: seed)
    for filter in [StationFilter(), dice.filter()] {
      let hierarchy = Hierarchy(filter, on: Ground(random.country), random.states, at: RandomCountry.now)
      for zoom in 0..<Hierarchy.streetZoom {
        let (here, finer) = (hierarchy.levels[zoom], hierarchy.levels[zoom + 1])
        let holders = holders(finer, zoom, random.country)
        #expect(here.spots == holders.indices.filter { holders[$0] == $0 }.map { finer.spots[$0] })
        #expect(holders.map { finer.spots[$0] } == finer.parent.map { here.spots[Int($0)] }, "seed \(seed), \(zoom)")
      }
    }
  }

  @Test(arguments: [81, 82, 83] as [UInt64])
  func `a crowd that looks around takes in whom those who know their neighbours do`(_ seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let zoom = [13, 9, 2][Int(seed % 3)]
    let side = 6 * Int(Greedy.reach(zoom))
    // On either side of where the map meets itself.
    let places = (0..<700).map { _ in
      WorldPlace(
        x: UInt32(truncatingIfNeeded: dice.below(side) - side / 2),
        y: UInt32((1 << 31) - side / 2 + dice.below(side)))
    }
    let rows = Rows(places, zoom: zoom)
    let order = (0..<Int32(places.count)).map { ($0, dice.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
    let known = try #require(Neighbours(rows, atMost: .max))
    #expect(Neighbours(rows, atMost: known.count / 2) == nil)
    let (one, other) = (rows.taken(inTurn: order), known.taken(inTurn: order))
    #expect(one.count > 500 && one.count == other.count)
    let holders = Dictionary(uniqueKeysWithValues: other.map { ($0.number, $0.by) })
    #expect(one.allSatisfy { holders[$0.number] == $0.by })
  }

  private func holders(_ level: Level, _ zoom: Int, _ country: Country) -> [Int] {
    let places = level.spots.map { country.spots[Int($0)].place }
    let reach = (44.0 / 512 * 4_294_967_296 / Double(1 << zoom)).rounded(.up)
    var holders = [Int?](repeating: nil, count: level.count)
    for one in level.points.indices.sorted(by: { (level.points[$1], $0) < (level.points[$0], $1) })
    where holders[one] == nil {
      for other in places.indices where holders[other] == nil {
        let east = Double(Int32(bitPattern: places[one].x &- places[other].x))
        let south = Double(places[one].y) - Double(places[other].y)
        if east * east + south * south < reach * reach { holders[other] = one }
      }
    }
    return holders.compactMap { $0 }
  }
}
