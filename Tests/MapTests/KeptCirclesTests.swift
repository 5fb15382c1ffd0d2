import HTTP
import Runtime
import TestSupport
import Testing

@testable import Map
@testable import Stations

/// What is made for filters, and for how long it is kept.
@Suite struct KeptCirclesTests {
  private func filter(_ number: Int) -> StationFilter {
    var filter = StationFilter()
    filter.height = 1 + Double(number) / 1000
    return filter
  }

  @Test func `one who asks for ever other filters loses their own, and nobody else's`() {
    let random = RandomCountry(seed: 31)
    let ground = Ground(random.country)
    func circles(_ number: Int) -> Hierarchy {
      Hierarchy(filter(number), on: ground, random.states, at: RandomCountry.now)
    }
    let size = circles(0).memory
    var kept = KeptCircles(leastMemory: 6 * size)
    kept.keep(circles(1), for: "a")
    kept.keep(circles(2), for: "b")
    for number in 100..<200 { kept.keep(circles(number), for: "flood") }
    let others = [kept.use(filter(1)), kept.use(filter(2))]
    #expect(others.allSatisfy { $0 != nil })
    #expect(kept.filters.count == 6 && kept.filters.isSuperset(of: (196..<200).map(filter)))
    // Of one's own, what was used lately stays.
    _ = kept.use(filter(196))
    kept.keep(circles(200), for: "flood")
    let (used, unused) = (kept.use(filter(196)), kept.use(filter(197)))
    #expect(used != nil && unused == nil)
  }

  @Test func `tiles count in what is kept, and are bounded`() throws {
    let random = RandomCountry(seed: 32)
    let circles = Hierarchy(filter(1), on: Ground(random.country), random.states, at: RandomCountry.now)
    let bare = circles.memory
    let tile = try #require(TileAddress(z: 0, x: 0, y: 0))
    let added = circles.ready(tile, random.states).added
    #expect(added > 0 && circles.memory == bare + added)
    #expect(circles.ready(tile, random.states).added == 0 && circles.memory == bare + added)
    for x in 0..<1000 { _ = circles.ready(try #require(TileAddress(z: 10, x: x, y: 0)), random.states) }
    #expect(circles.memory < bare + 400 * 4096)
  }

  private func tile(_ filter: Int) -> String { "/tiles/0/0/0.mvt?maxHeight=\(1 + Double(filter) / 1000)" }

  @Test func `who asks for many new filters waits behind themselves, and is turned away beyond that`() async throws {
    let scene = try await MapScene()
    _ = try await scene.add("Halles")
    let turns = scene.map.present.turns
    try await withThrowingTaskGroup(of: Int.self) { group in
      try await turns.take("somebody") {
        for number in 0..<8 {
          group.addTask { try await scene.app.call(.get, tile(number), from: "203.0.113.9").status }
        }
        try await eventually("eight wait") { turns.waiting == 8 }
        let refused = try await scene.app.call(.get, tile(9), from: "203.0.113.9")
        #expect(refused.status == 429 && refused.problem == "rate-limited" && refused.headers["Retry-After"] != nil)
        // One filter is made once, however many tiles of it are asked for.
        for _ in 0..<5 { group.addTask { try await scene.app.call(.get, tile(20), from: "198.51.100.1").status } }
        try await eventually("another waits") { turns.waiting == 9 }
        #expect(try await scene.app.call(.get, "/tiles/0/0/0.mvt", from: "203.0.113.9").status == 200)
      }
      for try await status in group { #expect(status == 200) }
    }
    #expect(turns.waiting == 0)
  }

  @Test func `who joins what another party began is not turned away with that party`() async throws {
    let random = RandomCountry(seed: 33)
    let present = CurrentMap(clock: ManualClock().wall, patience: .seconds(2))
    try await present.begin(CountryMoment(country: random.country, states: random.states))
    let wanted = filter(1)
    let second = try await present.turns.take("somebody") {
      let first = Task { _ = try await present.make(wanted, for: "first") }
      try await eventually("the first waits") { present.turns.waiting == 1 }
      let second = Task { _ = try await present.make(wanted, for: "second") }
      await #expect(throws: Problem.self) { try await first.value }
      return second
    }
    try await second.value
  }

  @Test func `what was free a moment ago is shown to whom a newer look is refused`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 2)
    let path = "/tiles/0/0/0.mvt?available=now"
    #expect(try await scene.tile(path).features.first?.number("points") == 2)
    try await scene.book(points[0], from: scene.clock.now)
    try await eventually("booked") { scene.status(points[0]) == .reserved }
    scene.clock.advance(by: .seconds(2))
    let turns = scene.map.present.turns
    try await withThrowingTaskGroup(of: Int.self) { group in
      try await turns.take("somebody") {
        for number in 0..<8 { group.addTask { try await scene.app.call(.get, tile(number)).status } }
        try await eventually("eight wait") { turns.waiting == 8 }
        #expect(try await scene.tile(path).features.first?.number("points") == 2)
      }
      for try await status in group { #expect(status == 200) }
    }
    #expect(try await scene.tile(path).features.first?.number("points") == 1)
  }
}
